/**
 * What modes are called in other people's tables: by number, by the letters of the exercise's parts, and in words, with
 * or without the name of a program around them (`client_2copy`, `A1_TwoCopy`).
 */
import { CsvError } from "../csv.ts";
import { EXERCISE_MODES, MODE_CATALOGUE, type ModeId } from "../mode_catalogue.ts";
import { sentences } from "./foreign_row.ts";
import { bareName } from "./header_name.ts";
import { shownList, shownText } from "../safe_text.ts";

/** Names that are unambiguous alone, if not within other names. */
const EXACT: ReadonlyMap<string, ModeId> = new Map(
  MODE_CATALOGUE.flatMap(({ id, alias, foreignNames }) =>
    [id, alias, ...foreignNames].map((name): [string, ModeId] => [bareName(name), id])
  ),
);

/** Words that name a mode anywhere in a name of letters and digits alone. */
const WORDS: readonly (readonly [word: RegExp, mode: ModeId])[] = [
  [/(?:two|2|double)cop(?:y|ies)|memcpysend/g, "two-copy"],
  [/(?:one|1|single)copy/g, "one-copy"],
  [/(?:zero|0|no)copy|zcopy/g, "zero-copy"],
  [/perfield/g, "per-field"],
];

/** Words around a mode's name that say nothing. */
const EMPTY_WORDS =
  /^(the|a|an|part|mode|impl|implementation|version|method|server|client|srv|tcp|test|run|bench|benchmark|socket|sockets|msg|message|send|sendmsg|recv|copy|based|using|with|via|flag|baseline)$/;

interface Recognised {
  readonly mode: ModeId;
  /** What else the name says: names of the same mode that differ in it are variants. */
  readonly rest: string;
}

/** The mode that a name means, `null` for one that is not known. Throws {@linkcode CsvError} where it means two. */
export function recogniseMode(name: string): Recognised | null {
  const bare = bareName(name);
  const exact = EXACT.get(bare);
  if (exact !== undefined) return { mode: exact, rest: "" };
  let rest = bare;
  const byWord = new Set<ModeId>();
  for (const [word, mode] of WORDS) {
    const without = rest.replace(word, " ");
    if (without !== rest) byWord.add(mode);
    rest = without;
  }
  const [word, ...otherWords] = byWord;
  const [letter, ...otherLetters] = modesByLetter(name);
  if (otherWords.length > 0 || otherLetters.length > 0) return null;
  if (word !== undefined && letter !== undefined && word !== letter) {
    throw new CsvError(
      `the mode "${
        shownText(name)
      }" could be ${letter} by its letter or ${word} by its words: name it one way`,
    );
  }
  const mode = word ?? letter;
  return mode === undefined ? null : { mode, rest: restOf(name, rest) };
}

/** What a name means by `A1`, `a_1` or `partA1` in it. */
function modesByLetter(name: string): Set<ModeId> {
  const apart = name.toLowerCase().replace(/(?<![a-z0-9])a[ _-]([123])(?![a-z0-9])/g, "a$1")
    .matchAll(/(?<![a-z0-9])(?:part|impl|mode)?(a[123]f?)(?![a-z0-9])/g);
  const inCamelCase = name.matchAll(/(?<![A-Za-z])(A[123])(?=[A-Z])|(?<=[a-z])(A[123])(?![A-Za-z0-9])/g);
  const letters = [...apart, ...inCamelCase].map(([, first, second]) => (first ?? second!).toLowerCase());
  return new Set(letters.flatMap((letter) => EXACT.get(letter) ?? []));
}

/** The words of a name that say something other than the mode. */
function restOf(name: string, bareRest: string): string {
  const said = name.toLowerCase().replace(
    /(?:two|one|zero|no|single|double|[012])[^a-z0-9]*cop(?:y|ies)|zcopy|per[^a-z]*field/g,
    " ",
  )
    .split(/[^\p{L}\p{N}]+/u).filter((word) =>
      word !== "" && !EMPTY_WORDS.test(word) && !/^(part|impl|mode)?a[123]f?$/.test(word)
    );
  return bareRest.trim() === "" ? "" : said.join(" ");
}

/** A file's modes: what each of its names is called here. */
interface ReadModes {
  readonly ids: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** How likely a column's words are modes: the share of them that is known, numbers counting half. */
export function modeLikeness(words: readonly string[]): number {
  const named = words.filter((word) => word !== "");
  if (named.length === 0) return 0;
  const known = named.filter(namesMode).length;
  if (known > 0) return known / named.length;
  return named.every((word) => /^[0-3](\.0+)?$/.test(word)) ? 0.5 : 0;
}

/** Whether a word names a mode, or two at once. */
export function namesMode(word: string): boolean {
  try {
    return recogniseMode(word) !== null;
  } catch (error) {
    if (error instanceof CsvError) return true;
    throw error;
  }
}

/**
 * Reads the names of a column's modes. Throws {@linkcode CsvError} for numbers that may count from 0 or from 1, and for
 * names that mean two modes.
 *
 * @param column its name: parts are numbered from 1
 */
export function readModes(words: readonly string[], column: string): ReadModes {
  const names = words.filter((word) => word !== "");
  const numbers = names.map(Number);
  if (names.length > 0 && numbers.every((number) => Number.isInteger(number) && number >= 0)) {
    return readNumbers(names, column);
  }
  const ids = new Map<string, string>();
  const recognised = names.map((name) => ({ name, found: recogniseMode(name) }));
  for (const [mode, group] of Map.groupBy(recognised, ({ found }) => found?.mode)) {
    const isOne = new Set(group.map(({ found }) => found?.rest)).size === 1;
    for (const { name, found } of group) {
      const rest = isOne ? "" : found?.rest ?? "";
      ids.set(name, mode === undefined ? name : rest === "" ? mode : `${mode} (${rest})`);
    }
  }
  return { ids, notes: nameNotes(ids) };
}

function nameNotes(ids: ReadonlyMap<string, string>): string[] {
  const isKnown = (id: string) =>
    MODE_CATALOGUE.some((mode) => id === mode.id || id.startsWith(`${mode.id} (`));
  const renamed = [...ids].filter(([name, id]) => name !== id).map(([name, id]) =>
    `${shownText(name)} = ${id}`
  );
  const unknown = [...ids.values()].filter((id) => !isKnown(id)).map((id) => `"${shownText(id)}"`);
  const [what, kept] = unknown.length === 1 ? ["mode", "that name"] : ["modes", "these names"];
  return sentences(
    renamed.length > 0 && `modes are read as ${shownList(renamed)}${perFieldCaution(ids)}`,
    unknown.length > 0 && `netio does not know the ${what} ${shownList(unknown)}: kept under ${kept}`,
  );
}

function perFieldCaution(ids: ReadonlyMap<string, string>): string {
  return [...ids.values()].includes("two-copy")
    ? "; a program whose first mode sends the fields one by one measured what netio calls per-field"
    : "";
}

/** Numbers count from 0 where there is a 0, from 1 where there is a 3 and no 0, and in a column of parts. */
function readNumbers(names: readonly string[], column: string): ReadModes {
  const numbers = [...new Set(names.map(Number))].sort((a, b) => a - b);
  const [least = 0, most = 0] = [numbers[0], numbers.at(-1)];
  const isParts = /part|question|task|assignment/i.test(column);
  if (least > 3 || (most > 3 && least > 0) || (least > 0 && most > EXERCISE_MODES.length)) {
    return keptNumbers(names, column);
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
  const ids = new Map(names.map((name) => [name, EXERCISE_MODES[Number(name) - first] ?? name]));
  const why = first === 0 ? "there is a 0" : isParts ? `${column} numbers parts` : "there is a 3 and no 0";
  const shown = shownList(
    [...ids].filter(([name, id]) => name !== id).map(([name, id]) => `${name} = ${id}`),
  );
  const others = [...ids].filter(([name, id]) => name === id).map(([name]) => name);
  return {
    ids,
    notes: sentences(
      `modes are read as ${shown}, numbered from ${first} since ${why}${perFieldCaution(ids)}`,
      others.length > 0 && `netio does not know the modes ${shownList(others)}: kept under these names`,
    ),
  };
}

function keptNumbers(names: readonly string[], column: string): ReadModes {
  return {
    ids: new Map(names.map((name) => [name, name])),
    notes: [`column ${column}: netio does not know the modes ${shownList(names)}: kept under these names`],
  };
}
