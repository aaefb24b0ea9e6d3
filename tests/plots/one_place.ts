/** Constructed rows with known answers, and the figures that come of them. */
import { assert } from "@std/assert";
import type { DrawnFigure } from "../../plots/figure.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { figuresOf } from "./fake_results.ts";

/** The figure of the rows with that id, which has to be drawn. */
export function figure(rows: readonly ResultRow[], id: string): DrawnFigure {
  const found = figuresOf(rows).find((one) => one.id === id);
  assert(found?.kind === "drawn", `${id} is not drawn`);
  return found;
}

/** One row per block of a mode at 1 KiB and one thread. */
export function blocks(mode: string, gbps: readonly number[], more: Partial<ResultRow> = {}): ResultRow[] {
  return gbps.map((throughput_gbps, block) => ({
    ...emptyRow(),
    run_id: "FAKE",
    status: "ok",
    mode,
    message_bytes: 1024,
    threads: 1,
    block,
    throughput_gbps,
    ...more,
  }));
}
