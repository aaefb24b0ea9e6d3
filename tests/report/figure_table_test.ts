import { assert, assertEquals } from "@std/assert";
import { figureTable } from "../../report/figure_table.ts";
import { fakeRows, figuresOf, FORTY_EIGHT_CELLS, ONE_PLACE, TWELVE_MODES } from "../plots/fake_results.ts";
import { present } from "../present.ts";

function tableOf(id: string, rows = fakeRows(FORTY_EIGHT_CELLS)) {
  const figure = figuresOf(rows).find((one) => one.id === id);
  assert(figure?.kind === "drawn");
  return figureTable(figure);
}

Deno.test("a line figure's table has one row per panel and size, one column per mode", () => {
  const table = tableOf("throughput_by_size")!;
  assertEquals(table.columns.map(({ label }) => label), [
    "Panel",
    "Message size",
    "two-copy",
    "one-copy",
    "zero-copy (partly copied)",
  ]);
  assertEquals(table.rows.length, 16);
  assertEquals(table.rows[0]!.slice(0, 2), ["1 thread", "16 KiB"]);
  assert(table.rows.flat().every((field) => field !== ""));
});

Deno.test("panels that show a part of the modes each share their rows", () => {
  const table = present(tableOf(
    "throughput_by_size",
    fakeRows({ ...FORTY_EIGHT_CELLS, modes: TWELVE_MODES, repeats: 1 }),
  ));
  assertEquals([table.columns.length, table.rows.length], [2 + 12, 16]);
  assert(table.rows.flat().every((field) => field !== ""));
});

Deno.test("a point beyond the axis has its own value in the table", () => {
  const rows = fakeRows({ ...ONE_PLACE, modes: ["two-copy", "one-copy"] }).map((row, i) => (
    i === 0 ? { ...row, throughput_gbps: 10 * present(row.throughput_gbps) } : row
  ));
  const [field] = present(present(tableOf("repeat_spread", rows)).rows[0]).slice(2);
  assertEquals(present(field).split("; ").map(Number).filter((value) => value > 500).length, 1);
});

Deno.test("all trials of a cell are in the table of the spread", () => {
  const [first] = tableOf("repeat_spread", fakeRows(ONE_PLACE))!.rows;
  assertEquals(first!.slice(2).map((field) => field.split("; ").length), [7, 7, 7, 7]);
});

Deno.test("bars are percentages of their category", () => {
  const [first] = tableOf("copied_shares", fakeRows(ONE_PLACE))!.rows;
  assertEquals(first!.slice(0, 3), ["zero-copy, 1 thread", "16 KiB", "0.0 %"]);
});

Deno.test("a heat map is a table already", () => {
  assertEquals(tableOf("winner_map"), null);
});
