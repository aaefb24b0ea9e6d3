/**
 * What distinguishes files that hold the same cells: a column with one value in each, the machine, or the directory.
 * Directories that only number or date runs distinguish nothing: their files are repeats.
 */
import { basename, dirname } from "node:path";
import { isSetting, isWord } from "../foreign/setting_names.ts";
import { safeText, shownList } from "../safe_text.ts";
import { type Part, placesOf } from "./part.ts";

/** Settings that are not part of a cell and apply to a whole file. */
const SETTINGS = ["congestion_control", "nodelay", "sndbuf", "rcvbuf", "mss", "align"] as const;

/** `run3`, `rep-02`, `2026-11-28T09-55-00Z`: which run it was, and nothing else. */
const NUMBERING =
  /^((results?|runs?|rep|repeats?|repetition|iter|iteration|trial|round|pass|take|try|attempt|sweep|set|part|day)?[-_. ]?[\dTZ:._-]+)$/i;

/** What distinguishes each part from the others; the same text where nothing does. */
export function distinctionsOf(parts: readonly Part[]): string[] {
  const places = placesOf(parts.map(({ path }) => path));
  const pieces = [
    ...SETTINGS.flatMap((column) => pieceOf(parts, (part) => settingText(part, column))),
    ...constantNames(parts).flatMap((name) => pieceOf(parts, (part) => constantText(part, name))),
  ];
  const machines = new Set(parts.flatMap(({ machine }) => machine ?? []));
  return parts.map((part, i) => {
    const place = places[i]!;
    const isNumbering = place.split("/").every((folder) => folder === "" || NUMBERING.test(folder));
    const where = isNumbering
      ? machines.size > 1 ? [part.machine ?? "machine not known"] : []
      : [safeText(place)];
    return [...where, ...pieces.flatMap((piece) => piece.get(part) ?? [])].join(", ");
  });
}

/** The columns by whose words or numbers labels distinguish parts. */
export function columnsIn(labelOf: (part: Part) => string, parts: readonly Part[]): string[] {
  return constantNames(parts).filter((name) =>
    pieceOf(parts, (part) => constantText(part, name)).some((piece) =>
      [...piece].every(([part, text]) => labelOf(part).includes(text))
    )
  );
}

/** For `--join settings`: by what distinguishes them, else by the files' names. */
export function labels(parts: readonly Part[]): string[] {
  const own = distinctionsOf(parts);
  if (new Set(own).size === parts.length) return own.map((text, i) => text || withoutExtension(parts[i]!));
  return parts.map((part) => part.name.endsWith("/trials.csv") ? dirname(part.name) : withoutExtension(part));
}

function withoutExtension({ name }: Part): string {
  return basename(name).replace(/\.(csv|tsv|txt|json)$/i, "");
}

/** What distinguishes the parts that it is known of. */
type Piece = ReadonlyMap<Part, string>;

/** The piece that `textOf` makes; none where it is the same in all parts that have one. */
function pieceOf(parts: readonly Part[], textOf: (part: Part) => string | null): Piece[] {
  const texts = new Map(parts.flatMap((part) => {
    const text = textOf(part);
    return text === null ? [] : [[part, text] as const];
  }));
  return new Set(texts.values()).size < 2 ? [] : [texts];
}

function settingText({ rows }: Part, column: typeof SETTINGS[number]): string | null {
  let only: string | number | null = null;
  for (const row of rows) {
    const value = row[column];
    if (value === null || value === only) continue;
    if (only !== null) return null;
    only = value;
  }
  return only === null ? null : `${column}=${only}`;
}

function constantText({ constants }: Part, name: string): string | null {
  const value = constants.get(name);
  if (value === undefined || !isSetting(name, value)) return null;
  return isWord(value) ? value : `${name}=${value}`;
}

function constantNames(parts: readonly Part[]): string[] {
  return [...new Set(parts.flatMap(({ constants }) => [...constants.keys()]))];
}

/** Columns of numbers in which files differ that are taken for runs of the same, in a sentence. */
export function numberedNotes(parts: readonly Part[]): string[] {
  return constantNames(parts).flatMap((name) => {
    if (RUN_NAME.test(name)) return [];
    const values = new Set(parts.flatMap(({ constants }) => constants.get(name) ?? []));
    if (values.size < 2 || [...values].some((value) => isSetting(name, value))) return [];
    return [
      `column ${name} has another number in each file (${
        shownList([...values], 3)
      }), which was taken for a figure of the run: --join settings keeps the files apart`,
    ];
  });
}

/** Settings that some files name and others do not, which are read as runs of the same, in sentences. */
export function oneSidedNotes(parts: readonly Part[]): string[] {
  const textsBy = [
    ...SETTINGS.map((column) => (part: Part) => settingText(part, column)),
    ...constantNames(parts).map((name) => (part: Part) =>
      constantText(part, name) === null ? null : `${name}=${part.constants.get(name)}`
    ),
  ];
  return textsBy.flatMap((textOf) => {
    const naming = parts.filter((part) => textOf(part) !== null);
    const [text, ...others] = new Set(naming.map(textOf));
    if (text === undefined || others.length > 0 || naming.length === parts.length) return [];
    const names = shownList(naming.map(({ name }) => name), 4);
    return [
      `${text} in ${names}, of which the other files say nothing: all are read as runs of the same; --join settings keeps them apart`,
    ];
  });
}

/** Files whose names differ in words, which may be settings, in a sentence. */
export function wordedNotes(parts: readonly Part[]): string[] {
  const words = new Set(
    parts.map(({ path }) => basename(path).replace(/\d+|(?<![a-z])[a-z](?![a-z])/gi, "")),
  );
  return words.size < 2 ? [] : [
    `the names of ${
      shownList(parts.map(({ name }) => name), 4)
    } differ in more than numbers: if they are settings, --join settings keeps them apart`,
  ];
}

const RUN_NAME = /run|rep|iter|trial|round|attempt|sample|seed|\bid\b|index|no\b|time|date|epoch|pid|exit/i;
