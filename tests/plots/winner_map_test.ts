/** What the winner map makes of constructed tables with known answers. */
import { assert, assertEquals } from "@std/assert";
import type { HeatPanel } from "../../plots/figure.ts";
import { NEUTRAL } from "../../plots/colors.ts";
import type { ResultRow } from "../../results/columns.ts";
import { fakeRows, FORTY_EIGHT_CELLS } from "./fake_results.ts";
import { blocks, figure } from "./one_place.ts";

function winner(rows: readonly ResultRow[]) {
  return (figure(rows, "winner_map").panels[0] as HeatPanel).cells[0]![0]!;
}

Deno.test("the winner map names the fastest mode and its lead over the next", () => {
  const rows = [
    ...blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 7.8]),
    ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8]),
    ...blocks("per-field", [2, 2, 2, 2, 2, 2]),
  ];
  assertEquals(winner(rows).lines, ["one-copy", "+25 %"]);
});

Deno.test("modes that the repeats cannot tell apart are a grey tie, whose names the field has", () => {
  const two = blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 12]);
  const field = winner([...two, ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8])]);
  assertEquals([field.lines, field.color], [["tie", "two-copy", "one-copy"], NEUTRAL]);
});

Deno.test("a tie of many modes names two of them in the field and all in its text", () => {
  const modes = ["two-copy", "per-field", "one-copy", "zero-copy", "contiguous"];
  const field = winner(modes.flatMap((mode) => blocks(mode, [8, 9, 8, 9, 8, 9])));
  assertEquals(field.lines, ["tie", "two-copy", "per-field", "and 3 more"]);
  assert(field.text.includes("tie of two-copy, per-field, one-copy, zero-copy, contiguous"), field.text);
});

Deno.test("with too few repeats the best median is pale and says what it is", () => {
  const rows = (repeats: number) => [
    ...blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 7.8].slice(0, repeats)),
    ...blocks("one-copy", [10, 10, 10, 10, 10, 10].slice(0, repeats)),
  ];
  const [few, enough] = [winner(rows(5)), winner(rows(6))];
  assertEquals(few.lines, ["one-copy", "+25 %", "by median"]);
  assertEquals([few.color, enough.color], ["#009E73", "#009E73"]);
  assert(few.strength < enough.strength / 2);
});

Deno.test("the legend of the winner map has the colours of its fields", () => {
  const found = figure(fakeRows({ ...FORTY_EIGHT_CELLS, repeats: 7 }), "winner_map");
  const fields = (found.panels[0] as HeatPanel).cells.flat();
  const looks = (all: readonly { color: string; strength: number }[]) =>
    new Set(all.map(({ color, strength }) => `${color} ${strength}`));
  assertEquals(looks(found.legend), looks(fields.filter((field) => field !== null)));
  assert(
    fields.some((field) => field?.color === NEUTRAL) && fields.some((field) => field?.color !== NEUTRAL),
  );
});

Deno.test("the winner map goes by round trips where they were measured, and less is better", () => {
  const trips = (mode: string, us: number) =>
    blocks(mode, [1, 1, 1, 1, 1, 1], { pattern: "rr", latency_kind: "rtt", latency_p50_us: us });
  assertEquals(winner([...trips("two-copy", 20), ...trips("one-copy", 15)]).lines, ["one-copy", "−25 %"]);
});

Deno.test("a lead is clear only against every other mode", () => {
  const rows = [
    ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8]),
    ...blocks("two-copy", [9, 9, 9, 9, 9, 9]),
    ...blocks("per-field", [2, 2, 2, 2, 2, 12]),
  ];
  assertEquals(winner(rows).lines, ["tie", "per-field", "one-copy"]);
});

Deno.test("the winner map's lead is the median of the ratios within the blocks, as in the tables", () => {
  const rows = [...blocks("two-copy", [4, 5, 6, 7, 8, 9]), ...blocks("one-copy", [8, 10, 12, 14, 9, 10])];
  assertEquals(winner(rows).lines, ["one-copy", "+100 %"]);
});

Deno.test("controls take part in the winner map where they ran", () => {
  const rows = [...blocks("two-copy", [8]), ...blocks("one-copy", [10]), ...blocks("contiguous", [99])];
  assertEquals(winner(rows).lines[0], "contiguous");
});

Deno.test("a winner that requested MSG_ZEROCOPY and was copied is marked", () => {
  const copied = blocks("zero-copy", [10], { effective_copy: "copied" });
  assertEquals(winner([...blocks("two-copy", [8]), ...copied]).lines, [
    "zero-copy",
    "(copied)",
    "+25 %",
    "by median",
  ]);
});
