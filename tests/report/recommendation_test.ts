import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cellTables } from "../../report/cells.ts";
import { recommend, type Recommendation } from "../../report/recommendation.ts";
import { provenanceOf } from "../../results/provenance.ts";
import { describeFigures } from "../../plots/registry.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;

function recommendationFor(sweep: MadeUpSweep): Recommendation {
  const [recommendation] = recommend(cellTables(madeUpRows(sweep)));
  assert(recommendation);
  return recommendation;
}

const crossing: MadeUpSweep = {
  modes: {
    "two-copy": () => 10,
    "one-copy": (size) => size >= 16 * KIB ? 13 : 8,
    "contiguous": () => 50,
  },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  threads: [1, 2],
  repeats: 9,
};

Deno.test("the mode with the best median is recommended for each size and thread count; controls are no choice", () => {
  const { cells, summary } = recommendationFor(crossing);
  assertEquals(cells.map(({ mode, sureness }) => `${mode}: ${sureness}`), [
    ...["two-copy: sure", "two-copy: sure", "one-copy: sure", "one-copy: sure"],
    ...["two-copy: sure", "two-copy: sure", "one-copy: sure", "one-copy: sure"],
  ]);
  assertEquals(summary.slice(1), [
    "1 and 2 threads: two-copy up to 4 KiB, one-copy from 16 KiB on.",
    "How sure: better than every other mode in 8 of 8 cells (8 survive Holm's correction).",
  ]);
  assertEquals(cells[0]?.next?.mode, "one-copy");
  assert((cells[0]?.next?.ratio ?? 1) < 0.85);
});

Deno.test("modes that can't be told apart are tied", () => {
  const { cells, summary } = recommendationFor({
    modes: { "two-copy": () => 10, "one-copy": () => 10, "per-field": () => 3 },
    sizes: [KIB],
    noise: 0.03,
  });
  assertEquals(cells[0]?.sureness, "tied");
  assertEquals(cells[0]?.tiedWith.length, 1);
  assertStringIncludes(summary[0] ?? "", "is the best, or not told apart from the best, in the one cell");
  assertEquals(summary[1], "1 thread: two-copy or one-copy at 1 KiB.");
});

Deno.test("a mode that another beats in nearly every block is not recommended, though its median is the best", () => {
  const [high, low, slightly] = [20, 15, 1.01];
  const twoCopy = [high, high, high, high, high, low, low, low, low];
  const oneCopy = twoCopy.map((gbps, block) => (block === 0 ? low : gbps) * slightly);
  const sweep: MadeUpSweep = {
    modes: { "two-copy": () => 1, "one-copy": () => 1 },
    sizes: [KIB],
    repeats: 9,
    columns: (row) => ({ throughput_gbps: (row.mode === "two-copy" ? twoCopy : oneCopy)[row.block ?? 0]! }),
  };
  const [cell] = recommendationFor(sweep).cells;
  assertEquals([cell?.mode, cell?.sureness, cell?.next?.mode], ["one-copy", "sure", "two-copy"]);
  const rows = madeUpRows(sweep);
  const map = describeFigures(rows, provenanceOf(loaded(rows))).find(({ id }) => id === "winner_map");
  assertStringIncludes(JSON.stringify(map), `"lines":["one-copy","+1.0 %"]`);
});

Deno.test("the next best is never ahead of the best, though pairs that decide nothing may say so", () => {
  const [best, next] = [[30, 20, 20, 20, 20, 20, 10], [10, 19, 19, 21, 21, 21, 19]];
  const { cells } = recommendationFor({
    modes: { "two-copy": () => 1, "one-copy": () => 1 },
    sizes: [KIB],
    columns: (row) => ({ throughput_gbps: (row.mode === "two-copy" ? best : next)[row.block ?? 0]! }),
  });
  assertEquals([cells[0]?.mode, cells[0]?.sureness, cells[0]?.next?.ratio], ["two-copy", "tied", 19 / 20]);
});

Deno.test("where one mode has too few repeats the choice is by median alone, and is the best median", () => {
  const gbps: Record<string, (block: number) => number> = {
    "two-copy": (block) => block < 5 ? 20 : 15,
    "one-copy": (block) => (block === 0 || block > 4 ? 15 : 20) * 1.01,
    "per-field": () => 3,
  };
  const { cells, summary } = recommendationFor({
    modes: { "two-copy": () => 1, "one-copy": () => 1, "per-field": () => 1 },
    sizes: [KIB],
    repeats: 9,
    columns: (row) => ({
      throughput_gbps: gbps[row.mode ?? ""]!(row.block ?? 0),
      status: row.mode === "per-field" && row.block !== 0 ? "failed" : "ok",
    }),
  });
  assertEquals([cells[0]?.mode, cells[0]?.sureness], ["two-copy", "too few repeats"]);
  assertEquals(summary[1], "1 thread: by median alone, two-copy at 1 KiB.");
});

/** Sizes whose trials are told apart, and not. */
const partlyTied: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": (size) => size >= 16 * KIB ? 13 : 10 },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  repeats: 9,
  noise: 0.05,
};

Deno.test("sizes whose modes are not told apart are recommended all of them, whichever median is the best", () => {
  assertEquals(
    recommendationFor(partlyTied).summary[1],
    "1 thread: two-copy or one-copy up to 4 KiB, one-copy from 16 KiB on.",
  );
});

Deno.test("below six repeats no sentence calls a mode better", () => {
  for (const repeats of [1, 5]) {
    const { summary } = recommendationFor({ ...crossing, repeats });
    assertEquals(summary.slice(0, 2), [
      "By throughput, two-copy has the best median in 4 of 8 cells; there are too few repeats to call it better.",
      "1 and 2 threads: by median alone, two-copy up to 4 KiB, one-copy from 16 KiB on.",
    ]);
    assert(!summary.some((sentence) => sentence.includes("is the best")), summary.join("\n"));
  }
});

Deno.test("cells that have too few repeats are not counted with those that were decided, and are marked", () => {
  const rows = madeUpRows(crossing).filter(({ message_bytes, repeat }) =>
    message_bytes !== 4 * KIB || (repeat !== null && repeat < 5)
  );
  const [recommendation] = recommend(cellTables(rows));
  assertEquals(recommendation?.summary, [
    "By throughput, one-copy is the best in 4 of 8 cells.",
    "1 and 2 threads: two-copy up to 1 KiB, two-copy (by median alone) at 4 KiB, one-copy from 16 KiB on.",
    "How sure: better than every other mode in 6 of 8 cells (6 survive Holm's correction), " +
    "undecided in 2 with fewer than six repeats.",
  ]);
});

Deno.test("a mode without another is the best of nothing", () => {
  const { summary } = recommendationFor({ modes: { "one-copy": () => 10 }, sizes: [KIB, 4 * KIB] });
  assertEquals(summary, [
    "By throughput, one-copy has the best median in 2 of 2 cells; no other mode was measured.",
    "1 thread: one-copy at every size.",
  ]);
});

Deno.test("single runs and few repeats are no ground to be sure on", () => {
  const single = recommendationFor({ ...crossing, repeats: 1 });
  assertEquals(new Set(single.cells.map(({ sureness }) => sureness)), new Set(["single runs"]));
  assert(single.summary.some((sentence) => sentence.startsWith("How sure: not at all")));
  const few = recommendationFor({ ...crossing, repeats: 4 });
  assertEquals(new Set(few.cells.map(({ sureness }) => sureness)), new Set(["too few repeats"]));
});

Deno.test("request/response is decided by the median round trip, where less is better", () => {
  const { measure, cells } = recommendationFor({
    modes: { "two-copy": () => 10, "one-copy": () => 12 },
    sizes: [KIB],
    columns: (row) => ({ pattern: "rr", latency_p50_us: row.mode === "two-copy" ? 20 : 30 }),
  });
  assertEquals([measure.name, cells[0]?.mode], ["latency_p50_us", "two-copy"]);
});

Deno.test("a request for zero-copy that was copied is recommended as the request that it is", () => {
  const { summary } = recommendationFor({
    modes: { "one-copy": () => 10, "zero-copy": () => 12 },
    sizes: [KIB],
  });
  assertEquals(summary[0], "By throughput, asking for zero-copy is the best in the one cell.");
  assertStringIncludes(summary.at(-1) ?? "", "The kernel copied after all in all 7 trials");
});

Deno.test("without a throughput there is nothing to recommend", () => {
  assertEquals(
    recommend(cellTables(madeUpRows({ ...crossing, columns: () => ({ throughput_gbps: null }) }))),
    [],
  );
  assertEquals(recommend([]), []);
});
