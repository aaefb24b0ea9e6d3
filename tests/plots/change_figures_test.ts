import { assert, assertEquals } from "@std/assert";
import { describeChange } from "../../plots/change_figures.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import type { LoadedResults } from "../../results/load.ts";

function results(source: string, gbps: readonly number[], changes: Partial<ResultRow> = {}): LoadedResults {
  const rows = gbps.map((throughput_gbps, block): ResultRow => ({
    ...emptyRow(),
    status: "ok",
    mode: "one-copy",
    rx: "recv",
    pattern: "stream",
    topology: "loopback",
    message_bytes: 1024,
    threads: 1,
    block,
    throughput_gbps,
    ...changes,
  }));
  return { source, origin: "netio", rows, environment: null, plan: null, notes: [] };
}

const A = results("a", [10, 11, 12, 10, 11, 12]);

Deno.test("the figure of a change shows B / A with its interval, around 1", () => {
  const [figure] = describeChange(A, results("b", [20, 22, 24, 20, 22, 24]));
  assert(figure?.kind === "drawn");
  const [panel] = figure.panels;
  assert(panel?.kind === "xy");
  assertEquals(panel.reference, 1);
  const point = panel.series[0]?.points[0];
  assert(point !== undefined && point.low !== null && point.high !== null);
  assertEquals(point.y.toFixed(2), "2.00");
  assert(point.low <= 2 && point.high >= 2);
});

Deno.test("cells that A has not are left out, and without any the figure says why it is not drawn", () => {
  const [figure] = describeChange(A, results("b", [1], { message_bytes: 64 }));
  assertEquals([figure?.kind, figure?.kind === "not drawn" && figure.because], [
    "not drawn",
    "no cell of both has a throughput",
  ]);
});
