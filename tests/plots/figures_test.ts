/** What each figure makes of constructed tables with known answers. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { BarsPanel, XyPanel } from "../../plots/figure.ts";
import { copiedNotes } from "../../plots/figure_text.ts";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { present } from "../present.ts";
import {
  EIGHT_SIZES,
  fakeRows,
  figuresOf,
  FORTY_EIGHT_CELLS,
  ONE_PLACE,
  TWELVE_MODES,
} from "./fake_results.ts";
import { blocks, figure } from "./one_place.ts";

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

Deno.test("where the kernel did one thing with all sends, a sentence says so instead of bars", () => {
  const sends = (copied: number, fallbacks = 0) =>
    blocks("zero-copy", [1, 1], {
      zc_sends: 90,
      zc_completions: 90,
      zc_copied: copied,
      zc_fallbacks: fallbacks,
    });
  const because = (rows: readonly ResultRow[]) => {
    const found = figuresOf(rows).find(({ id }) => id === "copied_shares");
    return found?.kind === "not drawn" ? found.because : null;
  };
  assertEquals(because(sends(90)), "the kernel copied every zero-copy send in all configurations");
  assertEquals(because(sends(0)), "every zero-copy send went without a copy in all configurations");
  assertEquals(
    because([...sends(0), ...sends(90).map((row) => ({ ...row, message_bytes: 64 }))]),
    "in each configuration over 99.5 % of the zero-copy sends ended the same way",
  );
  assertEquals(because(sends(90, 10)), null);
});

Deno.test("panels of nothing but whole bars are left out, and the figure says so", () => {
  const sends = (threads: number, zc_copied: number) =>
    blocks("zero-copy", [1], { threads, zc_sends: 90, zc_completions: 90, zc_copied, zc_fallbacks: 0 });
  const { panels, notes } = figure([...sends(1, 90), ...sends(2, 30)], "copied_shares");
  assertEquals(panels.map(({ title }) => title), ["zero-copy, 2 threads"]);
  assert(notes.includes("Left out: 1 of 2 panels with nothing but whole bars."));
});

Deno.test("throughput relative to two-copy is in percent, from the ratios within the blocks", () => {
  const rows = [
    ...blocks("two-copy", [10, 20, 10, 20, 10, 20]),
    ...blocks("one-copy", [10.2, 20.4, 10.2, 20.4, 10.2, 20.4]),
  ];
  const { title, panels: [panel] } = figure(rows, "relative_throughput_by_size");
  const { series, reference, y } = panel as XyPanel;
  assertEquals([title, reference], ["Throughput relative to two-copy", 0]);
  assertEquals(series.map(({ id }) => id), ["one-copy"]);
  const { y: value, low, high, text } = series[0]!.points[0]!;
  for (const number of [value, low, high]) assertAlmostEquals(number!, 2, 1e-9);
  assert(text.endsWith("+2.0 % (CI +2.0 % to +2.0 %, n = 6)"), text);
  assert(0.02 > (y.max - y.min) / 500, "two percent cannot be seen");
});

Deno.test("modes far from two-copy are beyond the axis, with their values beside the mark and in a note", () => {
  const rows = [
    ...blocks("two-copy", [10, 10, 10, 10, 10, 10]),
    ...blocks("one-copy", [10.2, 10.1, 10.2, 10.3, 10.2, 10.1]),
    ...blocks("zero-copy", [2, 2, 2, 2, 2, 2]),
  ];
  const { notes, panels: [panel] } = figure(rows, "relative_throughput_by_size");
  const { series, y } = panel as XyPanel;
  const [near, far] = series.map(({ points: [point] }) => point!);
  assert(near!.y < y.max && y.max < 5 && y.min > -5);
  assertEquals([far!.edgeText, far!.y < y.min], ["−80 %", true]);
  assert(notes.includes("Beyond the axis (triangles at the edge): zero-copy −80 %."), notes.join());
});

Deno.test("round trips are relative as round trips, and without two-copy to the first mode", () => {
  const trips = (mode: string, us: number) =>
    blocks(mode, [1, 1, 1, 1, 1, 1], { pattern: "rr", latency_kind: "rtt", latency_p50_us: us });
  const { title, subtitle, panels: [panel] } = figure(
    [...trips("per-field", 20), ...trips("one-copy", 18)],
    "relative_round_trip_by_size",
  );
  assertEquals(title, "Median round trip relative to per-field");
  assert(subtitle.startsWith("Lower is better; 0 is per-field."), subtitle);
  assertAlmostEquals((panel as XyPanel).series[0]!.points[0]!.y, -10, 1e-9);
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

Deno.test("a trial far from all others does not stretch the spread: it is beyond the axis and counted", () => {
  const steady = blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8, 42]);
  const { panels: [panel], notes } = figure(steady, "repeat_spread");
  const { y, series } = panel as XyPanel;
  assert(y.max < 20 && y.min > -20, `${y.min} to ${y.max}`);
  const outlier = present(series[0]!.points.find((point) => point.y > y.max));
  assert(outlier.text.endsWith("+320 % from the median"), outlier.text);
  assertEquals(notes, ["1 of 7 trials lies beyond the axis (triangles at the edge): +320 %."]);
});

Deno.test("thousands of trials are thinned where they cover each other; the extremes stay, and the figure says so", () => {
  const values = Array.from({ length: 5000 }, (_, i) => 10 + (i * 7919 % 1000) / 1000);
  const { panels: [panel], notes } = figure(blocks("one-copy", values), "repeat_spread");
  const points = (panel as XyPanel).series[0]!.points;
  assert(points.length > 20 && points.length < 100, `${points.length}`);
  const heights = points.map(({ y }) => y);
  const middle = 10.4995;
  assertAlmostEquals(Math.min(...heights), 100 * (10 / middle - 1), 1e-9);
  assertAlmostEquals(Math.max(...heights), 100 * (10.999 / middle - 1), 1e-9);
  assert(
    notes.some((note) => note.startsWith(`${points.length} points stand for 5000 trials`)),
    notes.join(),
  );
});

Deno.test("two clusters of trials stay on the axis of the spread", () => {
  const { panels: [panel] } = figure(blocks("one-copy", [10, 10, 10, 6, 6, 6, 6.1]), "repeat_spread");
  const { y, series } = panel as XyPanel;
  assert(series[0]!.points.every((point) => point.y > y.min && point.y < y.max));
});

Deno.test("points with fewer than six trials are hollow, and a note says so", () => {
  const rows = [...blocks("two-copy", [1, 2, 3, 4, 5]), ...blocks("one-copy", [1, 2, 3, 4, 5, 6])];
  const { panels: [panel], notes } = figure(rows, "throughput_by_size");
  const hollow = (panel as XyPanel).series.map(({ points }) => points.map((point) => point.hollow));
  assertEquals(hollow, [[true], [false]]);
  assertEquals(notes, ["Hollow points: fewer than six trials, so no confidence interval."]);
  assertEquals(figure(blocks("two-copy", [1, 2, 3, 4, 5, 6]), "throughput_by_size").notes, []);
});

Deno.test("twelve modes are split over panels with the same axes and two-copy in each", () => {
  const found = figure(
    fakeRows({ ...FORTY_EIGHT_CELLS, modes: TWELVE_MODES, sizes: EIGHT_SIZES, repeats: 1 }),
    "throughput_by_size",
  );
  const panels = found.panels as XyPanel[];
  assertEquals([found.columns, panels.length, found.legend.length], [2, 8, 12]);
  for (const { series } of panels) {
    assert(series.length <= 7);
    assertEquals(series[0]!.id, "two-copy");
  }
  const side = panels.slice(0, 2);
  assertEquals(new Set(side.flatMap(({ series }) => series.map(({ id }) => id))).size, 12);
  assertEquals([side[0]!.x, side[0]!.y], [side[1]!.x, side[1]!.y]);
  assert(found.notes.some((note) => note.includes("split over 2 panels side by side")));
});

Deno.test("no figure of twelve modes has more than seven lines in a panel or twelve panels", () => {
  for (const pattern of ["stream", "rr"] as const) {
    const rows = fakeRows({ ...FORTY_EIGHT_CELLS, modes: TWELVE_MODES, pattern, repeats: 1 });
    for (const found of figuresOf(rows)) {
      if (found.kind === "not drawn") continue;
      assert(found.panels.length <= 12, found.id);
      const lines = found.panels.flatMap((panel) =>
        panel.kind === "xy" && panel.series.some(({ joined }) => joined) ? [panel.series.length] : []
      );
      assert(lines.every((count) => count <= 7), `${found.id}: ${lines}`);
    }
  }
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

Deno.test("a size that was measured at one thread count alone has no panel over thread counts, and is counted as left out", () => {
  const sweep = { ...FORTY_EIGHT_CELLS, sizes: [1024, 16384], threads: [1, 2] };
  const rows = [...fakeRows(sweep), ...fakeRows({ ...sweep, sizes: [4096], threads: [1] })];
  const { panels, notes } = figure(rows, "time_per_message_by_threads");
  assertEquals((panels as XyPanel[]).map(({ title }) => title), ["1 KiB", "16 KiB"]);
  assert(notes.includes("2 of 3 message sizes are shown; the tables have all."));
  const single = figure(fakeRows({ ...sweep, threads: [1] }), "time_per_message_by_threads").panels;
  assertEquals(single.length, 2);
});

Deno.test("several modes that were copied are named in one list", () => {
  const noteOf = (modes: readonly string[]) =>
    copiedNotes(tabulate(fakeRows({ ...ONE_PLACE, modes })).tables[0]!);
  const sentence = (modes: string) => [
    `The kernel copied all that ${modes} sent: this is the overhead of requesting zero-copy.`,
  ];
  assertEquals(noteOf(["one-copy", "zero-copy"]), sentence("zero-copy"));
  assertEquals(noteOf(["zero-copy", "uring-zero-copy"]), sentence("zero-copy and uring-zero-copy"));
  assertEquals(
    noteOf(["zero-copy", "uring-zero-copy", "zero-copy-contiguous", "uring-zero-copy-fixed"]),
    sentence("zero-copy, uring-zero-copy, zero-copy-contiguous and uring-zero-copy-fixed"),
  );
});
