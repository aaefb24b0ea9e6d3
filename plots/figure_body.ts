/** What each file of `plots/figures/` makes; the registry adds the setting and the footer. */
import type { CellTable } from "../results/cells.ts";
import type { Cluster } from "../results/cluster/cluster.ts";
import type { Ranking } from "../results/ranking.ts";
import type { ReceiverGroup } from "../results/receivers.ts";
import type { DrawnFigure } from "./figure.ts";

export type FigureBody =
  & Pick<DrawnFigure, "subtitle" | "columns" | "panels" | "legend" | "notes">
  /** Where the maker's own id and title do not describe this one. */
  & Partial<Pick<DrawnFigure, "id" | "title">>;

export interface FigureMaker {
  /** In `--figures`. */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  /** The figure of one setting's cells and their ranking, or the end of the sentence "not drawn, because …". */
  readonly make: (table: CellTable, ranking: Ranking) => FigureBody | string;
}

/** The same for what compares receive strategies, which are tables of their own. */
export type ReceiverFigureMaker = Omit<FigureMaker, "make"> & {
  readonly make: (group: ReceiverGroup) => FigureBody | string;
};

/** The same for a cluster's figures, which show all of its pairs. */
export type ClusterFigureMaker = Omit<FigureMaker, "make"> & {
  readonly make: (cluster: Cluster) => FigureBody | string;
};
