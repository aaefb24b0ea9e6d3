/** Detects that a hypervisor has moved the virtual CPUs that a trial runs on, by how far apart they are. */
import type { ResultRow } from "../results/columns.ts";
import { warning } from "../results/warnings.ts";
import type { Placement } from "./placement.ts";

/** CPUs that are this many times as far apart as before, or as close, were moved. */
const MOVED_FACTOR = 2;

/** Remembers how far apart pairs of CPUs were at first. */
export class MovedCpus {
  readonly #firstNs = new Map<string, number>();
  readonly #isVirtual: boolean;

  /**
   * @param isVirtual whether CPUs can be moved at all; on bare metal only clock frequencies change
   * @param earlier rows of the same result set, measured before this process began
   */
  constructor(isVirtual: boolean, earlier: readonly ResultRow[] = []) {
    this.#isVirtual = isVirtual;
    for (const { tx_cpus: tx, rx_cpus: rx, core_to_core_ns: ns } of earlier) {
      if (tx !== null && rx !== null && ns !== null) this.#firstOf(tx.split(" ")[0]!, rx.split(" ")[0]!, ns);
    }
  }

  /**
   * The warning of a trial, or none.
   *
   * @param coreToCoreNs between the CPUs of its first connection's ends
   */
  warningsOf({ tx, rx }: Placement, coreToCoreNs: number | null): string[] {
    if (coreToCoreNs === null) return [];
    const firstNs = this.#firstOf(`${tx[0]}`, `${rx[0]}`, coreToCoreNs);
    const factor = Math.max(coreToCoreNs / firstNs, firstNs / coreToCoreNs);
    if (!this.#isVirtual || factor < MOVED_FACTOR) return [];
    return [warning("cpus-moved", `${coreToCoreNs.toFixed(0)} ns apart, at first ${firstNs.toFixed(0)} ns`)];
  }

  /** A pair's first distance; the given one, where there was none before. */
  #firstOf(txCpu: string, rxCpu: string, ns: number): number {
    const pair = `${txCpu} ${rxCpu}`;
    const firstNs = this.#firstNs.get(pair) ?? ns;
    this.#firstNs.set(pair, firstNs);
    return firstNs;
  }
}
