/**
 * What a figure is before it is drawn: pure data, made from result rows by `plots/figures/`, drawn into files by
 * `draw_figure.ts` and in the report's page by chart.js in the browser. Everything a reader sees (axes, ticks,
 * labels, intervals, notes) is decided here, so a snapshot of a description is a test of the figure.
 */
import type { Ranking } from "../results/ranking.ts";

/** A grid line and its label, which is empty for lines between labelled ones. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A numeric axis with every tick decided; `log` axes are positioned by logarithm (the base does not matter). */
export interface Axis {
  readonly label: string;
  readonly scale: "linear" | "log";
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

/**
 * `low` and `high` bound the interval of `y`, null where none was made. `x` may be set a little aside of the value
 * that `xText` names, so that points do not cover each other. `text` describes the whole point in words. A point beyond
 * its panel's y axis is drawn as a triangle at the edge.
 */
export interface Point {
  readonly x: number;
  readonly xText: string;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Too few trials for an interval. */
  readonly hollow: boolean;
  /** What is written beside it where it lies beyond the axis; `null` for nothing. */
  readonly edgeText: string | null;
  readonly text: string;
}

/** Closed shapes, so that each can be drawn hollow. */
export type Marker =
  | "circle"
  | "triangle"
  | "rect"
  | "rectRot"
  | "triangleDown"
  | "triangleLeft"
  | "triangleRight";

export interface Look {
  readonly color: string;
  readonly marker: Marker;
  /** Lengths of strokes and gaps; empty is a solid line. */
  readonly dash: readonly number[];
}

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly look: Look;
  /** Whether a line joins the points, in the order given. */
  readonly joined: boolean;
  readonly points: readonly Point[];
}

/** Points and lines over two numeric axes. `reference` is a horizontal line that readers compare with. */
export interface XyPanel {
  readonly kind: "xy";
  readonly title: string;
  /** What follows the title where panels of the same title show a part of the series each; else empty. */
  readonly part: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly reference: number | null;
  readonly series: readonly Series[];
}

/** One part of each stacked bar; `shares` has one entry per category, null where there is no bar. */
export interface BarPart {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly shares: readonly (number | null)[];
}

export interface BarsPanel {
  readonly kind: "bars";
  readonly title: string;
  readonly xLabel: string;
  readonly categories: readonly string[];
  readonly y: Axis;
  readonly parts: readonly BarPart[];
}

/** One field of a heat map: `lines` are written in it, `strength` from 0 to 1 sets how full its colour is. */
export interface HeatCell {
  readonly lines: readonly string[];
  readonly text: string;
  readonly color: string;
  readonly strength: number;
}

/** `cells[row][column]`, null where nothing was measured. */
export interface HeatPanel {
  readonly kind: "heat";
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly cells: readonly (readonly (HeatCell | null)[])[];
}

/** One field of a matrix: a value, a pair that has none and why, or nothing to measure, as between a host and itself. */
export type MatrixField =
  | {
    readonly kind: "value";
    /** What is written in it where there is room. */
    readonly label: string;
    readonly text: string;
    readonly color: string;
    readonly strength: number;
    /** Drawn with a frame. */
    readonly isOutlier: boolean;
  }
  | { readonly kind: "missing"; readonly text: string }
  | { readonly kind: "nothing" };

export interface MatrixLabel {
  readonly text: string;
  /** Written bold. */
  readonly isOutlier: boolean;
}

/** Things against things, many of them; `fields[row][column]`. */
export interface MatrixPanel {
  readonly kind: "matrix";
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columns: readonly MatrixLabel[];
  readonly rows: readonly MatrixLabel[];
  readonly fields: readonly (readonly MatrixField[])[];
}

/** What chart.js draws. */
export type ChartPanel = XyPanel | BarsPanel;

type Panel = ChartPanel | HeatPanel | MatrixPanel;

export function isChart(panel: Panel): panel is ChartPanel {
  return panel.kind === "xy" || panel.kind === "bars";
}

/** One entry of the legend; without a marker it is a box, filled as a field of that colour and strength, or as `box` says. */
export interface LegendEntry {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly strength: number;
  readonly marker: Marker | null;
  readonly dash: readonly number[] | null;
  readonly box?: "hatched" | "framed";
}

/** An entry that is a box. */
export function legendBox(id: string, label: string, color: string, strength = 1): LegendEntry {
  return { id, label, color, strength, marker: null, dash: null };
}

export interface DrawnFigure {
  readonly kind: "drawn";
  /** Of a second or further setting: the same of the first stands before it. */
  readonly isFurther?: true;
  /** snake_case; the name of its files. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  /** Panels per line of the grid. */
  readonly columns: number;
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendEntry[];
  readonly notes: readonly string[];
  readonly footer: string;
}

export interface MissingFigure {
  readonly kind: "not drawn";
  readonly isFurther?: true;
  readonly id: string;
  readonly title: string;
  /** Ends the sentence "not drawn, because …". */
  readonly because: string;
}

export type Figure = DrawnFigure | MissingFigure;

/** What each file of `plots/figures/` makes; the registry adds the setting and the footer. */
export type FigureBody =
  & Pick<DrawnFigure, "subtitle" | "columns" | "panels" | "legend" | "notes">
  /** Where the maker's own id and title do not describe this one. */
  & Partial<Pick<DrawnFigure, "id" | "title">>;

/** Makes figures of one setting's cells and their ranking, or of another kind of thing. */
export interface FigureMaker<T = Ranking> {
  /** In `--figures`. */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  /** The figure, or the end of the sentence "not drawn, because …". */
  readonly make: (of: T) => FigureBody | string;
}

/** What figures can be written as. */
export const PICTURE_FORMATS = ["png", "svg", "pdf"] as const;

export type PictureFormat = typeof PICTURE_FORMATS[number];
