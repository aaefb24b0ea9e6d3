/** Sizes, thread counts, changes and verdicts as the report's sentences write them. */
import type { CellContrast, Family } from "../results/comparisons.ts";
import type { StateGroup, TwoStates } from "../results/two_states.ts";
import { bytesText, figureText, numberText, percentText, threeDigits } from "../results/number_text.ts";
import { countText, listText, rangeText } from "../results/words.ts";
import type { Contrast } from "../stats/contrast.ts";

export function sizesText(sizes: readonly number[]): string {
  return listText([...new Set(sizes)].map(bytesText));
}

/** `1 thread`, `2 and 4 threads`. */
export function threadCountsText(threads: readonly number[]): string {
  const noun = threads.length === 1 && threads[0] === 1 ? "thread" : "threads";
  return `${listText(threads.map(String))} ${noun}`;
}

/** `16 KiB × 2 and 1 MiB × 8`. */
export function groupsText(
  groups: readonly { readonly messageBytes: number; readonly threads: number }[],
): string {
  return listText(groups.map(({ messageBytes, threads }) => `${bytesText(messageBytes)} × ${threads}`));
}

/** A ratio: in percent up to a factor of two (`−12 %`), beyond it as a factor (`3.40×`, `0.214×`). */
export function changeText(ratio: number): string {
  return isNearOne(ratio) ? percentText(ratio - 1) : factorText(ratio);
}

function isNearOne(ratio: number): boolean {
  return ratio > 0.5 && ratio < 2;
}

function factorText(ratio: number): string {
  return `${threeDigits(ratio)}×`;
}

/** How ratios that are read together are written: all in percent, or all as factors. */
export function alike(...ratios: readonly number[]): (ratio: number) => string {
  return ratios.every(isNearOne) ? changeText : factorText;
}

/** The span of several ratios: `−60 % to −12 %`, `1.42× to 3.10×`. */
export function changesText(ratios: readonly number[]): string {
  const least = ratios.reduce((a, b) => Math.min(a, b)), greatest = ratios.reduce((a, b) => Math.max(a, b));
  const text = alike(least, greatest);
  return rangeText(text(least), text(greatest));
}

/** `2.3 %` of 0.0231. */
export function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** `23.1 (22.8 to 23.4)`; the value alone where it has no interval. */
export function intervalText(value: number, lo: number | null, hi: number | null): string {
  return lo === null || hi === null
    ? figureText(value)
    : `${figureText(value)} (${figureText(lo)} to ${figureText(hi)})`;
}

/** A ratio below 1 as a reduction: `91 % fewer`. */
export function fewerText(ratio: number): string {
  return `${numberText(100 * (1 - ratio))} % fewer`;
}

/**
 * A contrast's ratio with its confidence interval: `−12 % (CI −14 % to −9.8 %)`, `2.40× (CI 2.13× to 2.81×)`. Of a machine that
 * changed its state both: `CPUs near −12 % (CI −16 % to −4.8 %) and far −37 % (CI −38 % to −36 %)`, `machine slow … and fast …`.
 */
export function contrastText(
  { ratio, repeats, states }: Pick<CellContrast, "ratio" | "repeats" | "states">,
): string {
  if (states !== null) {
    const text = alike(...states.flatMap((group) => figuresOf(group.ratio)));
    return statesText(states, (group) => ratioText(group.ratio, text));
  }
  if (ratio.interval !== null) return ratioText(ratio, alike(...figuresOf(ratio)));
  const text = changeText(ratio.estimate);
  return repeats[0] === 1 && repeats[1] === 1 ? text : `${text} (too few repeats)`;
}

/** The same, with two ratios without their intervals: `CPUs near −12 % and far −37 %`. */
export function shortContrastText(contrast: Parameters<typeof contrastText>[0]): string {
  const { states } = contrast;
  if (states === null) return contrastText(contrast);
  const text = alike(...states.map(({ ratio }) => ratio.estimate));
  return statesText(states, ({ ratio }) => text(ratio.estimate));
}

/** The same without what the names stand for: `near −12 %, far −37 %`. */
export function briefContrastText(contrast: Parameters<typeof contrastText>[0]): string {
  const { states } = contrast;
  if (states === null) return contrastText(contrast);
  const text = alike(...states.map(({ ratio }) => ratio.estimate));
  return states.map(({ name, ratio }) => `${name} ${text(ratio.estimate)}`).join(", ");
}

/** Without intervals, but still with both ratios where there are two: `−12 %`, `near −12 %, far −37 %`. */
export function bareContrastText(contrast: Parameters<typeof contrastText>[0]): string {
  return contrast.states === null ? changeText(contrast.ratio.estimate) : briefContrastText(contrast);
}

function ratioText({ estimate, interval, n }: Contrast, text: (ratio: number) => string): string {
  const note = interval === null ? `n = ${n}` : `CI ${text(interval.lo)} to ${text(interval.hi)}`;
  return `${text(estimate)} (${note})`;
}

/** What is written of a ratio. */
function figuresOf({ estimate, interval }: Contrast): number[] {
  return interval === null ? [estimate] : [estimate, interval.lo, interval.hi];
}

function statesText([one, other]: TwoStates, text: (group: StateGroup) => string): string {
  const what = one.name === "near" ? "CPUs" : "machine";
  return `${what} ${one.name} ${text(one)} and ${other.name} ${text(other)}`;
}

/**
 * `better: +12 % (CI +9.8 % to +14 %)`, `no significant difference (CI −1.8 % to +2.1 %)`, `too few repeats (n = 2)`;
 * with both ratios of a machine that changed its state.
 */
export function verdictText(contrast: CellContrast): string {
  const { verdict, ratio, states } = contrast;
  if (ratio.interval === null) return `${verdict} (n = ${ratio.n})`;
  if (verdict !== "no significant difference" || states !== null) {
    return `${verdict}: ${contrastText(contrast)}`;
  }
  const { lo, hi } = ratio.interval, text = alike(lo, hi);
  return `${verdict} (CI ${text(lo)} to ${text(hi)})`;
}

/** How much many comparisons together are worth, in a sentence or two. */
export function familyText<C extends CellContrast>(
  { made, expectedByChance, survivors, comparisons }: Family<C>,
): string {
  if (made === 0) return "Not compared: that needs at least six repeats per configuration.";
  const chance = expectedByChance < 0.05 ? "fewer than 0.1" : expectedByChance.toFixed(1);
  const text = `${countText(made, "comparison")}; expected false positives: ${chance}. `;
  if (survivors > 0) {
    return `${text}${survivors} ${survivors === 1 ? "survives" : "survive"} Holm's correction.`;
  }
  const repeats = comparisons.reduce(
    (most, { method, ratio }) => Math.max(most, method === "unpaired" ? 0 : ratio.n),
    0,
  );
  const needed = repeatsForHolm(made);
  return repeats > 0 && repeats < needed
    ? `${text}With ${repeats} repeats none can survive Holm's correction; use --repeats ${needed}.`
    : `${text}None survives Holm's correction.`;
}

/** The least number of blocks with which the smallest p-value of the sign test, 2¹⁻ⁿ, passes Holm's first step. */
function repeatsForHolm(comparisons: number): number {
  return Math.ceil(1 + Math.log2(comparisons / 0.05));
}
