/**
 * What of a cluster's differences is a host's, and what a link's: the logarithm of a pair's median is an overall value
 * plus the effect of the sender, plus that of the receiver, plus what is the link's own (`stats/median_polish.ts`).
 *
 * Where each pair was measured in one direction only, who sends and who receives goes by the order of the hosts, and a
 * host's two effects rest on few pairs each or on none: then a host has one effect, in whichever part.
 */
import type { Interval } from "../../stats/interval.ts";
import { connectionsOf, type EffectPairs } from "../../stats/identifiable.ts";
import { medianInterval } from "../../stats/median_interval.ts";
import {
  type EffectsDesign,
  type EffectsFit,
  medianPolish,
  parameterCount,
} from "../../stats/median_polish.ts";
import { cellSizes, effectSizes, type OutlierLimits, outlierLimits } from "../../stats/outlier_limits.ts";
import type { Merit } from "../measures.ts";
import { type Configuration, directionKey, type PairCell } from "./configurations.ts";
import type { Direction } from "./host_pairs.ts";

/** What a host's effect is an effect on: what it sends, what it receives, or all of its pairs. */
type Part = "sends" | "receives" | "all";

export interface HostEffect {
  readonly host: string;
  readonly part: Part;
  /** Pairs it was measured in. */
  readonly partners: number;
  /** Times what the median host has, of the measure. */
  readonly ratio: number;
  /** Of the ratio, over the pairs; `null` below six. */
  readonly interval: Interval | null;
  readonly isOutlier: boolean;
}

export interface LinkEffect extends Direction {
  /** The pair's median, of the measure. */
  readonly value: number;
  /** Times what its two hosts explain. */
  readonly ratio: number;
  /** Of the ratio, over the pair's trials; `null` below six. */
  readonly interval: Interval | null;
  readonly isOutlier: boolean;
}

/** Whether a host or link is worse than the others. */
export function isWorse({ ratio }: Pick<LinkEffect, "ratio">, { better }: Merit): boolean {
  return better === "higher" ? ratio < 1 : ratio > 1;
}

/** Whether links are judged by round trips. */
export function isTrip({ better }: Merit): boolean {
  return better === "lower";
}

/** The rule by which hosts and links are outliers. */
interface Rule extends OutlierLimits {
  /** Differences below this ratio, or above its inverse, are not worth a word. */
  readonly leastRatio: number;
}

export interface ClusterEffects {
  readonly parts: "sender and receiver" | "host";
  /** What a pair of median hosts has, of the measure. */
  readonly overall: number;
  /** By how much links differ from what their hosts explain: the ratio at one robust standard deviation. */
  readonly spread: number;
  readonly rule: Rule;
  readonly hosts: readonly HostEffect[];
  readonly links: readonly LinkEffect[];
}

/** Smaller differences are real often enough, and no reason to look after a host. */
const LEAST_RATIO = 1.05;

/** Designs that differ by less in the number of their cells share their limits. */
const LEAST_DIFFERENCE = 0.05;

/**
 * Limits of outliers for the configurations of a cluster. Simulating them takes up to a second, and most configurations
 * were measured in the same pairs; where a few are missing, as after failed trials, the limits are hardly others.
 */
export class LimitsCache {
  readonly #known: { readonly design: EffectsDesign; readonly limits: OutlierLimits }[] = [];

  of(design: EffectsDesign): OutlierLimits {
    const known = this.#known.find((one) => isAlike(one.design, design));
    if (known !== undefined) return known.limits;
    const limits = outlierLimits(design);
    this.#known.push({ design, limits });
    return limits;
  }
}

function isAlike(one: EffectsDesign, other: EffectsDesign): boolean {
  const difference = Math.abs(one.cellCount - other.cellCount) / Math.max(one.cellCount, other.cellCount);
  return one.kinds.length === other.kinds.length && difference < LEAST_DIFFERENCE;
}

/** A pair with its median. */
interface Measured {
  readonly pair: PairCell;
  readonly value: number;
}

/**
 * The effects in one configuration.
 *
 * @param hosts all of them
 * @param limits of the same cluster's configurations
 * @returns in words why there are none
 */
export function clusterEffects(
  configuration: Configuration,
  hosts: readonly string[],
  limits: LimitsCache,
): ClusterEffects | string {
  const { pairs, measure } = configuration;
  const measured = pairs.flatMap((pair): Measured[] => {
    const value = pair.cell.estimate(measure)?.median ?? 0;
    return value > 0 ? [{ pair, value }] : [];
  });
  const parts = partsOf(measured.map(({ pair }) => pair));
  const places = placesOf(measured, hosts, parts);
  const design = designOf(places, hosts.length, parts);
  const obstacle = obstacleTo(places, design, parts);
  if (obstacle !== null) return obstacle;
  const fit = medianPolish(Float64Array.from(measured, ({ value }) => Math.log(value)), design);
  const rule = { ...limits.of(design), leastRatio: LEAST_RATIO };
  return {
    parts,
    overall: Math.exp(fit.overall),
    spread: Math.exp(fit.scale),
    rule,
    hosts: hostEffects(fit, design, rule, hosts, parts),
    links: linkEffects(fit, rule, measured, configuration),
  };
}

/** Sender and receiver apart where half of the pairs were measured in both directions, or where no host does both. */
function partsOf(directions: readonly Direction[]): ClusterEffects["parts"] {
  const known = new Set(directions.map(directionKey));
  const isBothWays = ({ sender, receiver }: Direction) =>
    known.has(directionKey({ sender: receiver, receiver: sender }));
  const back = directions.filter(isBothWays).length;
  const unordered = directions.length - back / 2;
  const senders = new Set(directions.map(({ sender }) => sender));
  const isOneWay = directions.every(({ receiver }) => !senders.has(receiver));
  return isOneWay || back / 2 >= unordered / 2 ? "sender and receiver" : "host";
}

/** The two effects of each pair: of its sender, and of its receiver, which are numbered behind where they are others. */
function placesOf(
  measured: readonly Measured[],
  hosts: readonly string[],
  parts: ClusterEffects["parts"],
): EffectPairs {
  const place = new Map(hosts.map((host, i) => [host, i]));
  const behind = parts === "host" ? 0 : hosts.length;
  return measured.map((
    { pair: { sender, receiver } },
  ) => [place.get(sender)!, place.get(receiver)! + behind]);
}

function designOf(cells: EffectPairs, hosts: number, parts: ClusterEffects["parts"]): EffectsDesign {
  const effects: number[][] = Array.from({ length: parts === "host" ? hosts : 2 * hosts }, () => []);
  cells.forEach((two, cell) => two.forEach((effect) => effects[effect]!.push(cell)));
  return {
    cellCount: cells.length,
    effects: effects.map((own) => Int32Array.from(own)),
    kinds: parts === "host" ? [[0, hosts]] : [[0, hosts], [hosts, 2 * hosts]],
    perCell: parts === "host" ? 2 : 1,
  };
}

/** Fewer residuals than these have no spread to speak of. */
const LEAST_SPARE = 4;

/** Why these pairs say nothing of their hosts; ends "no effects of hosts, because …". */
function obstacleTo(
  cells: EffectPairs,
  design: EffectsDesign,
  parts: ClusterEffects["parts"],
): string | null {
  if (cells.length === 0) return "no pair has a value";
  const { pieces, hasOddCircle } = connectionsOf(cells);
  if (pieces > 1) return `the hosts fall into ${pieces} groups that were not measured with each other`;
  if (parts === "host" && !hasOddCircle) {
    return "the hosts are two groups, each measured with the other alone";
  }
  const spare = cells.length - parameterCount(design);
  return spare >= LEAST_SPARE ? null : `${cells.length} pairs are too few to tell hosts and links apart`;
}

function hostEffects(
  fit: EffectsFit,
  design: EffectsDesign,
  rule: Rule,
  hosts: readonly string[],
  parts: ClusterEffects["parts"],
): HostEffect[] {
  const sizes = effectSizes(fit, design);
  return design.effects.flatMap((own, k): HostEffect[] => {
    if (own.length === 0) return [];
    const effect = fit.effects[k]!;
    const logs = Array.from(own, (cell) => fit.residuals[cell]! + effect);
    return [{
      host: hosts[k % hosts.length]!,
      part: parts === "host" ? "all" : k < hosts.length ? "sends" : "receives",
      partners: own.length,
      ratio: Math.exp(effect),
      interval: ratioInterval(logs),
      isOutlier: isRelevant(effect) && sizes[k]! > rule.effect,
    }];
  });
}

function linkEffects(
  fit: EffectsFit,
  rule: Rule,
  measured: readonly Measured[],
  { measure }: Configuration,
): LinkEffect[] {
  const sizes = cellSizes(fit);
  return measured.map(({ pair: { sender, receiver, cell }, value }, i) => {
    const residual = fit.residuals[i]!, explained = Math.log(value) - residual;
    const { values } = cell.byBlock(measure);
    return {
      sender,
      receiver,
      value,
      ratio: Math.exp(residual),
      interval: ratioInterval(Array.from(values, (own) => Math.log(own) - explained)),
      isOutlier: isRelevant(residual) && sizes[i]! > rule.cell,
    };
  });
}

function isRelevant(log: number): boolean {
  return Math.abs(log) > Math.log(LEAST_RATIO);
}

function ratioInterval(logs: readonly number[]): Interval | null {
  const interval = medianInterval(logs);
  return interval && { lo: Math.exp(interval.lo), hi: Math.exp(interval.hi), level: interval.level };
}
