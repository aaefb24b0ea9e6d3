/** What a cluster's pairs say, in sentences: how fast it is, which hosts and links are outliers, and by what rule. */
import {
  type Cluster,
  type ClusterConfiguration,
  configurationText,
  overallOf,
} from "../../results/cluster/cluster.ts";
import {
  type ClusterEffects,
  type HostEffect,
  isWorse,
  type LinkEffect,
} from "../../results/cluster/effects.ts";
import type { Merit } from "../../results/measures.ts";
import { integerText, numberText, percentText } from "../../results/number_text.ts";
import { FALSE_POSITIVE_RATE } from "../../stats/outlier_limits.ts";
import { countText } from "../../results/words.ts";
import { directionText, groupSentence, hostSentence, linkSentence } from "./effect_text.ts";
import { linkGroups } from "./link_groups.ts";

/** How many hosts and directions, and what comes through in the configuration that is shown, at least and at most. */
export function overviewText({ hosts, shown }: Cluster): string {
  const all = hosts.length * (hosts.length - 1);
  if (shown === null) return `${countText(hosts.length, "host")}; no pair has a throughput or a round trip.`;
  const { measure, pairs } = shown;
  const ordered = pairs
    .flatMap(({ sender, receiver, cell }) => {
      const value = cell.estimate(measure)?.median;
      return value === undefined ? [] : [{ sender, receiver, value }];
    })
    .sort((a, b) => a.value - b.value);
  const text = (one: typeof ordered[number]) => `${numberText(one.value)} for ${directionText(one)}`;
  const [found, wanted] = [ordered.length, all].map(integerText);
  const measured = `${found} of the ${wanted} directions between them measured`;
  return `${countText(hosts.length, "host")}, ${measured}. ` +
    `By ${configurationText(shown)}, the median pair has ${numberText(overallOf(shown)!)} ${measure.unit} ` +
    `(from ${text(ordered[0]!)} to ${text(ordered.at(-1)!)}).`;
}

/** Those of hosts or links that are outliers, the worst first. */
export function outliers<E extends HostEffect | LinkEffect>(effects: readonly E[], { better }: Merit): E[] {
  const rank = ({ ratio }: E) => better === "higher" ? ratio : 1 / ratio;
  return effects.filter(({ isOutlier }) => isOutlier).sort((a, b) => rank(a) - rank(b));
}

/** What a reader takes in; a page has all of a longer list. */
export const MOST_SENTENCES = 8;

/** The outliers, a sentence each, slow before fast; one that says so if there are none. */
export function outlierTexts(configuration: ClusterConfiguration): string[] {
  const { effects, measure, links } = configuration;
  if (typeof effects === "string") {
    return [`The effects of hosts and of links can't be separated, because ${effects}.`];
  }
  const hosts = outliers(configuration.hosts, measure);
  const { groups, alone } = linkGroups(configuration, outliers(links, measure));
  const all = [true, false].flatMap((isSlow) => [
    ...hosts.filter((host) => isWorse(host, measure) === isSlow).map((host) => hostSentence(host, measure)),
    ...groups.filter(({ links: [first] }) => isWorse(first!, measure) === isSlow)
      .map((group) => groupSentence(group, measure)),
    ...alone.filter((link) => isWorse(link, measure) === isSlow).map((link) => linkSentence(link, measure)),
  ]).map((text) => `${text}.`);
  return all.length === 0 ? ["No host and no link is an outlier."] : all;
}

/** What the effects are of, and from where on one is an outlier. */
export function ruleTexts({ effects, measure }: ClusterConfiguration): string[] {
  if (typeof effects === "string") return [];
  const { rule, spread, parts } = effects;
  const ends = parts === "host"
    ? "an effect of each of its hosts"
    : "an effect of its sender, one of its receiver";
  return [
    `The logarithm of a pair's median ${measure.label} is modelled as the sum of an overall value, ${ends}, and the ` +
    "link's own part, fitted by median polish, so that one bad link or host does not affect the others. " +
    "The interval of a host is over its pairs, that of a link over its trials: the exact one of a median, from six on.",
    ...(parts === "host" ? [ONE_WAY] : []),
    ruleText(rule, spread),
  ];
}

const ONE_WAY =
  "Most pairs were measured in one direction only, so a host has one effect: whether it is slow in sending or in receiving can't be told. " +
  "Measure the other direction too (--direction).";

function ruleText({ cell, effect, leastRatio, simulations }: ClusterEffects["rule"], spread: number): string {
  const least = percentText(leastRatio - 1).replace("+", ""), percent = numberText(100 * (spread - 1));
  const chance = `${numberText(100 * FALSE_POSITIVE_RATE)} %`;
  return `Links differ by ±${percent} % from what their hosts explain (one robust standard deviation). ` +
    `A link is an outlier beyond ${numberText(cell)} of these, a host beyond ${numberText(effect)} over ` +
    `the root of its pairs, and by ${least} or more. In a cluster whose hosts and links are all alike, the chance that ` +
    `any is called an outlier is ${chance} (from ${simulations} simulated clusters with normal differences).`;
}

/** A link or a host in all configurations. */
export interface Recurring {
  readonly name: readonly string[];
  /** In how many configurations it is an outlier. */
  readonly count: number;
  readonly ratios: readonly number[];
}

/** Outliers of any configuration, the most frequent first. */
export function recurring({ configurations }: Cluster): { hosts: Recurring[]; links: Recurring[] } {
  const hosts = configurations.flatMap(({ hosts, measure }) => outliers(hosts, measure));
  const links = configurations.flatMap(({ links, measure }) => outliers(links, measure));
  return {
    hosts: counted(hosts.map(({ host, part, ratio }) => ({ name: [host, part], ratio }))),
    links: counted(links.map(({ sender, receiver, ratio }) => ({ name: [sender, receiver], ratio }))),
  };
}

function counted(
  found: readonly { readonly name: readonly string[]; readonly ratio: number }[],
): Recurring[] {
  return [...Map.groupBy(found, ({ name }) => name.join("\n")).values()].map((own) => ({
    name: own[0]!.name,
    count: own.length,
    ratios: own.map(({ ratio }) => ratio),
  })).sort((a, b) => b.count - a.count);
}
