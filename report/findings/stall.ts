/** Cells that wait for a delayed acknowledgement instead of sending. */
import type { Cell } from "../../results/cells.ts";
import { THROUGHPUT } from "../../results/measures.ts";

/** How long a message takes on one connection, µs; NaN where there is no throughput. */
export function perMessageUs(cell: Cell): number {
  return cell.threads * cell.messageBytes * 8 / (cell.estimate(THROUGHPUT)?.median ?? NaN) / 1e3;
}

/** Longer messages take so long by being sent: at 64 KiB in 40 ms a path would have 13 Mbit/s. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/**
 * How long a message takes on one connection, in ms, where that looks like Nagle's algorithm waiting for an
 * acknowledgement that the other side delays by 40 ms (tcp(7), TCP_NODELAY and TCP_QUICKACK); else `null`.
 */
export function stallMs(cell: Cell): number | null {
  if (cell.setting.offered_gbps !== null) return null; // the clock decides how long a message takes
  const ms = perMessageUs(cell) / 1e3;
  return cell.messageBytes <= MESSAGE_BYTES_MAX && ms >= 38 && ms <= 46 ? ms : null;
}
