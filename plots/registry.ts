/** The list of figures, in the order in which reports show them. A new figure is one file and one line here. */
import type { ResultRow } from "../results/columns.ts";
import type { Provenance } from "../results/provenance.ts";
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
import { type ResultSet, resultSets } from "../results/cells.ts";

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

/**
 * All figures of a result set, drawn or with the reason why not. Where the rows hold several setups (receive
 * strategy, pattern, topology), each has its own figures, with the setup in the title and a number in the id.
 */
export function describeFigures(rows: readonly ResultRow[], context: Provenance): Figure[] {
  const sets = resultSets(rows);
  const footer = footerText(context);
  return FIGURE_MAKERS.flatMap((maker) =>
    sets.length === 0
      ? [notDrawn(maker, "", "", "there is no valid trial")]
      : sets.map((set, i) => describeFigure(maker, set, i === 0 ? "" : `_${i + 1}`, footer))
  );
}

function describeFigure(maker: FigureMaker, set: ResultSet, suffix: string, footer: string): Figure {
  const body = maker.make(set);
  if (typeof body === "string") return notDrawn(maker, set.setup, suffix, body);
  return { kind: "drawn", id: maker.id + suffix, title: titleText(maker, set.setup), ...body, footer };
}

function notDrawn(maker: FigureMaker, setup: string, suffix: string, because: string): Figure {
  return { kind: "not drawn", id: maker.id + suffix, title: titleText(maker, setup), because };
}

function titleText(maker: FigureMaker, setup: string): string {
  return setup === "" ? maker.title : `${maker.title} (${setup})`;
}

/** Where the numbers come from, in one line; what is not known is left out. */
export function footerText(context: Provenance): string {
  const { cpuModel, kernel, topology, pinning, dateUtc, repeats, netioVersion } = context;
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
