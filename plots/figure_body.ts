/** What each file of `plots/figures/` makes; the registry adds the setting and the footer. */
import type { Ranking } from "../results/ranking.ts";
import type { DrawnFigure } from "./figure.ts";

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
