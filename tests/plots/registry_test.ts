import { assert, assertEquals } from "@std/assert";
import type { DrawnFigure, Figure, XyPanel } from "../../plots/figure.ts";
import { Clock } from "../../ffi/clock.ts";
import {
  CLUSTER_FIGURE_MAKERS,
  describeFigures,
  FIGURE_MAKERS,
  FIGURE_NAMES,
  RECEIVER_FIGURE_MAKERS,
} from "../../plots/registry.ts";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { readText } from "../results/foreign/field_files.ts";
import type { Provenance } from "../../results/provenance.ts";
import { rank } from "../../results/ranking.ts";
import {
  FAKE_CONTEXT,
  fakeRows,
  type FakeSweep,
  figuresOf,
  FORTY_EIGHT_CELLS,
  ONE_PLACE,
} from "./fake_results.ts";
import { assertSnapshot } from "./snapshot.ts";

const SMALL_SWEEP: FakeSweep = {
  ...FORTY_EIGHT_CELLS,
  modes: ["two-copy", "zero-copy"],
  sizes: [4096, 65536],
  threads: [4],
  repeats: 6,
  pattern: "rr",
};

function drawn(figures: readonly Figure[], id: string): DrawnFigure {
  const figure = figures.find((one) => one.id === id);
  assert(figure?.kind === "drawn", `${id} is not drawn`);
  return figure;
}

function reasons(figures: readonly Figure[]): Record<string, string> {
  return Object.fromEntries(figures.flatMap((f) => f.kind === "drawn" ? [] : [[f.id, f.because]]));
}

Deno.test("every figure of a small round-trip sweep with counters is described as in the snapshot", () => {
  const figures = figuresOf(fakeRows(SMALL_SWEEP));
  assertEquals(
    figures.map((figure) => [figure.id, figure.kind]),
    [
      "throughput_by_size",
      "relative_round_trip_by_size",
      "winner_map",
      "round_trip_by_threads",
      "latency_percentiles",
      "cycles_per_byte_by_size",
      "relative_efficiency",
      "cache_misses_by_size",
      "bytes_per_segment",
      "copied_shares",
      "repeat_spread",
    ].map((id) => [id, "drawn"]),
  );
  assertSnapshot(figures, "small_sweep");
});

Deno.test("without a valid trial no figure is drawn and each says why", () => {
  const failed = fakeRows(ONE_PLACE).map((row) => ({ ...row, status: "failed" }));
  for (const rows of [[], failed]) {
    const figures = figuresOf(rows);
    assertEquals(figures.length, FIGURE_MAKERS.length);
    assertEquals(new Set(Object.values(reasons(figures))), new Set(["there is no valid trial"]));
  }
});

Deno.test("figures whose columns are empty are not drawn and give the reason", () => {
  const rows = fakeRows({ ...ONE_PLACE, modes: ["one-copy"], repeats: 1 }).map((row): ResultRow => ({
    ...row,
    cpu_ns_per_byte: null,
    bytes_per_segment: null,
  }));
  assertEquals(reasons(figuresOf(rows)), {
    relative_throughput_by_size: "there are no two modes to compare",
    winner_map: "there are no two modes to compare",
    latency_percentiles: "no trial has latency percentiles (they are measured with --pattern rr)",
    cpu_cost_by_size: "no trial has CPU cycles or CPU time",
    relative_efficiency: "no trial has CPU cycles or CPU time per byte",
    cache_misses_by_size: "no trial has a cache-miss counter (virtual machines often have none)",
    bytes_per_segment: "no trial has bytes_per_segment (the kernel's TCP_INFO)",
    copied_shares: "no trial has zero-copy completions (no zero-copy mode ran, or the file has none)",
    repeat_spread: "every configuration has one trial, which has no spread",
  });
});

Deno.test("the footer says where the numbers come from and leaves out what is not known", () => {
  const rows = fakeRows(ONE_PLACE);
  assertEquals(
    drawn(figuresOf(rows), "throughput_by_size").footer,
    "fake-host · FAKE CPU 3000 @ 4.20 GHz · Linux 6.99-FAKE · loopback · pinning auto · repeats 7 · 2001-02-03 04:05 UTC · netio 0.0.0-fake",
  );
  const unknown = {
    ...FAKE_CONTEXT,
    hostName: null,
    cpuModel: null,
    kernel: null,
    pinning: null,
    repeats: null,
    netioVersion: null,
  };
  assertEquals(
    drawn(figuresOf(rows, unknown), "throughput_by_size").footer,
    "loopback · 2001-02-03 04:05 UTC",
  );
});

Deno.test("integrity runs and failed trials are in no figure", () => {
  const rows = fakeRows(ONE_PLACE);
  const more = rows.slice(0, 4).map((row): ResultRow => ({ ...row, throughput_gbps: 9999, verify: "on" }));
  const failed = rows.slice(0, 4).map((row): ResultRow => ({
    ...row,
    throughput_gbps: 9999,
    status: "failed",
  }));
  assertEquals(
    figuresOf([...rows, ...more, ...failed]),
    figuresOf(rows),
  );
});

Deno.test("two patterns in one file get figures of their own", () => {
  const rows = [...fakeRows(ONE_PLACE), ...fakeRows({ ...ONE_PLACE, pattern: "rr" })];
  const figures = figuresOf(rows);
  assertEquals(drawn(figures, "throughput_by_size").title, "Throughput by message size (stream)");
  assertEquals(drawn(figures, "throughput_by_size_2").title, "Throughput by message size (rr)");
  assertEquals(new Set(figures.map((figure) => figure.id)).size, 2 * FIGURE_MAKERS.length);
});

Deno.test("below six repeats there are no intervals, and the figure says so", () => {
  const few = drawn(
    figuresOf(fakeRows({ ...ONE_PLACE, repeats: 5 })),
    "throughput_by_size",
  );
  assertEquals(few.subtitle, "Higher is better. Medians of 5 trials, too few for confidence intervals.");
  const points = (few.panels[0] as XyPanel).series.flatMap((series) => series.points);
  assert(points.every((point) => point.low === null && point.high === null));
  const enough = drawn(
    figuresOf(fakeRows({ ...ONE_PLACE, repeats: 6 })),
    "throughput_by_size",
  );
  assertEquals(enough.subtitle, "Higher is better. Medians of 6 trials; bars: 96.9 % confidence intervals.");
});

Deno.test("a mode whose every send was copied says so in its legend and in one note per figure, not in the map", () => {
  const figures = figuresOf(fakeRows(ONE_PLACE));
  const figure = drawn(figures, "throughput_by_size");
  assertEquals(figure.legend.at(-1)?.label, "zero-copy (copied)");
  const note = "The kernel copied all that zero-copy sent: this is the overhead of requesting zero-copy.";
  assertEquals(figure.notes.filter((one) => one.includes("copied")), [note]);
  assert(!drawn(figures, "winner_map").notes.some((one) => one.includes("zero-copy sent")));
});

Deno.test("file names and titles say what was measured", () => {
  const named = (rows: readonly ResultRow[], id: string) => {
    const { title, panels: [panel] } = drawn(figuresOf(rows), id);
    return [title, (panel as XyPanel).y.label];
  };
  assertEquals(named(fakeRows({ ...ONE_PLACE, counters: true }), "cycles_per_byte_by_size"), [
    "CPU cycles per byte by message size",
    "CPU cycles per byte",
  ]);
  assertEquals(named(fakeRows({ ...ONE_PLACE, counters: false }), "cpu_time_per_byte_by_size"), [
    "CPU time per byte by message size",
    "CPU time per byte (ns)",
  ]);
  assertEquals(named(fakeRows(ONE_PLACE), "time_per_message_by_threads"), [
    "Time per message by thread count",
    "Time per message (µs)",
  ]);
  assertEquals(named(fakeRows({ ...ONE_PLACE, pattern: "rr" }), "round_trip_by_threads"), [
    "Median round trip by thread count",
    "Median round trip (µs)",
  ]);
});

Deno.test("figures can be chosen by their names, and come in the order of the list", () => {
  const source = { rankings: tabulate(fakeRows(ONE_PLACE)).tables.map(rank), provenance: FAKE_CONTEXT };
  assertEquals(describeFigures(source, ["cycles", "throughput"]).map(({ id }) => id), [
    "throughput_by_size",
    "cpu_time_per_byte_by_size",
  ]);
  const makers = [RECEIVER_FIGURE_MAKERS, FIGURE_MAKERS, CLUSTER_FIGURE_MAKERS].flat();
  assertEquals(new Set(FIGURE_NAMES).size, makers.length);
});

Deno.test("figures of other people's files name the file, those of netio's own do not", () => {
  const footer = (origin: "netio" | "foreign") => {
    const loaded = { origin, source: "somewhere/their.csv" };
    const rankings = tabulate(fakeRows(ONE_PLACE)).tables.map(rank);
    const provenance: Provenance = {
      ...FAKE_CONTEXT,
      hostName: null,
      cpuModel: null,
      kernel: null,
      topology: null,
    };
    return drawn(describeFigures({ rankings, provenance, loaded }), "throughput_by_size").footer;
  };
  assert(footer("foreign").startsWith("their.csv · pinning auto"), footer("foreign"));
  assert(footer("netio").startsWith("pinning auto"), footer("netio"));
});

Deno.test("counts of a foreign file without bytes are shown per run, never per MiB", () => {
  const csv = "Mode,Size,Threads,Throughput_Gbps,Latency_us,Cycles,L1Misses,LLCMisses\n" +
    "0,64,1,1.5,2.25,1000,50,5\n1,64,1,2.5,1.25,900,40,4\n";
  const figures = figuresOf([...readText(csv).rows]);
  const misses = drawn(figures, "cache_misses_by_size").panels as XyPanel[];
  assertEquals(misses.map((panel) => [panel.title, panel.y.label]), [
    ["L1d load misses, 1 thread", "Misses per run"],
    ["LLC load misses, 1 thread", "Misses per run"],
  ]);
  assertEquals(
    drawn(figures, "cache_misses_by_size").subtitle,
    "One trial per point, so no confidence intervals.",
    "a count per run is no merit: a faster mode moves more bytes",
  );
  assertEquals(misses[0]!.series.map((series) => series.points[0]!.y), [50, 40]);
  assertEquals((drawn(figures, "cycles_per_run_by_size").panels[0] as XyPanel).y.label, "Cycles per run");
  assertEquals(drawn(figures, "latency_by_threads").title, "Latency by thread count");
});

/** Of describing the figures of four modes at so many sizes and five thread counts: this thread's CPU time. */
function describingCpuNs(sizeCount: number): number {
  const rows = fakeRows({
    ...FORTY_EIGHT_CELLS,
    sizes: Array.from({ length: sizeCount }, (_, i) => 64 * (i + 1)),
    threads: [1, 2, 4, 8, 16],
    repeats: 1,
    modes: ["two-copy", "one-copy", "zero-copy", "per-field"],
  });
  using clock = new Clock();
  const startNs = clock.threadCpu();
  figuresOf(rows);
  return clock.threadCpu() - startNs;
}

Deno.test("four thousand cells take about four times as much CPU time as a quarter of them, not sixteen times", () => {
  const warmNs = (sizeCount: number) => Math.min(describingCpuNs(sizeCount), describingCpuNs(sizeCount));
  const quarterNs = warmNs(50), allNs = warmNs(200);
  assert(allNs < 10 * quarterNs, `${allNs / 1e6} ms against ${quarterNs / 1e6} ms`);
});
