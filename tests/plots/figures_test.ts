/** What each figure makes of constructed tables with known answers. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { BarsPanel, DrawnFigure, HeatPanel, XyPanel } from "../../plots/figure.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { fakeRows, figuresOf, FORTY_EIGHT_CELLS } from "./fake_results.ts";

function figure(rows: readonly ResultRow[], id: string): DrawnFigure {
  const found = figuresOf(rows).find((one) => one.id === id);
  assert(found?.kind === "drawn", `${id} is not drawn`);
  return found;
}

/** One row per block of a mode at 1 KiB and one thread. */
function blocks(mode: string, gbps: readonly number[], more: Partial<ResultRow> = {}): ResultRow[] {
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

Deno.test("the winner map calls a lead uncertain when the blocks disagree or are too few", () => {
  const two = blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 12]);
  assertEquals(
    winner([...two, ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8])]).lines.at(-1),
    "uncertain",
  );
  assertEquals(
    winner([...two.slice(0, 5), ...blocks("one-copy", [10, 10, 10, 10, 10])]).lines.at(-1),
    "uncertain",
  );
});

Deno.test("the winner map goes by round trips where they were measured, and less is better", () => {
  const trips = (mode: string, us: number) =>
    blocks(mode, [1, 1, 1, 1, 1, 1], { pattern: "rr", latency_kind: "rtt", latency_p50_us: us });
  assertEquals(winner([...trips("two-copy", 20), ...trips("one-copy", 15)]).lines, ["one-copy", "−25 %"]);
});

Deno.test("the winner map calls a lead certain only against every other mode", () => {
  const rows = [
    ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8]),
    ...blocks("two-copy", [9, 9, 9, 9, 9, 9]),
    ...blocks("per-field", [2, 2, 2, 2, 2, 12]),
  ];
  assertEquals(winner(rows).lines, ["one-copy", "+11 %", "uncertain"]);
});

Deno.test("the winner map's lead is the median of the ratios within the blocks, as in the tables", () => {
  const rows = [...blocks("two-copy", [4, 5, 6, 7, 8, 9]), ...blocks("one-copy", [8, 10, 12, 14, 9, 10])];
  assertEquals(winner(rows).lines, ["one-copy", "+100 %"]);
});

Deno.test("modes that stand side by side stay inside the axis, however far apart the sizes are", () => {
  const { panels } = figure(
    fakeRows({ ...FORTY_EIGHT_CELLS, sizes: [1024, 1048576], threads: [1] }),
    "throughput_by_size",
  );
  const [{ x, series }] = panels as [XyPanel];
  const places = series.flatMap(({ points }) => points.map((point) => point.x));
  assertEquals(new Set(places).size, 6);
  assert(places.every((place) => place > x.min * 1.05 && place < x.max / 1.05));
});

Deno.test("controls take part in the winner map where they ran", () => {
  const rows = [...blocks("two-copy", [8]), ...blocks("one-copy", [10]), ...blocks("contiguous", [99])];
  assertEquals(winner(rows).lines[0], "contiguous");
});

Deno.test("a winner that asked for zero-copy and was copied is marked", () => {
  const copied = blocks("zero-copy", [10], { effective_copy: "copied" });
  assertEquals(winner([...blocks("two-copy", [8]), ...copied]).lines, [
    "zero-copy",
    "(copied)",
    "+25 %",
    "uncertain",
  ]);
});

Deno.test("relative efficiency is two-copy's cost over the mode's, block by block", () => {
  const cost = (mode: string, costs: readonly number[]) =>
    blocks(mode, costs.map(() => 1)).map((row, i) => ({ ...row, cpu_ns_per_byte: costs[i]! }));
  const rows = [...cost("two-copy", [2, 4, 2, 4, 2, 4]), ...cost("one-copy", [1, 2, 1, 2, 1, 2])];
  const panel = figure(rows, "relative_efficiency").panels[0] as XyPanel;
  assertEquals(panel.reference, 1);
  assertEquals(panel.series.map((series) => series.id), ["one-copy"]);
  const { y, low, high } = panel.series[0]!.points[0]!;
  assertEquals([y, low, high], [2, 2, 2]);
});

Deno.test("shares of what was copied count completions, copies and fallbacks of all trials", () => {
  const rows = blocks("zero-copy", [1, 1], {
    zc_sends: 90,
    zc_completions: 90,
    zc_copied: 30,
    zc_fallbacks: 10,
  });
  const panel = figure(rows, "copied_shares").panels[0] as BarsPanel;
  assertEquals(panel.parts.map((part) => part.shares), [[60], [30], [10]]);
});

Deno.test("cache misses are both ends' misses over the MiB received", () => {
  const rows = blocks("one-copy", [1], {
    bytes: 4 * 2 ** 20,
    tx_l1d_load_misses: 300,
    rx_l1d_load_misses: 100,
  });
  const panel = figure(rows, "cache_misses_by_size").panels[0] as XyPanel;
  assertEquals(panel.y.label, "Misses per MiB transferred");
  assertEquals(panel.series[0]!.points[0]!.y, 100);
});

Deno.test("the spread shows every trial as its distance from the median of the cell", () => {
  const panel = figure(blocks("one-copy", [10, 8, 12]), "repeat_spread").panels[0] as XyPanel;
  const heights = panel.series[0]!.points.map((point) => point.y);
  [0, -20, 20].forEach((expected, i) => assertAlmostEquals(heights[i]!, expected, 1e-9));
});

Deno.test("round trips show the median over trials of each percentile", () => {
  const rows = blocks("one-copy", [1, 1, 1]).map((row, i): ResultRow => ({
    ...row,
    latency_kind: "rtt",
    latency_p50_us: 10 + i,
    latency_p99_us: 100 + i,
  }));
  const [series] = (figure(rows, "latency_percentiles").panels[0] as XyPanel).series;
  assertEquals(series!.points.map(({ x, y }) => [x, y]), [[2, 11], [100, 101]]);
});

Deno.test("line figures have one panel per thread count, all with the same axes", () => {
  const { panels, columns } = figure(fakeRows(FORTY_EIGHT_CELLS), "throughput_by_size");
  assertEquals(panels.map((panel) => panel.title), ["1 thread", "2 threads", "4 threads", "8 threads"]);
  assertEquals(columns, 2);
  const [first, ...others] = panels as XyPanel[];
  for (const other of others) assertEquals([other.x, other.y], [first!.x, first!.y]);
});

Deno.test("more than twelve panels are thinned out, and the figure says so", () => {
  const threads = Array.from({ length: 30 }, (_, i) => i + 1);
  const rows = fakeRows({ ...FORTY_EIGHT_CELLS, sizes: [4096], threads, repeats: 1 });
  const { panels, notes } = figure(rows, "throughput_by_size");
  assertEquals(panels.length, 12);
  assertEquals([panels[0]!.title, panels.at(-1)!.title], ["1 thread", "30 threads"]);
  assert(notes.includes("12 of 30 thread counts are shown; the tables have all."));
});
