/** A cluster: its hosts, and in each configuration who sends how much to whom, with what is a host's and what a link's. */
import { medianOfSorted } from "../../stats/median_interval.ts";
import type { Measure } from "../measures.ts";
import { bytesText, threadsText } from "../number_text.ts";
import { type Configuration, configurationsOf, directionKey, type PairCell } from "./configurations.ts";
import { type ClusterEffects, clusterEffects, isTrip, LimitsCache, type LinkEffect } from "./effects.ts";
import type { Direction, HostPair, HostPairs } from "./host_pairs.ts";

/** Without hosts and links where there are no effects. */
export interface ClusterConfiguration extends Configuration, Pick<ClusterEffects, "hosts" | "links"> {
  /** In words why there are none. */
  readonly effects: ClusterEffects | string;
  readonly find: (direction: Direction) => PairCell | undefined;
  readonly linkOf: (direction: Direction) => LinkEffect | undefined;
}

export interface Cluster extends Pick<HostPairs, "namesFrom" | "notes"> {
  /** As people sort them: node2 before node10. */
  readonly hosts: readonly string[];
  /** CPU and kernel of each host, where they are recorded. */
  readonly machines: ReadonlyMap<string, string>;
  /** Result sets. */
  readonly pairs: readonly HostPair[];
  readonly configurations: readonly ClusterConfiguration[];
  /** What figures and report show; `null` where no configuration has a value. */
  readonly shown: ClusterConfiguration | null;
}

/** What pairs of hosts say together. Pure. */
export function clusterOf({ pairs, namesFrom, notes }: HostPairs): Cluster {
  const hosts = [...new Set(pairs.flatMap(({ sender, receiver }) => [sender, receiver]))].sort(byNumbers);
  const limits = new LimitsCache();
  const configurations = configurationsOf(pairs).map((configuration): ClusterConfiguration => {
    const effects = clusterEffects(configuration, hosts, limits);
    const own: Pick<ClusterEffects, "hosts" | "links"> = typeof effects === "string"
      ? { hosts: [], links: [] }
      : effects;
    const cells = new Map(configuration.pairs.map((pair) => [directionKey(pair), pair]));
    const links = new Map(own.links.map((link) => [directionKey(link), link]));
    return {
      ...configuration,
      effects,
      hosts: own.hosts,
      links: own.links,
      find: (direction) => cells.get(directionKey(direction)),
      linkOf: (direction) => links.get(directionKey(direction)),
    };
  });
  return {
    namesFrom,
    notes,
    hosts,
    machines: machinesOf(pairs),
    pairs,
    configurations,
    shown: shownOf(configurations),
  };
}

let collator: Intl.Collator | null = null;

function byNumbers(a: string, b: string): number {
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

function machinesOf(pairs: readonly HostPair[]): Map<string, string> {
  const machines = new Map<string, string>();
  for (const { sender, receiver, machines: own } of pairs) {
    if (own.sender !== null) machines.set(sender, own.sender);
    if (own.receiver !== null) machines.set(receiver, own.receiver);
  }
  return machines;
}

/** Of the largest messages the mode and thread count that is best by the median of all pairs; streams before round trips. */
function shownOf(configurations: readonly ClusterConfiguration[]): ClusterConfiguration | null {
  const rated = configurations.flatMap((configuration) => {
    const value = overallOf(configuration);
    return value === null ? [] : [{ configuration, value }];
  });
  const [first] = rated.toSorted((a, b) =>
    Number(isTrip(a.configuration.measure)) - Number(isTrip(b.configuration.measure))
  );
  const alike = rated.filter(({ configuration }) => configuration.measure === first?.configuration.measure);
  const largest = Math.max(...alike.map(({ configuration }) => configuration.messageBytes));
  const candidates = alike.filter(({ configuration }) => configuration.messageBytes === largest);
  candidates.sort((a, b) => betterFirst(a.configuration, a.value, b.value));
  return candidates[0]?.configuration ?? null;
}

function betterFirst({ measure }: Configuration, a: number, b: number): number {
  return measure.better === "higher" ? b - a : a - b;
}

/** `one-copy, 1 MiB × 4 threads`, with the setting where there are several. */
export function configurationText({ mode, messageBytes, threads, name }: Configuration): string {
  const text = `${mode}, ${bytesText(messageBytes)} × ${threadsText(threads)}`;
  return name === "" ? text : `${text}, ${name}`;
}

/** The median over the pairs; `null` where none has a value. */
export function overallOf({ pairs, measure }: Configuration): number | null {
  const values = valuesOf(pairs, measure);
  return values.length === 0 ? null : medianOfSorted(values.sort());
}

/** The medians of all pairs that have one. */
export function valuesOf(pairs: readonly PairCell[], measure: Measure): Float64Array {
  return Float64Array.from(pairs.flatMap(({ cell }) => cell.estimate(measure)?.median ?? []));
}

/** Why a direction has no value in a configuration; `null` where it has one. */
export function whyMissing(
  { pairs }: Cluster,
  { find }: ClusterConfiguration,
  measure: Measure,
  direction: Direction,
): string | null {
  const found = find(direction);
  if (found !== undefined) {
    if (found.cell.estimate(measure) !== null) return null;
    return found.cell.nFailed > 0 ? "its trials failed" : `no trial has ${measure.label}`;
  }
  const isMeasured = ({ sender, receiver }: Direction) =>
    pairs.some((pair) => pair.sender === sender && pair.receiver === receiver);
  if (isMeasured(direction)) return "this configuration is not among its trials";
  const back = { sender: direction.receiver, receiver: direction.sender };
  return isMeasured(back) ? "not measured in this direction, only in the other" : "no result set";
}

/** Which mode is best in how many directions, in the message size and thread count that are shown. */
interface BestModes {
  /** Ways on which two modes or more have a value. */
  readonly directions: number;
  /** The most frequent first. */
  readonly counts: readonly { readonly mode: string; readonly count: number }[];
}

/** By the medians; `null` where in no direction there are two. */
export function bestModes({ configurations, shown }: Cluster): BestModes | null {
  if (shown === null) return null;
  const { messageBytes, threads, measure, name } = shown;
  const sign = measure.better === "higher" ? 1 : -1;
  const byDirection = new Map<string, { mode: string; value: number; modes: number }>();
  for (const configuration of configurations) {
    if (configuration.messageBytes !== messageBytes || configuration.threads !== threads) continue;
    if (configuration.measure !== measure || configuration.name !== name) continue;
    for (const pair of configuration.pairs) {
      const value = pair.cell.estimate(measure)?.median;
      if (value === undefined) continue;
      const known = byDirection.get(directionKey(pair));
      const isBetter = known === undefined || sign * (value - known.value) > 0;
      byDirection.set(directionKey(pair), {
        ...isBetter ? { mode: configuration.mode, value } : known,
        modes: (known?.modes ?? 0) + 1,
      });
    }
  }
  const contested = [...byDirection.values()].filter(({ modes }) => modes > 1);
  if (contested.length === 0) return null;
  const counts = [...Map.groupBy(contested, ({ mode }) => mode)].map(([mode, own]) => ({
    mode,
    count: own.length,
  }));
  return { directions: contested.length, counts: counts.sort((a, b) => b.count - a.count) };
}
