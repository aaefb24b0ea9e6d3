/**
 * Axes with round ticks: sizes and threads on a log₂ axis, measured values on a linear axis from zero or, where
 * they span more than a factor of thirty, on a logarithmic one.
 */
import { ascending } from "../results/cells.ts";
import type { Axis, Tick } from "./figure.ts";
import { bytesText, numberText } from "../results/number_text.ts";
import { panelFontSize, plotWidth, roomFor } from "./panel_grid.ts";

/** A factor between least and greatest from which a linear axis would hide the small values. */
const LOG_SPAN = 30;
/** Units between the labels of neighbouring ticks, at least. */
const LABEL_GAP = 8;
/** What stays free on either side of the values, for markers and bars: a share of the axis, and units, at least. */
const LEAST_MARGIN = 0.06;
const LEAST_MARGIN_UNITS = 16;
/** The share of the values' span that stays free above the greatest, so that no marker lies on the frame. */
const HEADROOM = 0.03;

/**
 * Message sizes on a log₂ axis under a panel in a line of `columns`; ticks at the sizes as far as labels fit.
 *
 * @param room octaves that stay free on either side, at least
 */
export function sizeAxis(sizes: readonly number[], columns: number, room = 0): Axis {
  return log2Axis("Message size", sizes, columns, bytesText, room);
}

/** Thread counts on a log₂ axis. */
export function threadAxis(threads: readonly number[], columns: number): Axis {
  return log2Axis("Threads (connections)", threads, columns, String, 0);
}

function log2Axis(
  label: string,
  values: readonly number[],
  columns: number,
  text: (v: number) => string,
  room: number,
): Axis {
  const sorted = ascending(values);
  const least = sorted[0] ?? 1;
  const greatest = sorted.at(-1) ?? 1;
  const octaves = Math.log2(greatest / least);
  const width = plotWidth(columns);
  const widest = Math.max(...sorted.map((value) => roomFor(text(value), panelFontSize(columns))), 0);
  const share = Math.max(LEAST_MARGIN, LEAST_MARGIN_UNITS / width, (widest / 2) / width);
  const margin = octaves === 0 ? 1 : Math.max(room, octaves * share / (1 - 2 * share));
  const gap = (widest + LABEL_GAP) * (octaves + 2 * margin) / width;
  return {
    label,
    scale: "log",
    min: least / 2 ** margin,
    max: greatest * 2 ** margin,
    ticks: spaced(sorted, gap).map((value) => ({ value, label: text(value) })),
  };
}

/**
 * The values, ascending, without those nearer than `gap` octaves to one that is kept: round ones are kept first, so that
 * sizes between them have a label where there is room. Evenly spaced sizes thin evenly.
 */
function spaced(sorted: readonly number[], gap: number): number[] {
  const kept: number[] = [];
  for (const value of sorted.toSorted((a, b) => significantBits(a) - significantBits(b) || a - b)) {
    if (kept.every((other) => Math.abs(Math.log2(value / other)) >= gap - 1e-9)) kept.push(value);
  }
  return kept.sort((a, b) => a - b);
}

/** 1 of a power of two, 2 of 48 KiB. */
function significantBits(value: number): number {
  return value.toString(2).replace(/0+$/, "").length;
}

/** Octaves from one of ascending values to the nearest other; 2 where there is none. */
export function gapAt(ascending: readonly number[], value: number): number {
  const place = ascending.indexOf(value);
  const [before = 0, after = Infinity] = [ascending[place - 1], ascending[place + 1]];
  const gap = Math.min(Math.log2(value / before), Math.log2(after / value));
  return Number.isFinite(gap) ? gap : 2;
}

/** Octaves for the modes that are side by side at a value: a share of {@linkcode gapAt}, inside the axis. */
export function roomBeside(ascending: readonly number[], value: number, share: number): number {
  const octaves = Math.log2((ascending.at(-1) ?? 1) / (ascending[0] ?? 1));
  return octaves === 0 ? 1.4 : Math.min(share * gapAt(ascending, value), 1.5 * LEAST_MARGIN * octaves);
}

/** The offset in octaves of the `i`-th of `count` modes from their common value when they share `room`. */
export function sideStep(room: number, i: number, count: number): number {
  return room * ((i + 0.5) / count - 0.5);
}

/** An axis for measured values that are all at least zero: linear from zero, or logarithmic when they span much. */
export function valueAxis(label: string, values: readonly number[]): Axis {
  const positive = values.filter((v) => v > 0);
  const greatest = positive.reduce((a, b) => Math.max(a, b), 0);
  const least = positive.reduce((a, b) => Math.min(a, b), Infinity);
  const allPositive = positive.length === values.length;
  return allPositive && greatest / least > LOG_SPAN
    ? logAxis(label, least, greatest)
    : linearAxis(label, greatest === 0 ? 1 : greatest * (1 + HEADROOM));
}

/** As {@linkcode numberText}; on an axis that goes beyond ten thousand all thousands are `k`. */
function tickText(value: number, greatest: number): string {
  return greatest >= 1e4 && value >= 1e3 && value < 1e6 ? `${numberText(value / 1000)} k` : numberText(value);
}

/** A linear axis from zero over round steps, as far as `greatest`, which is positive. */
export function linearAxis(label: string, greatest: number): Axis {
  const step = roundStep(greatest / 5);
  const last = Math.ceil(greatest / step - 1e-9);
  const max = last * step;
  const ticks = stepTicks(step, 0, last, (value) => tickText(value, max));
  return { label, scale: "linear", min: 0, max, ticks };
}

/** Changes in percent, signed, between `least` and `greatest` exactly. */
export function percentAxis(label: string, least: number, greatest: number): Axis {
  const step = roundStep((greatest - least) / 9);
  const [first, last] = [Math.ceil(least / step - 1e-9), Math.floor(greatest / step + 1e-9)];
  const text = (value: number) => `${value > 0 ? "+" : ""}${numberText(value)} %`;
  return { label, scale: "linear", min: least, max: greatest, ticks: stepTicks(step, first, last, text) };
}

function stepTicks(step: number, first: number, last: number, text: (value: number) => string): Tick[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = Number(((first + i) * step).toPrecision(12));
    return { value, label: text(value) };
  });
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Over few decades 1, 2 and 5 have labels; over some more the lines of 2 and 5 stay, without labels. */
function logAxis(label: string, least: number, greatest: number): Axis {
  const decades = Math.log10(greatest / least);
  const factors = decades < 3.5 ? [1, 2, 5] : [1];
  const labelled = decades < 2.5 ? factors : [1];
  const stride = decades > 7 ? Math.ceil(decades / 7) : 1;
  const min = least / 1.25;
  const max = greatest * 1.25;
  const ticks: Tick[] = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.ceil(Math.log10(max)); exponent++) {
    if (exponent % stride !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value < min || value > max) continue;
      ticks.push({ value, label: labelled.includes(factor) ? tickText(value, greatest) : "" });
    }
  }
  return { label, scale: "log", min, max, ticks };
}
