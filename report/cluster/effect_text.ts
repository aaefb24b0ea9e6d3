/** Effects of hosts and links in words: which is slower than the others, by how much, and how sure that is. */
import { type HostEffect, isTrip, type LinkEffect } from "../../results/cluster/effects.ts";
import type { Direction } from "../../results/cluster/host_pairs.ts";
import type { Merit } from "../../results/measures.ts";
import { figureText, threeDigits } from "../../results/number_text.ts";
import { rangeText } from "../../results/words.ts";
import type { LinkGroup } from "./link_groups.ts";
import type { Interval } from "../../stats/interval.ts";

type Ratio = Pick<LinkEffect, "ratio" | "interval">;

/** `node7 sends 38 % slower than the median host (CI 35 % to 41 %)`. */
export function hostSentence(effect: HostEffect, measure: Merit): string {
  const { host, part } = effect;
  const who = isTrip(measure)
    ? `${host}${TRIP_PARTS[part]} has ${changeText(effect, measure)} round trips`
    : `${host} ${PARTS[part]} ${changeText(effect, measure)}`;
  return `${who} than the median host${intervalText(effect)}`;
}

const PARTS = { sends: "sends", receives: "receives", all: "is" } as const;
const TRIP_PARTS = { sends: ", answering,", receives: ", asking,", all: "" } as const;

/** `node3 → node9 is 2.4× slower than its two hosts explain (CI 2.3× to 2.5×)`. */
export function linkSentence(link: LinkEffect, measure: Merit): string {
  const change = changeText(link, measure);
  const verb = isTrip(measure) ? `has ${change} round trips` : `is ${change}`;
  return `${directionText(link)} ${verb} than its two hosts explain${intervalText(link)}`;
}

/** `6 of the 6 links on which node7 sends are 38 % to 41 % slower than their hosts explain`. */
export function groupSentence({ host, part, links, all }: LinkGroup, measure: Merit): string {
  const ratios = links.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const [least, greatest] = [ratios[0]!, ratios.at(-1)!];
  const [one, other] = [sizeText(least, least), sizeText(greatest, least)];
  const range = least < 1 ? rangeText(other, one) : rangeText(one, other);
  const change = `${range} ${changeWord(least, measure)}`;
  const verb = isTrip(measure) ? `have ${change} round trips` : `are ${change}`;
  return `${links.length} of the ${all} links on which ${host} ${part} ${verb} than their hosts explain`;
}

/** `node3 → node9`. */
export function directionText({ sender, receiver }: Direction): string {
  return `${sender} → ${receiver}`;
}

/** `38.2 % slower`, `2.40× slower`, `12.5 % faster`. */
function changeText({ ratio }: Ratio, measure: Merit): string {
  return `${sizeText(ratio, ratio)} ${changeWord(ratio, measure)}`;
}

function changeWord(ratio: number, { better }: Merit): string {
  if (better === "higher") return ratio < 1 ? "slower" : "faster";
  return ratio < 1 ? "shorter" : "longer";
}

/** Empty without an interval. Its ends are sizes as that of the ratio: in percent, or as factors. */
function intervalText({ ratio, interval }: Ratio): string {
  if (interval === null) return " (too few for an interval)";
  const [one, other] = [sizeText(interval.lo, ratio), sizeText(interval.hi, ratio)];
  return ` (CI ${ratio < 1 ? `${other} to ${one}` : `${one} to ${other}`})`;
}

/** How far a ratio is from 1 on the side of another one: `38.2 %`, up to a factor of two; `−3.10 %` on the other side. */
function sizeText(ratio: number, side: number): string {
  const isFactor = side < 0.5 || side > 2;
  if (isFactor) return `${threeDigits(side < 1 ? 1 / ratio : ratio)}×`;
  return `${figureText(100 * (side < 1 ? 1 - ratio : ratio - 1))} %`;
}

/** For tables: the ratio with its interval, `0.62 (0.59 to 0.65)`. */
export function ratioText(ratio: number, interval: Interval | null): string {
  const text = ratio.toFixed(3);
  return interval === null ? text : `${text} (${interval.lo.toFixed(3)} to ${interval.hi.toFixed(3)})`;
}
