import { assert, assertEquals } from "@std/assert";
import { describeChange } from "../../plots/change_figures.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { type CellTable, tabulate } from "../../results/cells.ts";

function tablesOf(gbps: readonly number[], changes: Partial<ResultRow> = {}): readonly CellTable[] {
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
  return tabulate(rows).tables;
}

const A = tablesOf([10, 11, 12, 10, 11, 12]);

Deno.test("the figure of a change shows B / A with its interval, around 1", () => {
  const [figure] = describeChange(A, tablesOf([20, 22, 24, 20, 22, 24]), "A a · B b");
  assert(figure?.kind === "drawn");
  const [panel] = figure.panels;
  assert(panel?.kind === "xy");
  assertEquals([panel.reference, figure.footer], [1, "A a · B b"]);
  const point = panel.series[0]?.points[0];
  assert(point !== undefined && point.low !== null && point.high !== null);
  assertEquals(point.y.toFixed(2), "2.00");
  assert(point.low <= 2 && point.high >= 2);
});

Deno.test("configurations that A has not are left out, and without any the figure says why it is not drawn", () => {
  const [figure] = describeChange(A, tablesOf([1], { message_bytes: 64 }), "");
  assertEquals([figure?.kind, figure?.kind === "not drawn" && figure.because], [
    "not drawn",
    "no configuration of both has a throughput",
  ]);
});
