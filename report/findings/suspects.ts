/**
 * When one cell does worse than another, the columns that moved against it and those that did not: evidence for and
 * against each usual cause.
 */
import type { Cell } from "../../results/cells.ts";
import type { NumericColumn, ResultRow } from "../../results/columns.ts";
import { type Counter, counterTotal } from "../../results/counters.ts";
import type { Valued } from "../../results/measures.ts";
import { numberText } from "../../results/number_text.ts";
import { listText } from "../../results/words.ts";

interface Suspect extends Valued {
  readonly column: Counter | NumericColumn;
  /** Whether netio has a column for each end. */
  readonly bothEnds: boolean;
  readonly label: string;
  /** The cause, if the column moved. */
  readonly cause: string;
  readonly worse: "higher" | "lower";
}

/** In proportion to throughput where the bytes are not known: such values are only ever compared. */
function countPerByte(column: Counter, label: string, cause: string): Suspect {
  const value = (row: ResultRow) => {
    const total = counterTotal(row, column), bytes = row.bytes ?? row.throughput_gbps;
    return total === null || !bytes ? null : total / bytes;
  };
  return { column, bothEnds: true, label, cause, worse: "higher", value };
}

function columnAsIs(
  column: NumericColumn,
  label: string,
  cause: string,
  worse: Suspect["worse"] = "higher",
): Suspect {
  return { column, bothEnds: false, label, cause, worse, value: (row) => row[column] };
}

const SUSPECTS: readonly Suspect[] = [
  countPerByte(
    "context_switches",
    "context switches per byte",
    "threads waiting for each other or sharing CPUs",
  ),
  countPerByte(
    "llc_load_misses",
    "last-level cache misses per byte",
    "data that no longer fits the shared cache",
  ),
  columnAsIs("bytes_per_segment", "bytes per segment", "smaller segments", "lower"),
  columnAsIs("retransmits", "retransmits", "lost or reordered segments"),
  columnAsIs("zc_fallbacks", "zero-copy fallbacks", "exhausted memory for completions (ENOBUFS)"),
  columnAsIs("cpu_ns_per_byte", "CPU time per byte", "more CPU work for each byte"),
];

/** A column has moved when it changed by this factor. */
const MOVED = 1.5;

interface Suspicion {
  /** A sentence, or `null` where no column moved; a cause is offered as no more than that. */
  readonly hypothesis: string | null;
  /** What did not move, as a clause; `null` where nothing was measured. */
  readonly against: string | null;
  readonly columns: readonly string[];
}

/** What could have made `worse` do worse than `better`. */
export function suspicion(better: Cell, worse: Cell): Suspicion {
  const looked = SUSPECTS.flatMap((suspect) => {
    const before = better.estimate(suspect)?.median, after = worse.estimate(suspect)?.median;
    return before === undefined || after === undefined ? [] : [{ ...suspect, before, after }];
  });
  const moved = looked.filter(hasMoved);
  const still = looked.filter((suspect) => !hasMoved(suspect));
  const [strongest] = moved;
  const moves = moved.map(({ label, before, after }) => `${label} ${changeOf(before, after)}`);
  return {
    hypothesis: strongest === undefined ? null : `${strongest.cause}: ${listText(moves)}`,
    against: still.length === 0
      ? null
      : `${listText(still.map(({ label }) => label))} did not get ${MOVED} times worse`,
    columns: looked.flatMap(({ column, bothEnds }) =>
      bothEnds && worse.rows.at(0)?.schema !== null ? [`tx_${column}`, `rx_${column}`] : [column]
    ),
  };
}

function hasMoved(
  { before, after, worse }: { before: number; after: number; worse: Suspect["worse"] },
): boolean {
  return worse === "higher" ? after > MOVED * before : after * MOVED < before;
}

function changeOf(before: number, after: number): string {
  return before === 0 ? `from 0 to ${numberText(after)}` : `${numberText(after / before)}×`;
}
