/**
 * Text from a file on its way to a terminal: no control characters, no directional marks, no endless cells or lists.
 */
import { integerText } from "./number_text.ts";

const BLANKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// deno-lint-ignore no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const REPLACEMENT = "\uFFFD";

/** What a cell, a header or a name may hold when it is shown or kept: on one line, control characters replaced. */
export function safeText(text: string): string {
  return text.replace(BLANKS, " ").replace(CONTROLS, REPLACEMENT).toWellFormed().trim();
}

/** The same for text of several lines, whose line ends and tabs stay. */
export function safeLines(text: string): string {
  return text.replace(CONTROLS, (character) => /[\t\n\r]/.test(character) ? character : REPLACEMENT)
    .toWellFormed();
}

const SHOWN_CHARACTERS = 60;

/** A cell or header as messages quote it. */
export function shownText(text: string): string {
  const safe = safeText(text);
  return safe.length <= SHOWN_CHARACTERS ? safe : `${safe.slice(0, SHOWN_CHARACTERS).toWellFormed()}…`;
}

const SHOWN_ITEMS = 8;

/** `a, b, c and 2,990 more`. */
export function shownList(items: readonly string[], most = SHOWN_ITEMS): string {
  const shown = items.slice(0, most).map(shownText).join(", ");
  return items.length <= most ? shown : `${shown} and ${integerText(items.length - most)} more`;
}
