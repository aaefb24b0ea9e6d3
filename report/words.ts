/** Lists, changes and labels as the report's sentences write them. */
import { bytesText, numberText, percentText } from "../results/number_text.ts";
import type { CellContrast } from "./comparisons.ts";

const LONGEST_LIST = 8;

/** `a`, `a and b`, `a, b and c`; a long list ends in `… and 12 more`. */
export function listText(items: readonly string[]): string {
  const shown = items.length > LONGEST_LIST
    ? [...items.slice(0, LONGEST_LIST - 1), `${items.length - LONGEST_LIST + 1} more`]
    : items;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export function sizesText(sizes: readonly number[]): string {
  return listText(sizes.map(bytesText));
}

/** `1 thread`, `2 and 4 threads`. */
export function threadCountsText(threads: readonly number[]): string {
  return `${listText(threads.map(String))} ${
    threads.length === 1 && threads[0] === 1 ? "thread" : "threads"
  }`;
}

/** A ratio: in percent where that reads well (`−12 %`), else as a factor (`×3.4`). */
export function changeText(ratio: number): string {
  return readsWellInPercent(ratio) ? percentText(ratio - 1) : factorText(ratio);
}

function readsWellInPercent(ratio: number): boolean {
  return ratio >= 0.1 && ratio < 2;
}

function factorText(ratio: number): string {
  return `×${numberText(ratio)}`;
}

/** Ratios that are read together: all in percent, or all as factors. */
function alike<T extends readonly number[]>(ratios: readonly [...T]): { [I in keyof T]: string } {
  const text = ratios.every(readsWellInPercent) ? changeText : factorText;
  return ratios.map(text) as { [I in keyof T]: string };
}

/** The span of several ratios: `−60 % to −12 %`, `×1.4 to ×3.1`. */
export function changesText(ratios: readonly number[]): string {
  const [least, greatest] = alike([
    ratios.reduce((a, b) => Math.min(a, b)),
    ratios.reduce((a, b) => Math.max(a, b)),
  ]);
  return least === greatest ? least : `${least} to ${greatest}`;
}

/** A ratio below 1 as what is missing: `91 % fewer`. */
export function fewerText(ratio: number): string {
  return `${numberText(100 * (1 - ratio))} % fewer`;
}

/** A contrast's ratio with its interval: `−12 % (−14 % to −9.8 %)`. */
export function contrastText({ ratio, repeats }: CellContrast): string {
  if (ratio.interval === null) {
    const text = changeText(ratio.estimate);
    return repeats[0] === 1 && repeats[1] === 1 ? text : `${text} (too few repeats)`;
  }
  const [estimate, lo, hi] = alike([ratio.estimate, ratio.interval.lo, ratio.interval.hi]);
  return `${estimate} (${lo} to ${hi})`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
