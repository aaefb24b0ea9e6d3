/** Everything that the figures of rows say about themselves, in the order in which one thing follows from another. */
import { checkContradictions } from "./checks/contradictions.ts";
import { deriveFigures, deriveThroughput } from "./checks/derived.ts";
import { checkFieldSizes } from "./checks/field_sizes.ts";
import { checkFormulas } from "./checks/formulas.ts";
import { checkSameThroughput } from "./checks/same_throughput.ts";
import { checkWaiting } from "./checks/waiting.ts";
import { checkWrongRate } from "./checks/wrong_rate.ts";
import { checkZeros } from "./checks/zeros.ts";
import type { DraftRow, NameOf } from "./draft.ts";
import { openQuestions } from "./notes.ts";

const CHECKS: readonly ((rows: readonly DraftRow[], nameOf: NameOf) => string[])[] = [
  checkZeros,
  deriveThroughput,
  checkWrongRate,
  checkFieldSizes,
  checkSameThroughput,
  checkFormulas,
  checkContradictions,
  checkWaiting,
  deriveFigures,
];

export interface Settled {
  /** What was found in the figures, and done about it. */
  readonly found: readonly string[];
  /** What is left open, to which further files may have the answer. */
  readonly open: readonly string[];
}

/** Removes what was not measured from the rows, adds what follows from the rest, numbers repeats; the notes say all of it. */
export function settle(rows: readonly DraftRow[], nameOf: NameOf): Settled {
  if (rows.length === 0) return { found: ["the file has a header and no rows"], open: [] };
  const found = CHECKS.flatMap((check) => check(rows, nameOf));
  countRepeats(rows);
  return { found, open: openQuestions(rows, nameOf) };
}

/** Rows of the same cell are its repeats, in the order of the file. */
function countRepeats(rows: readonly DraftRow[]): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const { mode, rx, pattern, topology, message_bytes, threads } = row;
    const words = `${mode}\n${rx ?? "\0"}\n${pattern ?? "\0"}\n${topology ?? "\0"}`;
    const cell = `${words}\n${message_bytes}\n${threads}`;
    const repeat = seen.get(cell) ?? 0;
    seen.set(cell, repeat + 1);
    row.repeat ??= repeat;
  }
}
