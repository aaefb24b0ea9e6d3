/** The columns of a row about its hosts: where their CPU time went during the measurement. */
import type { ResultRow } from "../results/columns.ts";
import type { End } from "../trial/job.ts";
import type { SideResult } from "../trial/side.ts";

/** Where the CPU time of each end's host went; on one machine both ends' is the same. */
export function hostColumns(sides: readonly SideResult[]): Partial<ResultRow> {
  const hostOf = (end: End) => sides.find((side) => side.ends[end] !== undefined)?.host;
  const txHost = hostOf("send"), rxHost = hostOf("receive");
  const tx = txHost?.shares, rx = rxHost?.shares;
  return {
    tx_host_elapsed_s: txHost?.elapsedS ?? null,
    tx_host_user_s: tx?.userS ?? null,
    tx_host_system_s: tx?.systemS ?? null,
    tx_host_irq_s: tx?.irqS ?? null,
    tx_host_softirq_s: tx?.softirqS ?? null,
    tx_host_steal_s: tx?.stealS ?? null,
    rx_host_elapsed_s: rxHost?.elapsedS ?? null,
    rx_host_user_s: rx?.userS ?? null,
    rx_host_system_s: rx?.systemS ?? null,
    rx_host_irq_s: rx?.irqS ?? null,
    rx_host_softirq_s: rx?.softirqS ?? null,
    rx_host_steal_s: rx?.stealS ?? null,
  };
}
