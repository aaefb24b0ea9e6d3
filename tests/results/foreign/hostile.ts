/**
 * Content that nobody meant to write, and what has to come of it: a reading, or one sentence. `NETIO_TABLE_CASES` sets how
 * many cases each property has; fast-check names the seed of one that fails, `NETIO_TABLE_SEED` repeats it.
 */
import { assert } from "@std/assert";
import fc from "fast-check";
import { TRIAL_COLUMNS } from "../../../results/columns.ts";
import { COUNTERS } from "../../../results/counters.ts";
import { CsvError } from "../../../results/csv.ts";
import type { ForeignResults } from "../../../results/foreign/reader.ts";
import { readBytes } from "./field_files.ts";

export const SEED = Number(Deno.env.get("NETIO_TABLE_SEED") ?? Date.now() % 2 ** 31);

/** How many cases to try, `usual` where nobody asks for more. */
export function cases(usual: number): number {
  return Number(Deno.env.get("NETIO_TABLE_CASES") ?? usual);
}

// deno-lint-ignore no-control-regex
export const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const LONGEST_SENTENCE = 2000;

/** A sentence that may go to a terminal. */
export function assertSentence(text: string): void {
  assert(!CONTROLS.test(text), JSON.stringify(text));
  assert(text.length < LONGEST_SENTENCE && text.length > 0, text.slice(0, 300));
  assert(!/\n|\bat .*\.ts:\d|undefined|\[object/.test(text), text);
}

/** Whatever it is, it is a reading with figures that were measured, or one sentence. */
export function readOrRefused(bytes: Uint8Array, chunk?: number): ForeignResults | null {
  let results: ForeignResults;
  try {
    results = readBytes(bytes, chunk);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    assertSentence(error.message);
    return null;
  }
  results.notes.forEach(assertSentence);
  for (const row of results.rows) {
    for (const { name } of TRIAL_COLUMNS) {
      const value = row[name];
      if (typeof value === "number") assert(Number.isFinite(value) && value >= 0, `${name} ${value}`);
      if (typeof value === "string") assert(!CONTROLS.test(value), JSON.stringify(value));
    }
    for (const counter of COUNTERS) {
      const count = row.totals[counter] ?? 0;
      assert(Number.isFinite(count) && count >= 0, `${counter} ${count}`);
    }
  }
  return results;
}

/** What no author means to write into a cell, and what some do. */
export const hostileCell = fc.oneof(
  fc.constantFrom(
    "1e400",
    "-1e400",
    "-5",
    "NaN",
    "-0",
    "-nan",
    "inf",
    "1e-400",
    "0x10",
    "1_000",
    "١٢",
    "--",
    "<not",
    "<not supported>",
    "",
    " ",
  ),
  fc.constantFrom(
    '"',
    '""',
    '"a',
    'a"b',
    "'",
    "a1",
    "A2",
    "3",
    "0",
    "64",
    "64KB",
    "7.3 Gbps",
    "1,5",
    "1.234.567,8",
    "9".repeat(400),
    "1e308",
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "\u0000",
    "\u001b[2J",
    "\u202e",
    "\u0085",
    "\uFEFF",
    "\ud800",
    "µs",
    "#",
    "sep=;",
    "Average",
    "status",
    "failed",
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
);
