/** A row as a trial that went well leaves it, for tests of what is made of rows. */
import { emptyRow, type ResultRow } from "../../results/columns.ts";

/** One trial of one cell; `changes` go over it. */
export function measuredTrial(changes: Partial<ResultRow>): ResultRow {
  return {
    ...emptyRow(),
    status: "ok",
    mode: "one-copy",
    rx: "recv",
    pattern: "stream",
    topology: "loopback",
    interleave: "trials",
    message_bytes: 1024,
    threads: 2,
    ...changes,
  };
}
