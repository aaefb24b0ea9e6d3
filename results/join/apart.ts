/**
 * What distinguishes files that hold the same cells: a column with one value in each, the machine, or the directory.
 * Directories that only number or date runs distinguish nothing: their files are repeats.
 */
import type { ResultRow } from "../columns.ts";
import { basename, dirname } from "node:path";
import { safeText, shownList } from "../foreign/safe_text.ts";
import { type Part, placesOf } from "./part.ts";

/** Settings that are not part of a cell and apply to a whole file. */
const SETTINGS = [
  "congestion_control",
  "nodelay",
  "sndbuf",
  "rcvbuf",
  "mss",
  "align",
] as const satisfies readonly (keyof ResultRow)[];

/** `run3`, `rep-02`, `2026-11-28T09-55-00Z`: which run it was, and nothing else. */
const NUMBERING =
  /^((results?|runs?|rep|repeats?|repetition|iter|iteration|trial|round|pass|take|try|attempt|sweep|set|part|day)?[-_. ]?[\dTZ:._-]+)$/i;

/** A column that holds a word is a setting; figures and times are mostly those of a run, unless its name is a setting's. */
const WORD = /^[a-z]/i;
const SETTING_NAME =
  /kernel|version|release|mtu|mss|loss|delay|window|buf|queue|depth|batch|offload|\b(gro|gso|tso|lro|nic|numa)\b|link|limit|ring/i;

/** Whether a column that holds the same throughout says how a whole file was measured. */
export function isSetting(name: string, value: string): boolean {
  return WORD.test(value) || SETTING_NAME.test(name.replaceAll("_", " "));
}

/** What distinguishes each part from the others; the same text where nothing does. */
export function tellings(parts: readonly Part[]): string[] {
  const places = placesOf(parts.map(({ path }) => path));
  const pieces = [...settingPieces(parts), ...constantPieces(parts)];
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

/** For `--join settings`: by what distinguishes them, else by the files' names. */
export function labels(parts: readonly Part[]): string[] {
  const told = tellings(parts);
  if (new Set(told).size === parts.length) return told.map((text, i) => text || bareName(parts[i]!));
  return parts.map((part) => part.name.endsWith("/trials.csv") ? dirname(part.name) : bareName(part));
}

function bareName({ name }: Part): string {
  return basename(name).replace(/\.(csv|tsv|txt|json)$/i, "");
}

type Piece = ReadonlyMap<Part, string>;

function settingPieces(parts: readonly Part[]): Piece[] {
  return SETTINGS.flatMap((column) => {
    const values = new Map(parts.flatMap((part) => {
      const value = onlyValue(part, column);
      return value === null ? [] : [[part, value] as const];
    }));
    if (new Set(values.values()).size < 2) return [];
    return [new Map([...values].map(([part, value]) => [part, `${column}=${value}`]))];
  });
}

function onlyValue({ rows }: Part, column: typeof SETTINGS[number]): string | null {
  let only: string | number | null = null;
  for (const row of rows) {
    const value = row[column];
    if (value === null || value === only) continue;
    if (only !== null) return null;
    only = value;
  }
  return only === null ? null : String(only);
}

function constantPieces(parts: readonly Part[]): Piece[] {
  const names = new Set(parts.flatMap(({ constants }) => [...constants.keys()]));
  return [...names].flatMap((name) => {
    const having = parts.filter(({ constants }) => {
      const value = constants.get(name);
      return value !== undefined && isSetting(name, value);
    });
    const words = new Map(having.map((part) => {
      const value = part.constants.get(name)!;
      return [part, WORD.test(value) ? value : `${name}=${value}`];
    }));
    return new Set(words.values()).size < 2 ? [] : [words];
  });
}

/** Columns of numbers in which files differ that are taken for runs of the same, in a sentence. */
export function numberedNotes(parts: readonly Part[]): string[] {
  const names = new Set(parts.flatMap(({ constants }) => [...constants.keys()]));
  return [...names].flatMap((name) => {
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

const RUN_NAME = /run|rep|iter|trial|round|attempt|sample|seed|\bid\b|index|no\b|time|date|epoch|pid|exit/i;
