import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { type Anomaly, findAnomalies } from "../../report/findings/anomalies.ts";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;

function anomaliesOf(sweep: MadeUpSweep): Anomaly[] {
  const [table] = tabulate(madeUpRows(sweep)).tables;
  assert(table);
  return [...findAnomalies(table).anomalies];
}

function kindsOf(sweep: MadeUpSweep): string[] {
  return anomaliesOf(sweep).map(({ kind }) => kind);
}

/** What one would expect: rising with size, then level; more with more threads; the modes in their usual order. */
const usual: MadeUpSweep = {
  modes: {
    "two-copy": (size, threads) => threads * Math.min(20, size / 500),
    "per-field": (size, threads) => threads * Math.min(18, size / 900),
    "one-copy": (size, threads) => threads * Math.min(24, size / 500),
    "zero-copy": (size, threads) => threads * Math.min(15, size / 900),
  },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  threads: [1, 2],
};

Deno.test("a sweep that goes as usual has no anomaly, and says how many places were looked at", () => {
  assertEquals(anomaliesOf(usual), []);
  const finding = analyze(loaded(madeUpRows(usual))).findings[5];
  assertStringIncludes(finding?.answer ?? "", "No anomalies in 138 checks");
});

Deno.test("throughput that falls at a larger size is a dip", () => {
  const modes = { "one-copy": (size: number) => size === 64 * KIB ? 20 : 24 };
  const [anomaly] = anomaliesOf({ ...usual, modes });
  assertEquals(anomaly?.kind, "dip at a larger size");
  assertStringIncludes(anomaly?.text ?? "", "64 KiB is slower than 16 KiB, −1");
});

Deno.test("slower at more threads is told from a collapse", () => {
  const falling = (share: number) => ({
    ...usual,
    sizes: [16 * KIB],
    modes: { "one-copy": (_: number, threads: number) => threads === 1 ? 20 : 20 * share },
  });
  assertEquals(kindsOf(falling(0.9)), ["slower at more threads"]);
  assertEquals(kindsOf(falling(0.5)), ["collapse at more threads"]);
});

Deno.test("throughput per thread that rises with threads shows that something held back the fewer", () => {
  const modes = { "one-copy": (_: number, threads: number) => threads === 1 ? 1 : 20 };
  const [anomaly, ...others] = anomaliesOf({ ...usual, sizes: [16 * KIB], modes });
  assertEquals([anomaly?.kind, others], ["superlinear scaling", []]);
  assert(!anomaly?.text.includes("limited"), "a cause is a hypothesis");
  assertStringIncludes(anomaly?.hypothesis ?? "", "something other than the CPU limited");
});

Deno.test("modes out of their usual order are named with what is usual", () => {
  const [anomaly] = anomaliesOf({
    ...usual,
    sizes: [64 * KIB],
    threads: [1],
    modes: { "two-copy": () => 24, "one-copy": () => 20 },
  });
  assertEquals(anomaly?.kind, "unusual order of modes");
  assertStringIncludes(anomaly?.text ?? "", "two-copy is faster than one-copy (one-copy: −1");
  assertStringIncludes(anomaly?.text ?? "", "although it saves a copy of the whole message");
  assertEquals(
    kindsOf({ ...usual, sizes: [64 * KIB], modes: { "one-copy": () => 10, "per-field": () => 20 } }).length,
    2,
  );
});

Deno.test("zero-copy behind two-copy at large sizes is only odd where it was not copied", () => {
  const large: MadeUpSweep = {
    ...usual,
    sizes: [256 * KIB],
    threads: [1],
    modes: { "two-copy": () => 20, "zero-copy": () => 10 },
  };
  assertEquals(kindsOf(large), []);
  const zeroCopied = {
    ...large,
    columns: (row: ResultRow) => ({
      effective_copy: row.mode === "zero-copy" ? "zero-copied" : null,
    }),
  };
  assertEquals(kindsOf(zeroCopied), ["unusual order of modes"]);
});

Deno.test("a cell in two groups is bimodal, with the placement as a hypothesis when it was left to the scheduler", () => {
  const bimodal: MadeUpSweep = {
    ...usual,
    sizes: [16 * KIB],
    threads: [1],
    modes: { "one-copy": () => 30 },
    columns: (row) => ({
      throughput_gbps: (row.throughput_gbps ?? 0) * ((row.block ?? 0) % 2 ? 0.5 : 1),
      warnings: "unpinned",
    }),
  };
  const [anomaly] = anomaliesOf(bimodal);
  assertEquals(anomaly?.kind, "bimodal repeats");
  assertStringIncludes(anomaly?.hypothesis ?? "", "the threads were not pinned");
});

Deno.test("two groups that the distance between the CPUs tells apart have it as a hypothesis, others none", () => {
  const bimodal = (coreToCoreNs: (isSlow: boolean) => number | null): MadeUpSweep => ({
    ...usual,
    sizes: [16 * KIB],
    threads: [1],
    modes: { "one-copy": () => 30 },
    columns: (row) => {
      const isSlow = (row.block ?? 0) % 2 === 1;
      return {
        throughput_gbps: (row.throughput_gbps ?? 0) * (isSlow ? 0.5 : 1),
        core_to_core_ns: coreToCoreNs(isSlow),
      };
    },
  });
  const [anomaly] = anomaliesOf(bimodal((isSlow) => isSlow ? 390 : 95));
  assertEquals(anomaly?.kind, "bimodal repeats");
  assertStringIncludes(
    anomaly?.hypothesis ?? "",
    "round trip is 390 ns in the slower group, 95 ns",
  );
  for (const alike of [() => 95, () => null, (isSlow: boolean) => isSlow ? 120 : 95]) {
    assertEquals(anomaliesOf(bimodal(alike))[0]?.hypothesis, null);
  }
});

Deno.test("groups of which one came after the other are told in that order, where chance can't explain it", () => {
  const changing = (repeats: number, factor: (block: number) => number): MadeUpSweep => ({
    ...usual,
    repeats,
    sizes: [16 * KIB],
    threads: [1],
    modes: { "one-copy": () => 30 },
    columns: ({ throughput_gbps, block }) => ({ throughput_gbps: throughput_gbps! * factor(block!) }),
  });
  const said = (sweep: MadeUpSweep) => {
    const [anomaly] = anomaliesOf(sweep);
    return [
      anomaly?.text.match(/groups, (.+) Gbit/)?.[1]?.replaceAll(
        /(?<=about )[\d.]+/g,
        (gbps) => Number(gbps) > 20 ? "30" : "15",
      ),
      anomaly?.hypothesis?.slice(0, 19) ?? null,
    ];
  };
  const slower = (block: number) => block < 4 ? 1 : 0.5, faster = (block: number) => block < 4 ? 0.5 : 1;
  assertEquals(said(changing(10, slower)), [
    "the first 4 about 30 and the 6 after them about 15",
    "the machine changed",
  ]);
  assertEquals(said(changing(10, faster)), [
    "the first 4 about 15 and the 6 after them about 30",
    "the machine changed",
  ]);
  assertEquals(said(changing(7, faster)), ["4 about 15 and 3 about 30", null]);
  const back = (block: number) => block === 9 ? 0.5 : faster(block);
  assertEquals(said(changing(10, back)), ["5 about 15 and 5 about 30", null]);
  const foreign = changing(10, faster);
  const columns = (row: ResultRow) => ({ ...foreign.columns!(row), schema: null });
  assertEquals(
    said({ ...foreign, columns }),
    ["4 about 15 and 6 about 30", null],
    "its order is not that of time",
  );
});

Deno.test("40 ms per message points at Nagle's algorithm, unless it was off", () => {
  const stalled: MadeUpSweep = {
    ...usual,
    sizes: [512],
    threads: [4],
    modes: { "one-copy": () => 4 * 512 * 8 / 0.041 / 1e9 },
  };
  const [anomaly] = anomaliesOf(stalled);
  assertEquals(anomaly?.kind, "40 ms per message");
  assertStringIncludes(anomaly?.hypothesis ?? "", "delayed acknowledgement");
  assertEquals(anomaliesOf({ ...stalled, columns: () => ({ nodelay: "on" }) })[0]?.hypothesis, null);
  assertEquals(kindsOf({ ...stalled, columns: () => ({ offered_gbps: 0.0004 }) }), [], "the clock decides");
});

Deno.test("40 ms for a message that takes as long to send is no stall", () => {
  const large: MadeUpSweep = {
    ...usual,
    sizes: [4 * KIB * KIB],
    threads: [12],
    modes: { "one-copy": () => 9.41 },
  };
  assertEquals(anomaliesOf(large), []);
});

Deno.test("noise is no anomaly, with repeats or without", () => {
  const modes = { "two-copy": () => 20, "one-copy": () => 20 };
  for (const repeats of [3, 7]) assertEquals(kindsOf({ ...usual, modes, repeats, noise: 0.02 }), []);
  const slightly = (row: ResultRow) => ({ throughput_gbps: row.mode === "one-copy" ? 20 : 21.5 });
  assertEquals(kindsOf({ ...usual, modes, repeats: 1, columns: slightly }), []);
});

Deno.test("a difference of a few per cent is no anomaly, however certain", () => {
  const falling = (share: number): MadeUpSweep => ({
    ...usual,
    sizes: [16 * KIB],
    modes: { "one-copy": () => 20 },
    columns: (row) => ({ throughput_gbps: row.threads === 1 ? 20 : 20 * share }),
  });
  assertEquals(kindsOf(falling(0.98)), []);
  assertEquals(kindsOf(falling(0.94)), ["slower at more threads"]);
});

Deno.test("a hypothesis names the columns that moved, and those that did not", () => {
  const [anomaly] = anomaliesOf({
    ...usual,
    sizes: [16 * KIB],
    modes: { "one-copy": (_, threads) => threads === 1 ? 20 : 10 },
    columns: (row) => ({
      retransmits: 0,
      cpu_ns_per_byte: 0.5,
      tx_context_switches: Math.round((row.bytes ?? 0) / 1e6) * (row.threads === 2 ? 10 : 1),
      rx_context_switches: 0,
    }),
  });
  assertStringIncludes(
    anomaly?.hypothesis ?? "",
    "threads waiting for each other or sharing CPUs: context switches per byte 10×",
  );
  assertStringIncludes(anomaly?.text ?? "", "retransmits and CPU time per byte did not get 1.5 times worse");
  assertEquals(anomaly?.columns, [
    "throughput_gbps",
    "tx_context_switches",
    "rx_context_switches",
    "retransmits",
    "cpu_ns_per_byte",
  ]);
});
