/** Words that sentences of all rooms are made of. */
import { integerText } from "./number_text.ts";

/** What an error says. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What an error of the operating system says, without the call and the path, for a message that names the path. */
export function systemErrorText(error: unknown): string {
  const text = errorText(error);
  return /^(.+?) \(os error \d+\)/s.exec(text)?.[1] ?? text;
}

/** The text with a capital at its beginning. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 trial`, `2,990 trials`. */
export function countText(count: number, thing: string): string {
  return `${integerText(count)} ${count === 1 ? thing : `${thing}s`}`;
}

/** `30 of 72 trials`. */
export function ofText(count: number, total: number, thing: string): string {
  return `${integerText(count)} of ${countText(total, thing)}`;
}

/** `30 of 72 trials`, `all 72 trials`, `both trials`, `the one trial`. */
export function ofAllText(count: number, total: number, thing: string): string {
  if (count < total) return ofText(count, total, thing);
  if (total === 1) return `the one ${thing}`;
  return total === 2 ? `both ${thing}s` : `all ${countText(total, thing)}`;
}

/** The items; of more than so many the first, and in place of the last how many more there are. */
export function firstOf(items: readonly string[], most: number): readonly string[] {
  const left = integerText(items.length - most + 1);
  return items.length <= most ? items : [...items.slice(0, most - 1), `${left} more`];
}

const LONGEST_LIST = 8;

/** `a`, `a and b`, `a, b and c`; a long list ends in `… and 12 more`. */
export function listText(items: readonly string[]): string {
  const shown = firstOf(items, LONGEST_LIST);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Those of the texts that there are, one after another. */
export function joined(texts: readonly (string | false | null | undefined)[], separator = " "): string {
  return texts.filter(Boolean).join(separator);
}

/** `3 to 5`; `3` where both ends are that. */
export function rangeText(least: string, greatest: string): string {
  return least === greatest ? least : `${least} to ${greatest}`;
}
