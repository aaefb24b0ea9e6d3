import { assertEquals, assertMatch } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { crossovers } from "../../report/crossovers.ts";
import { tabulate } from "../../results/cells.ts";
import { compareModes } from "../../results/comparisons.ts";
import { CPU_PER_BYTE, THROUGHPUT } from "../../results/measures.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const sizes = [1024, 4096, 16384, 65536, 262144];

/** Throughput crossovers of one-copy against two-copy, which has 10 Gbit/s at every size. */
function lineOf(oneCopy: Record<number, number>, sweep: Partial<MadeUpSweep> = {}) {
  const modes = { "two-copy": () => 10, "one-copy": (size: number) => oneCopy[size] ?? 10 };
  const rows = madeUpRows({ modes, sizes, noise: 0.02, ...sweep });
  const [line] = crossovers([compareModes(tabulate(rows).tables, THROUGHPUT)]);
  return {
    winsAt: line?.winsAt,
    first: line?.firstWin,
    from: line?.winsFrom,
    uncertain: line?.uncertainAt,
    single: line?.singleRun,
  };
}

Deno.test("a crossover is found where the candidate begins to win at every larger size", () => {
  assertEquals(lineOf({ 1024: 7, 4096: 7, 16384: 13, 65536: 13, 262144: 13 }), {
    winsAt: [16384, 65536, 262144],
    first: 16384,
    from: 16384,
    uncertain: [],
    single: false,
  });
});

Deno.test("a loss or a tie at a larger size leaves a first win, but none from which on", () => {
  assertEquals(lineOf({ 1024: 13, 4096: 13, 16384: 13, 65536: 13, 262144: 7 }), {
    winsAt: [1024, 4096, 16384, 65536],
    first: 1024,
    from: null,
    uncertain: [],
    single: false,
  });
  assertEquals(lineOf({ 1024: 7, 4096: 13, 16384: 10, 65536: 13, 262144: 13 }), {
    winsAt: [4096, 65536, 262144],
    first: 4096,
    from: 65536,
    uncertain: [16384],
    single: false,
  });
});

Deno.test("single runs are decided by the plain value, and say so", () => {
  assertEquals(lineOf({ 1024: 7, 4096: 10.5, 16384: 13, 65536: 13, 262144: 13 }, { repeats: 1, noise: 0 }), {
    winsAt: [4096, 16384, 65536, 262144],
    first: 4096,
    from: 4096,
    uncertain: [],
    single: true,
  });
});

Deno.test("between one repeat and six everything is uncertain", () => {
  const { winsAt, from, uncertain, single } = lineOf({ 1024: 20, 262144: 20 }, { repeats: 5 });
  assertEquals([winsAt, from, uncertain, single], [[], null, sizes, false]);
});

Deno.test("there is an entry for every pair, thread count and metric that the data has", () => {
  const modes = {
    "two-copy": () => 10,
    "per-field": () => 5,
    "one-copy": () => 12,
    "zero-copy": () => 8,
    "contiguous": () => 13,
    "zero-copy-contiguous": () => 9,
  };
  const rows = madeUpRows({ modes, threads: [1, 4], columns: () => ({ cpu_ns_per_byte: 0.5 }) });
  const families = [THROUGHPUT, CPU_PER_BYTE].map((measure) => compareModes(tabulate(rows).tables, measure));
  const entries = crossovers(families);
  const pairs = new Set(entries.map(({ baseline, candidate }) => `${baseline} → ${candidate}`));
  assertEquals([...pairs].sort(), [
    "contiguous → zero-copy-contiguous",
    "one-copy → contiguous",
    "one-copy → zero-copy",
    "per-field → one-copy",
    "two-copy → contiguous",
    "two-copy → one-copy",
    "two-copy → per-field",
    "two-copy → zero-copy",
    "zero-copy → zero-copy-contiguous",
  ]);
  assertEquals(entries.length, 9 * 2 * 2);
  assertEquals(new Set(entries.map(({ metric }) => metric)), new Set(["throughput_gbps", "cpu_ns_per_byte"]));
});

Deno.test("the interval of sizes in which a mode overtakes the other is given with its metric and thread count", () => {
  const modes = { "two-copy": () => 10, "one-copy": (size: number) => size < 10_000 ? 8 : 12 };
  const rows = madeUpRows({
    modes,
    sizes,
    columns: ({ message_bytes }) => ({ cpu_ns_per_byte: message_bytes! }),
  });
  const families = [THROUGHPUT, CPU_PER_BYTE].map((measure) => compareModes(tabulate(rows).tables, measure));
  const [throughput, cpu] = crossovers(families);
  assertEquals(throughput!.crossings, [
    { overtaker: "one-copy", overtaken: "two-copy", lowBytes: 4096, highBytes: 16384, undecidedAt: [] },
  ]);
  assertEquals(cpu!.crossings, []);
});

const KIB = 1024;

function further(sweep: MadeUpSweep) {
  return analyze(loaded(madeUpRows(sweep))).findings.slice(6);
}

Deno.test("what io_uring gains is told against the same call, with how many messages were handed over at a time", () => {
  const modes = {
    "one-copy": () => 10,
    "uring-send": (size: number) => size < 4 * KIB ? 25 : size > 64 * KIB ? 8 : 10,
  };
  const columns = ({ mode }: { mode: string | null }) => ({ queue_depth: mode === "uring-send" ? 32 : null });
  const [finding, ...others] = further({
    modes,
    sizes: [64, KIB, 16 * KIB, 256 * KIB],
    noise: 0.02,
    columns,
  });
  assertEquals([finding?.question, finding?.measurable, others], [7, true, []]);
  assertMatch(
    finding!.answer,
    /^uring-send \(32 at a time at most\) against one-copy, of 4 cases: faster in 2 \(64 B and 1 KiB: 2\.\d+× to 2\.\d+×\), slower in 1 \(256 KiB: −2\d %\), undecided in 1\.$/,
  );
  assertMatch(finding!.evidence[0]!.text, /^uring-send against one-copy: throughput, 1 thread: 64 B /);
});

Deno.test("modes whose zero-copy was copied are named so, and what CPU they spend is told", () => {
  const modes = { "zero-copy": () => 5, "uring-zero-copy": () => 8 };
  const columns = ({ mode }: { mode: string | null }) => ({
    cpu_ns_per_byte: mode === "zero-copy" ? 3 : 1.5,
  });
  const [finding] = further({ modes, sizes: [64], columns });
  assertMatch(
    finding!.answer,
    /^uring-zero-copy \(copied\) against zero-copy \(copied\), of 1 case: faster in 1 \(64 B: \+\d+ %\); CPU per byte: less in 1 \(64 B: 0\.500×\)\.$/,
  );
});

Deno.test("sendfile is held against one send of one buffer; without that there is nothing to compare it with", () => {
  const [saved] = further({ modes: { contiguous: () => 10, sendfile: () => 15 }, sizes: [KIB] });
  assertEquals(saved?.question, 8);
  assertMatch(
    saved!.answer,
    /^sendfile against contiguous, of 1 case: faster in 1 \(1 KiB: \+\d+ %\)\.$/,
  );
  const [alone] = further({ modes: { "two-copy": () => 10, sendfile: () => 15 } });
  assertMatch(
    alone!.answer,
    /^not measurable here, because these results have no pair to compare: sendfile with/,
  );
  const [few] = further({ modes: { contiguous: () => 10, sendfile: () => 15 }, repeats: 3 });
  assertMatch(few!.answer, /^not measurable here, because no configuration has the six repeats/);
});

Deno.test("results without these modes are asked six questions", () => {
  assertEquals(further({ modes: { "two-copy": () => 10, "one-copy": () => 12 } }), []);
});
