import { assert, assertEquals } from "@std/assert";
import { figureTable } from "../../report/figure_table.ts";
import { fakeRows, figuresOf, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";

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
