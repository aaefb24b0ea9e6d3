/** Cells that wait for a delayed acknowledgement instead of sending. */
import { median } from "simple-statistics";
import type { Cell } from "../cells.ts";
import { THROUGHPUT } from "../measures.ts";

/** Longer messages take so long by being sent: at 64 KiB in 40 ms a path would have 13 Mbit/s. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/**
 * How long a message takes on one connection, in ms, where that looks like Nagle's algorithm waiting for an
 * acknowledgement that the other side delays by 40 ms (tcp(7), TCP_NODELAY and TCP_QUICKACK); else `null`.
 */
export function stallMs({ rows, threads, messageBytes }: Cell): number | null {
  const throughputs = rows.map(THROUGHPUT.of).filter((value) => value !== null);
  if (throughputs.length === 0 || messageBytes > MESSAGE_BYTES_MAX) return null;
  const perMessageMs = threads * messageBytes * 8 / median(throughputs) / 1e6;
  return perMessageMs >= 38 && perMessageMs <= 46 ? perMessageMs : null;
}
