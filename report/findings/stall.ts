/** Cells that wait for a delayed acknowledgement instead of sending. */
import { median } from "simple-statistics";
import type { Cell } from "../cells.ts";
import { THROUGHPUT } from "../measures.ts";

/**
 * How long a message takes on one connection, in ms, where that looks like Nagle's algorithm waiting for an
 * acknowledgement that the other side delays by 40 ms (tcp(7), TCP_NODELAY and TCP_QUICKACK); else `null`.
 */
export function stallMs({ rows, threads, messageBytes }: Cell): number | null {
  const throughputs = rows.map(THROUGHPUT.of).filter((value) => value !== null);
  if (throughputs.length === 0) return null;
  const perMessageMs = threads * messageBytes * 8 / median(throughputs) / 1e6;
  return perMessageMs >= 38 && perMessageMs <= 46 ? perMessageMs : null;
}
