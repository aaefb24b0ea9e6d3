import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cellTables } from "../../report/cells.ts";
import { recommend, type Recommendation } from "../../report/recommendation.ts";
import { madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

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
  assert((cells[0]?.next?.contrast.ratio.estimate ?? 1) < 0.85);
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
