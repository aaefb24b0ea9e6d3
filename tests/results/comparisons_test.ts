import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { familyText, verdictText } from "../../report/phrases.ts";
import { tabulate } from "../../results/cells.ts";
import { compareModes } from "../../results/comparisons.ts";
import { crossingsOf, linesBySize, outcomeOf } from "../../results/crossings.ts";
import { CPU_PER_BYTE, THROUGHPUT } from "../../results/measures.ts";
import { madeUpRows, type MadeUpSweep } from "../report/made_up_trials.ts";

function throughputFamily(sweep: MadeUpSweep) {
  return compareModes(tabulate(madeUpRows(sweep)).tables, THROUGHPUT);
}

const winner: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": () => 12 },
  sizes: [1024],
  repeats: 7,
};
const tie: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": () => 10 },
  sizes: [1024],
  repeats: 7,
  noise: 0.02,
};

Deno.test("a clear winner is better, by the ratio within the blocks, with its interval", () => {
  const [comparison] = throughputFamily(winner).comparisons;
  assert(comparison);
  assertEquals([comparison.baseline, comparison.candidate, comparison.method], [
    "two-copy",
    "one-copy",
    "paired by block",
  ]);
  assertEquals([comparison.verdict, comparison.ratio.n, comparison.ratio.interval?.level], [
    "better",
    7,
    0.984375,
  ]);
  assertAlmostEquals(comparison.ratio.estimate, 1.2, 0.03);
  assertStringIncludes(verdictText(comparison), "better: +2");
});

Deno.test("a tie is no difference seen, with how large one could be", () => {
  const [comparison] = throughputFamily(tie).comparisons;
  assertEquals(comparison?.verdict, "no significant difference");
  assert(
    /^no significant difference \(CI −[0-4]\.\d+ % to \+[0-4]\.\d+ %\)$/.test(
      comparison ? verdictText(comparison) : "",
    ),
  );
});

Deno.test("less is better for what is a cost", () => {
  const rows = madeUpRows({
    ...winner,
    columns: (row) => ({ cpu_ns_per_byte: row.mode === "one-copy" ? 0.2 : 0.3 }),
  });
  const [comparison] = compareModes(tabulate(rows).tables, CPU_PER_BYTE).comparisons;
  assertEquals(comparison?.verdict, "better");
  assertAlmostEquals(comparison?.ratio.estimate ?? 0, 2 / 3, 1e-9);
});

Deno.test("below six repeats nothing is better, however large the difference", () => {
  const { comparisons: [comparison], made } = throughputFamily({ ...winner, repeats: 5 });
  assertEquals([comparison?.verdict, comparison?.ratio.interval, made], ["too few repeats", null, 0]);
});

Deno.test("blocks cancel what the modes of a block share; without blocks the same trials show less", () => {
  const drifting: MadeUpSweep = {
    ...winner,
    modes: { "two-copy": () => 10, "one-copy": () => 10.5 },
    noise: 0.001,
    columns: (row) => ({ throughput_gbps: (row.throughput_gbps ?? 0) * (1 + (row.block ?? 0) / 5) }),
  };
  const withBlocks = throughputFamily(drifting).comparisons[0];
  const rows = madeUpRows(drifting).map((row) => ({ ...row, block: null }));
  const without = compareModes(tabulate(rows).tables, THROUGHPUT).comparisons[0];
  assertEquals([withBlocks?.method, withBlocks?.verdict], ["paired by block", "better"]);
  assertEquals([without?.method, without?.verdict], ["unpaired", "no significant difference"]);
});

Deno.test("blocks of two runs with the same number are not one block", () => {
  const first = madeUpRows({ ...winner, repeats: 4 });
  const second = madeUpRows({ ...winner, repeats: 4, seed: 2 }).map((row) => ({ ...row, run_id: "another" }));
  const [comparison] = compareModes(tabulate([...first, ...second]).tables, THROUGHPUT).comparisons;
  assertEquals([comparison?.ratio.n, comparison?.method], [8, "paired by block"]);
});

Deno.test("failed trials and integrity runs take no part", () => {
  const rows = madeUpRows(winner);
  rows[0] = { ...rows[0]!, status: "failed" };
  rows[3] = { ...rows[3]!, verify: "on" };
  const [comparison] = compareModes(tabulate(rows).tables, THROUGHPUT).comparisons;
  assertEquals(comparison?.repeats, [6, 6]);
});

Deno.test("a family says how many comparisons it made and how many would differ by chance", () => {
  const sizes = [64, 256, 1024, 4096];
  const modes = { "two-copy": () => 10, "one-copy": () => 12, "zero-copy": () => 8 };
  const family = throughputFamily({ modes, sizes, repeats: 7 });
  assertEquals([family.made, family.survivors], [12, 0]);
  assertAlmostEquals(family.expectedByChance, 12 / 64, 1e-12);
  assertEquals(
    familyText(family),
    "12 comparisons; expected false positives: 0.2. With 7 repeats none can survive Holm's correction; use --repeats 9.",
  );
  const more = throughputFamily({ modes, sizes, repeats: 9 });
  assertEquals([more.made, more.survivors], [12, 12]);
  assertStringIncludes(familyText(more), "12 survive Holm's correction");
  assertStringIncludes(familyText({ ...more, survivors: 1 }), "1 survives Holm's correction");
  assert(more.comparisons.every(({ survivesHolm }) => survivesHolm));
});

Deno.test("settings are never compared with each other", () => {
  const rows = madeUpRows(winner);
  const elsewhere = madeUpRows(winner).map((row) => ({ ...row, topology: "netns" }));
  const family = compareModes(tabulate([...rows, ...elsewhere]).tables, THROUGHPUT);
  assertEquals(family.comparisons.map(({ setting, ratio }) => [setting.topology, ratio.n]), [
    ["loopback", 7],
    ["netns", 7],
  ]);
});

Deno.test("a mode that is not known is compared with two-copy", () => {
  const { comparisons } = throughputFamily({
    ...winner,
    modes: { "two-copy": () => 10, "io-uring": () => 12 },
  });
  assertEquals(comparisons.map(({ baseline, candidate }) => [baseline, candidate]), [[
    "two-copy",
    "io-uring",
  ]]);
});

const sizes = [1024, 2048, 4096, 8192, 16384];

/** `[overtaker, low, high, undecided]` of one-copy and two-copy, which has 10 Gbit/s at every size. */
function crossings(oneCopy: readonly number[], sweep: Partial<MadeUpSweep> = {}) {
  const modes = { "two-copy": () => 10, "one-copy": (size: number) => oneCopy[sizes.indexOf(size)]! };
  const rows = madeUpRows({ modes, sizes, noise: 0.02, ...sweep });
  const [line] = linesBySize(compareModes(tabulate(rows).tables, THROUGHPUT).comparisons);
  return crossingsOf(line!, (comparison) => outcomeOf(comparison, THROUGHPUT))
    .map(({ overtaker, lowBytes, highBytes, undecidedAt }) => [overtaker, lowBytes, highBytes, undecidedAt]);
}

Deno.test("a crossover lies between two neighbouring sizes; ties between them widen it", () => {
  assertEquals(crossings([7, 7, 13, 13, 13]), [["one-copy", 2048, 4096, []]]);
  assertEquals(crossings([7, 10, 10, 13, 13]), [["one-copy", 1024, 8192, [2048, 4096]]]);
});

Deno.test("ties at the ends, or on the way to the same winner, are no crossover", () => {
  assertEquals(crossings([10, 13, 10, 13, 10]), []);
  assertEquals(crossings([10, 10, 10, 10, 10]), []);
});

Deno.test("modes may overtake each other more than once, in both directions", () => {
  assertEquals(crossings([13, 7, 7, 10, 13]), [
    ["two-copy", 1024, 2048, []],
    ["one-copy", 4096, 16384, [8192]],
  ]);
});

Deno.test("single runs are decided by the plain value, which may be equal", () => {
  assertEquals(crossings([9, 9, 10, 11, 11], { repeats: 1, noise: 0 }), [["one-copy", 2048, 8192, [4096]]]);
});
