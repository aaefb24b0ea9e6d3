/** The answer in sentences, from the ranking: which mode is best here, which tie with it, which to avoid. */
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { rateName } from "../results/cells.ts";
import { turnedRound } from "../results/comparisons.ts";
import type { Merit } from "../results/measures.ts";
import { type Confidence, isDecided, leadOf, type RankedPlace, type Ranking } from "../results/ranking.ts";
import { capitalized, listText, ofAllText } from "../results/words.ts";
import { changesText, changeText, contrastText } from "./phrases.ts";
import { copiedText, subjectOf } from "./zero_copy_facts.ts";

/** One setting's answer; sentences. */
export interface Answer {
  readonly ranking: Ranking;
  /** Which mode is best, or which are tied, and where. */
  readonly headline: string;
  /** Modes that lose everywhere, and by how much; `null` if there is none. */
  readonly avoid: string | null;
  /** What the kernel did with requests for zero-copy, where that is not what was asked. */
  readonly copied: string | null;
}

/** `null` where no place has a throughput or a round trip. */
export function answerOf(ranking: Ranking): Answer | null {
  const { table, places } = ranking;
  if (places.length === 0) return null;
  const asking = table.modes.find((mode) => asksForZeroCopy(mode) && table.copied.get(mode) !== "never");
  return {
    ranking,
    headline: headline(ranking),
    avoid: avoidText(ranking),
    copied: asking === undefined ? null : copiedText(table, asking),
  };
}

function headline(ranking: Ranking): string {
  const { places, measure } = ranking;
  const decided = places.filter(isDecided);
  if (decided.length === 0) return undecidedHeadline(ranking);
  const by = `By ${measure.label}${loadText(ranking)}, `;
  const leaders = mostFrequent(decided.flatMap(({ winners }) => winners));
  const count = decided.filter(({ winners }) => winners.includes(leaders[0]!)).length;
  const names = namesOf(ranking, leaders), where = ofAllText(count, places.length, "case");
  if (leaders.length > 1) {
    const areTied = decided.every(({ winners }) => leaders.every((mode) => winners.includes(mode)));
    const how = areTied ? "statistically tied" : "each best or tied for best";
    return `${by}no mode wins outright: ${names} are ${how} in ${where}.`;
  }
  const tied = decided.some(({ winners }) => winners.length > 1 && winners.includes(leaders[0]!));
  const leads = decided.filter(({ winners }) => winners[0] === leaders[0] && winners.length === 1)
    .flatMap((place) => bestToNext(place, measure) ?? []);
  const lead = tied || leads.length === 0 ? "" : ` (${changesText(leads)} over the runner-up)`;
  return `${by}${names} is best${tied ? " or tied for best" : ""} in ${where}${lead}.`;
}

function undecidedHeadline(ranking: Ranking): string {
  const { places, measure } = ranking;
  if (places.every(({ confidence }) => confidence === "only mode")) {
    const modes = [...new Set(places.map(({ best }) => best.mode))];
    return modes.length === 1
      ? `Only ${namesOf(ranking, modes)} was measured.`
      : `Nothing to compare: ${namesOf(ranking, modes)} were measured in different cases.`;
  }
  const why = places.every(({ confidence }) => confidence === "single runs") ? "single runs" : "n < 6";
  const leaders = mostFrequent(places.map(({ best }) => best.mode));
  const count = places.filter(({ best }) => best.mode === leaders[0]).length;
  const verb = leaders.length > 1 ? "each have" : "has";
  const who = `${namesOf(ranking, leaders)} ${verb}`;
  return `By ${measure.label}${loadText(ranking)}, inconclusive (${why}): ` +
    `${who} the best median in ${ofAllText(count, places.length, "case")}.`;
}

/** ` at 5 Gbit/s`, where senders offered so much and no more, and the setting's name does not say it. */
function loadText({ table }: Ranking): string {
  const { offered_gbps: rate } = table.setting;
  return rate === null || table.name.includes(rateName(rate)) ? "" : ` ${rateName(rate)}`;
}

/** Those that occur most often, in the order of the first occurrences. */
function mostFrequent(modes: readonly string[]): string[] {
  const counts = [...Map.groupBy(modes, (mode) => mode)].map(([mode, all]) => ({ mode, count: all.length }));
  const most = Math.max(...counts.map(({ count }) => count));
  return counts.filter(({ count }) => count === most).map(({ mode }) => mode);
}

function namesOf({ table }: Ranking, modes: readonly string[]): string {
  return listText(table.modes.filter((mode) => modes.includes(mode)).map((mode) => subjectOf(table, mode)));
}

/** A longer list is no advice. */
const AVOIDED_MAX = 4;

/** Modes that are certainly worse than the best wherever they were measured, the worst first. */
function avoidText({ table, places }: Ranking): string | null {
  const losers = table.modes.flatMap((mode) => {
    const contrasts = places.flatMap(({ rivals }) =>
      rivals.filter(({ cell }) => cell.mode === mode).map(({ contrast }) => contrast)
    );
    const isBeaten = contrasts.length === places.length && contrasts.length > 0 &&
      contrasts.every(({ verdict }) => verdict === "worse");
    return isBeaten ? [{ mode, ratios: contrasts.map(({ ratio }) => ratio.estimate) }] : [];
  });
  if (losers.length === 0) return null;
  const distance = ({ ratios }: { readonly ratios: readonly number[] }) =>
    ratios.reduce((sum, ratio) => sum + Math.abs(Math.log(ratio)), 0);
  const worst = losers.toSorted((a, b) => distance(b) - distance(a)).slice(0, AVOIDED_MAX);
  const more = losers.length > worst.length ? [`${losers.length - worst.length} more`] : [];
  return [...worst.map(({ mode, ratios }) => `${subjectOf(table, mode)} (${changesText(ratios)})`), ...more]
    .join(", ");
}

/** `one-copy`, or `tie: two-copy, one-copy`; with what the kernel did where that matters. */
export function winnersText({ table }: Ranking, { winners }: RankedPlace): string {
  const names = winners.map((mode) => subjectOf(table, mode)).join(", ");
  return winners.length > 1 ? `tie: ${names}` : names;
}

/** The lead over the next rival with its confidence interval, as a ratio of the best to it; empty where there is none. */
export function leadText(place: RankedPlace, ranking: Ranking, textOf = contrastText): string {
  const [next] = place.rivals;
  const ratio = bestToNext(place, ranking.measure);
  if (next === undefined || ratio === null) return "";
  if (place.confidence !== "clear") return changeText(ratio);
  return textOf(turnedRound(next.contrast));
}

/** The best's value over its next rival's; below 1 where less is better. */
export function bestToNext(place: RankedPlace, measure: Merit): number | null {
  const lead = leadOf(place, measure);
  return lead === null || measure.better === "higher" ? lead : 1 / lead;
}

const CONFIDENCE_TEXTS: Readonly<Record<Confidence, string>> = {
  "clear": "clear",
  "tied": "statistically tied",
  "single runs": "single run, no interval",
  "too few repeats": "inconclusive (n < 6)",
  "only mode": "only mode measured",
};

/** How sure a place is. */
export function confidenceText({ confidence, survivesHolm }: RankedPlace): string {
  return CONFIDENCE_TEXTS[confidence] + (survivesHolm ? ", survives Holm" : "");
}

/** The headline with the setting that it is of, where the results have several: `recvmsg: By throughput, …`. */
export function namedHeadline({ ranking: { table }, headline }: Answer): string {
  return table.name === "" ? headline : `${table.name}: ${headline}`;
}

/** The answer in one paragraph. */
export function answerSentences({ headline, avoid, copied }: Answer): string[] {
  return [headline, ...(avoid === null ? [] : [`Avoid ${avoid}.`]), ...(copied === null ? [] : [copied])]
    .map(capitalized);
}
