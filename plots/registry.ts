/** The list of figures, in the order in which reports show them. A new figure is one file and one line here. */
import type { Provenance } from "../results/provenance.ts";
import type { Ranking } from "../results/ranking.ts";
import type { Figure } from "./figure.ts";
import type { FigureMaker } from "./figure_body.ts";
import { bytesPerSegment } from "./figures/bytes_per_segment.ts";
import { cacheMissesBySize } from "./figures/cache_misses_by_size.ts";
import { copiedShares } from "./figures/copied_shares.ts";
import { cyclesPerByteBySize } from "./figures/cycles_per_byte_by_size.ts";
import { latencyByThreads } from "./figures/latency_by_threads.ts";
import { latencyPercentiles } from "./figures/latency_percentiles.ts";
import { relativeEfficiency } from "./figures/relative_efficiency.ts";
import { repeatSpread } from "./figures/repeat_spread.ts";
import { throughputBySize } from "./figures/throughput_by_size.ts";
import { winnerMap } from "./figures/winner_map.ts";

export const FIGURE_MAKERS: readonly FigureMaker[] = [
  throughputBySize,
  winnerMap,
  latencyByThreads,
  latencyPercentiles,
  cyclesPerByteBySize,
  relativeEfficiency,
  cacheMissesBySize,
  bytesPerSegment,
  copiedShares,
  repeatSpread,
];

/** What figures are made from, once for all of them. */
export interface FigureSource {
  readonly provenance: Provenance;
  /** One per setting that has valid trials. */
  readonly rankings: readonly Ranking[];
}

/**
 * All figures of some results, drawn or with the reason why not. Where the rows hold several settings (receive
 * strategy, pattern, topology), each has its own figures, with the setting in the title and a number in the id.
 */
export function describeFigures({ rankings, provenance }: FigureSource): Figure[] {
  const footer = footerText(provenance);
  return FIGURE_MAKERS.flatMap((maker) =>
    rankings.length === 0
      ? [notDrawn(maker, "", "", "there is no valid trial")]
      : rankings.map((ranking, i) => describeFigure(maker, ranking, i === 0 ? "" : `_${i + 1}`, footer))
  );
}

function describeFigure(maker: FigureMaker, ranking: Ranking, suffix: string, footer: string): Figure {
  const { name } = ranking.table;
  const body = maker.make(ranking.table, ranking);
  if (typeof body === "string") return notDrawn(maker, name, suffix, body);
  return { kind: "drawn", id: maker.id + suffix, title: titleText(maker, name), ...body, footer };
}

function notDrawn(maker: FigureMaker, setting: string, suffix: string, because: string): Figure {
  return { kind: "not drawn", id: maker.id + suffix, title: titleText(maker, setting), because };
}

function titleText(maker: FigureMaker, setting: string): string {
  return setting === "" ? maker.title : `${maker.title} (${setting})`;
}

/** Where the numbers come from, in one line; what is not known is left out. */
export function footerText(provenance: Provenance): string {
  const { cpuModel, kernel, topology, pinning, dateUtc, repeats, netioVersion } = provenance;
  const parts = [
    cpuModel,
    kernel,
    topology,
    pinning === null ? null : `pinning ${pinning}`,
    repeats === null ? null : `repeats ${repeats}`,
    dateUtc,
    netioVersion === null ? null : `netio ${netioVersion}`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
