/** Cells that wait for a delayed acknowledgement instead of sending. */
import type { Cell } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";

/** Longer messages take so long by being sent: at 64 KiB in 40 ms a path would have 13 Mbit/s. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/**
 * How long a message takes on one connection, in ms, where that looks like Nagle's algorithm waiting for an
 * acknowledgement that the other side delays by 40 ms (tcp(7), TCP_NODELAY and TCP_QUICKACK); else `null`.
 */
export function stallMs(cell: Cell): number | null {
  const throughput = cell.estimate(THROUGHPUT);
  const isPaced = cell.setting.offered_gbps !== null; // then the clock decides how long a message takes
  if (throughput === null || isPaced || cell.messageBytes > MESSAGE_BYTES_MAX) return null;
  const perMessageMs = cell.threads * cell.messageBytes * 8 / throughput.median / 1e6;
  return perMessageMs >= 38 && perMessageMs <= 46 ? perMessageMs : null;
}
