/** The list of figures, in the order in which reports show them. A new figure is one file and one line here. */
import { basename } from "node:path";
import type { LoadedResults } from "../results/load.ts";
import type { Provenance } from "../results/provenance.ts";
import type { Ranking } from "../results/ranking.ts";
import type { Figure } from "./figure.ts";
import type { FigureMaker } from "./figure_body.ts";
import { bytesPerSegment } from "./figures/bytes_per_segment.ts";
import { cacheMissesBySize } from "./figures/cache_misses_by_size.ts";
import { copiedShares } from "./figures/copied_shares.ts";
import { cpuCostBySize } from "./figures/cpu_cost_by_size.ts";
import { latencyPercentiles } from "./figures/latency_percentiles.ts";
import { relativeEfficiency } from "./figures/relative_efficiency.ts";
import { relativeThroughput } from "./figures/relative_throughput.ts";
import { repeatSpread } from "./figures/repeat_spread.ts";
import { throughputBySize } from "./figures/throughput_by_size.ts";
import { timeByThreads } from "./figures/time_by_threads.ts";
import { winnerMap } from "./figures/winner_map.ts";

export const FIGURE_MAKERS: readonly FigureMaker[] = [
  throughputBySize,
  relativeThroughput,
  winnerMap,
  timeByThreads,
  latencyPercentiles,
  cpuCostBySize,
  relativeEfficiency,
  cacheMissesBySize,
  bytesPerSegment,
  copiedShares,
  repeatSpread,
];

/** The names of all figures. */
export const FIGURE_NAMES: readonly string[] = FIGURE_MAKERS.map(({ name }) => name);

/** What figures are made from, once for all of them. */
export interface FigureSource {
  readonly provenance: Provenance;
  /** One per setting that has valid trials. */
  readonly rankings: readonly Ranking[];
  /** The file of the rows, which names other people's figures. */
  readonly loaded?: Pick<LoadedResults, "origin" | "source" | "files">;
}

/**
 * Figures of some results, drawn or with the reason why not. Where the rows hold several settings (receive
 * strategy, pattern, topology), each has its own figures, with the setting in the title and a number in the id.
 *
 * @param names which of {@linkcode FIGURE_NAMES}
 */
export function describeFigures(source: FigureSource, names = FIGURE_NAMES): Figure[] {
  const { rankings, provenance, loaded } = source;
  const file = loaded?.origin === "foreign" ? [namesOf(loaded.files ?? [loaded.source])] : [];
  const footer = [...file, footerText(provenance)].filter((part) => part !== "").join(" · ");
  return FIGURE_MAKERS.filter(({ name }) => names.includes(name)).flatMap((maker) =>
    rankings.length === 0
      ? [notDrawn(maker, "", "", "there is no valid trial")]
      : rankings.map((ranking, i) => describeFigure(maker, ranking, i === 0 ? "" : `_${i + 1}`, footer))
  );
}

const MOST_FILES_NAMED = 3;

function namesOf(files: readonly string[]): string {
  const names = files.slice(0, MOST_FILES_NAMED).map((file) => basename(file)).join(" + ");
  return files.length <= MOST_FILES_NAMED ? names : `${names} + ${files.length - MOST_FILES_NAMED} more`;
}

function describeFigure(maker: FigureMaker, ranking: Ranking, suffix: string, footer: string): Figure {
  const { name } = ranking.table;
  const body = maker.make(ranking.table, ranking);
  if (typeof body === "string") return notDrawn(maker, name, suffix, body);
  const { id, title } = { ...maker, ...body };
  return { ...body, kind: "drawn", id: id + suffix, title: titleText(title, name), footer };
}

function notDrawn({ id, title }: FigureMaker, setting: string, suffix: string, because: string): Figure {
  return { kind: "not drawn", id: id + suffix, title: titleText(title, setting), because };
}

function titleText(title: string, setting: string): string {
  return setting === "" ? title : `${title} (${setting})`;
}

/** Where the numbers come from, in one line, as far as it is known. */
export function footerText(provenance: Provenance): string {
  const { hostName, cpuModel, kernel, topology, load, pinning, dateUtc, repeats, netioVersion } = provenance;
  const parts = [
    hostName,
    cpuModel,
    kernel,
    topology,
    load,
    pinning === null ? null : `pinning ${pinning}`,
    repeats === null ? null : `repeats ${repeats}`,
    dateUtc,
    netioVersion === null ? null : `netio ${netioVersion}`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
