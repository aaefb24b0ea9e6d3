/** Counters over both ends as measures: per MiB where the bytes are known, per run where a foreign file has no bytes. */
import { type Counter, counterPerMib, counterTotal } from "../results/counters.ts";
import type { Measure } from "./estimate.ts";

const BYTES_UNKNOWN =
  "Counts are per run: the file does not say how many bytes were moved, and a faster mode moves more in a run.";

/** A counter per MiB transferred; `things` names what is counted, in the plural. */
export function perMib(counter: Counter, things: string): Measure {
  return {
    label: `${capitalized(things)} per MiB transferred`,
    unit: `${things}/MiB`,
    better: "lower",
    note: null,
    of: (row) => counterPerMib(row, counter),
  };
}

/** A counter as it is, in rows without bytes. */
export function perRun(counter: Counter, things: string): Measure {
  return {
    label: `${capitalized(things)} per run`,
    unit: things,
    better: null,
    note: BYTES_UNKNOWN,
    of: (row) => row.bytes === null ? counterTotal(row, counter) : null,
  };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
