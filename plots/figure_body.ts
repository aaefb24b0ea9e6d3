/** What each file of `plots/figures/` makes; the registry adds the title and the footer. */
import type { DrawnFigure } from "./figure.ts";
import type { ResultSet } from "../results/cells.ts";

export type FigureBody = Pick<DrawnFigure, "subtitle" | "columns" | "panels" | "legend" | "notes">;

export interface FigureMaker {
  readonly id: string;
  readonly title: string;
  /** The figure of one setup's cells, or the end of the sentence "not drawn, because …". */
  readonly make: (set: ResultSet) => FigureBody | string;
}
