/** The list of figures, in the order in which reports show them. A new figure is a file and a line here. */
import { basename } from "node:path";
import type { Cluster } from "../results/cluster/cluster.ts";
import type { LoadedResults } from "../results/load.ts";
import type { Provenance } from "../results/provenance.ts";
import type { Ranking } from "../results/ranking.ts";
import { type ReceiverGroup, receiverGroups } from "../results/receivers.ts";
import { joined } from "../results/words.ts";
import type { Figure, FigureBody, FigureMaker } from "./figure.ts";
import { cacheMissesBySize } from "./figures/cache_misses_by_size.ts";
import { copiedShares } from "./figures/copied_shares.ts";
import { latencyPercentiles } from "./figures/latency_percentiles.ts";
import { bytesPerSegment, cpuCostBySize, throughputBySize, timeByThreads } from "./figures/line_figures.ts";
import { pairCpu, pairThroughput } from "./figures/pair_matrix.ts";
import { receiverCost } from "./figures/receiver_cost.ts";
import { relativeEfficiency } from "./figures/relative_efficiency.ts";
import { relativeThroughput } from "./figures/relative_throughput.ts";
import { repeatSpread } from "./figures/repeat_spread.ts";
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

/** Of results with several receive strategies, besides the others. */
export const RECEIVER_FIGURE_MAKERS: readonly FigureMaker<ReceiverGroup>[] = [receiverCost];

/** Of a cluster's pairs together, instead of the others of each pair. */
export const CLUSTER_FIGURE_MAKERS: readonly FigureMaker<Cluster>[] = [pairThroughput, pairCpu];

/** The names of all figures. */
export const FIGURE_NAMES: readonly string[] = [
  ...RECEIVER_FIGURE_MAKERS,
  ...FIGURE_MAKERS,
  ...CLUSTER_FIGURE_MAKERS,
].map(({ name }) => name);

/** What figures are made from, once for all of them. */
interface FigureSource {
  readonly provenance: Provenance;
  /** One per setting that has valid trials. */
  readonly rankings: readonly Ranking[];
  /** Where the results are those of pairs of a cluster's hosts. */
  readonly cluster?: Cluster | null;
  /** The file of the rows, which names other people's figures. */
  readonly loaded?: Pick<LoadedResults, "origin" | "source" | "files">;
}

/**
 * Figures of some results, drawn or with the reason why not. Where the rows hold several settings (receive
 * strategy, pattern, topology), each has its own figures, with the setting in the title and a number in the id; receive
 * strategies have one that compares them. Of a cluster there are its matrices, and others only where they are asked for.
 *
 * @param names which of {@linkcode FIGURE_NAMES}; all that such results have where none are given
 */
export function describeFigures(source: FigureSource, names: readonly string[] | null = null): Figure[] {
  const { rankings, provenance, loaded, cluster = null } = source;
  const file = loaded?.origin === "foreign" && namesOf(loaded.files ?? [loaded.source]);
  const footer = joined([file, footerText(provenance)], " · ");
  const receivers = receiverGroups(rankings.map(({ table }) => table));
  const asked = <M extends Maker>(makers: readonly M[], isUsual: boolean) =>
    makers.filter(({ name }) => names?.includes(name) ?? isUsual);
  return [
    ...asked(CLUSTER_FIGURE_MAKERS, cluster !== null)
      .flatMap((maker) => perSetting(maker, cluster === null ? [] : [cluster], () => "", NO_CLUSTER)),
    ...asked(RECEIVER_FIGURE_MAKERS, cluster === null && receivers.length > 0)
      .flatMap((maker) => perSetting(maker, receivers, ({ name }) => name, NO_RECEIVERS)),
    ...asked(FIGURE_MAKERS, cluster === null)
      .flatMap((maker) => perSetting(maker, rankings, ({ table }) => table.name, "there is no valid trial")),
  ].map((figure) => figure.kind === "drawn" ? { ...figure, footer } : figure);
}

type Maker = Pick<FigureMaker, "name" | "id" | "title">;

const NO_CLUSTER = "the results are not those of the pairs of three hosts or more";
const NO_RECEIVERS = "the results have no two receive strategies";

/** The figure of each setting; where there is none, why. */
function perSetting<T>(
  maker: FigureMaker<T>,
  settings: readonly T[],
  nameOf: (setting: T) => string,
  whyNone: string,
): Figure[] {
  if (settings.length === 0) return [figureOf(maker, whyNone, "", 0)];
  return settings.map((setting, i) => figureOf(maker, maker.make(setting), nameOf(setting), i));
}

function figureOf(maker: Maker, body: FigureBody | string, setting: string, place: number): Figure {
  const further = place === 0 ? {} : { isFurther: true as const };
  const idOf = (id: string) => place === 0 ? id : `${id}_${place + 1}`;
  const titleOf = (title: string) => setting === "" ? title : `${title} (${setting})`;
  if (typeof body === "string") {
    return { ...further, kind: "not drawn", id: idOf(maker.id), title: titleOf(maker.title), because: body };
  }
  const { id, title } = { ...maker, ...body };
  return { ...body, ...further, kind: "drawn", id: idOf(id), title: titleOf(title), footer: "" };
}

const MOST_FILES_NAMED = 3;

function namesOf(files: readonly string[]): string {
  const names = files.slice(0, MOST_FILES_NAMED).map((file) => basename(file)).join(" + ");
  return files.length <= MOST_FILES_NAMED ? names : `${names} + ${files.length - MOST_FILES_NAMED} more`;
}

/** Where the numbers come from, in one line, as far as it is known. */
export function footerText(provenance: Provenance): string {
  const { hostName, cpuModel, kernel, topology, load, pinning, dateUtc, repeats, netioVersion } = provenance;
  return joined([
    hostName,
    cpuModel,
    kernel,
    topology,
    load,
    pinning && `pinning ${pinning}`,
    repeats && `repeats ${repeats}`,
    dateUtc,
    netioVersion && `netio ${netioVersion}`,
  ], " · ");
}
