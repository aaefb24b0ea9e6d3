/** Modes that are numbers: of the exercise's parts, from 0 or from 1, or of copies. */
import { CsvError } from "../csv.ts";
import { EXERCISE_MODES } from "../mode_catalogue.ts";
import { shownList } from "../safe_text.ts";
import { sentences } from "./foreign_row.ts";
import { nameNotes, perFieldNote, type ReadModes } from "./mode_notes.ts";

/** Numbers behind a word: `part1`, `Mode 2`. */
const NUMBERED = /^(part|impl|implementation|mode|task|question|q)[\s_-]*(\d)$/i;

/**
 * Reads names that are numbers, alone or behind a word; `null` for others. Throws {@linkcode CsvError} for numbers that may
 * count from 0 or from 1.
 *
 * @param column its name: parts are numbered from 1
 */
export function readNumbers(names: readonly string[], column: string): ReadModes | null {
  if (names.length === 0) return null;
  if (names.map(Number).every((number) => Number.isInteger(number) && number >= 0)) {
    return readWith(Number, names, column);
  }
  const words = names.flatMap((name) => NUMBERED.exec(name)?.[1]?.toLowerCase() ?? []);
  const [word] = words;
  if (word === undefined || words.length < names.length || new Set(words).size > 1) return null;
  return readWith((name) => Number(NUMBERED.exec(name)?.[2]), names, word);
}

/** Numbers count from 0 where there is a 0, from 1 where there is a 3 and no 0, and in a column of parts. */
function readWith(numberOf: (name: string) => number, names: readonly string[], column: string): ReadModes {
  const numbers = [...new Set(names.map(numberOf))].sort((a, b) => a - b);
  const [least = 0, most = 0] = [numbers[0], numbers.at(-1)];
  if (/cop(y|ies)/i.test(column) && most < EXERCISE_MODES.length) return readCopies(names, column);
  const isParts = /part|question|task|assignment/i.test(column);
  if (least > 3 || (most > 3 && least > 0) || (least > 0 && most > EXERCISE_MODES.length)) {
    return kept(names, column);
  }
  const first = least === 0 ? 0 : most === EXERCISE_MODES.length || isParts ? 1 : null;
  if (first === null) {
    const from = (start: number) =>
      numbers.map((number) => `${number} = ${EXERCISE_MODES[number - start]}`).join(", ");
    throw new CsvError(
      `column ${column}: the modes are ${numbers.join(", ")}, which could be ${from(0)}, or ${from(1)}: ` +
        "write A1, A2, A3 for two-copy, one-copy, zero-copy",
    );
  }
  const ids = new Map(names.map((name) => [name, EXERCISE_MODES[numberOf(name) - first] ?? name]));
  const why = first === 0 ? "there is a 0" : isParts ? `${column} numbers parts` : "there is a 3 and no 0";
  const shown = shownList(
    [...ids].filter(([name, id]) => name !== id).map(([name, id]) => `${name} = ${id}`),
  );
  const others = [...ids].filter(([name, id]) => name === id).map(([name]) => name);
  return {
    ids,
    notes: sentences(
      `modes are read as ${shown}, numbered from ${first} since ${why}${perFieldNote(ids)}`,
      others.length > 0 && `netio does not know the modes ${shownList(others)}: kept under these names`,
    ),
  };
}

/** Numbers of copies. Throws {@linkcode CsvError} where they could also number the modes. */
function readCopies(names: readonly string[], column: string): ReadModes {
  if (!/copies|count/i.test(column)) {
    throw new CsvError(
      `column ${column}: the modes are ${
        shownList(names)
      }, which could be how often a mode copies (0 = zero-copy) ` +
        "or numbers of the modes (0 = two-copy): write A1, A2, A3 for two-copy, one-copy, zero-copy",
    );
  }
  const ids = new Map(names.map((name) => [name, EXERCISE_MODES.toReversed()[Number(name)] ?? name]));
  return { ids, notes: nameNotes(ids) };
}

function kept(names: readonly string[], column: string): ReadModes {
  return {
    ids: new Map(names.map((name) => [name, name])),
    notes: [`column ${column}: netio does not know the modes ${shownList(names)}: kept under these names`],
  };
}
