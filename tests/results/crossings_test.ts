/** Where the better of two modes changes, from made-up rows in which that is known. */
import { assertEquals } from "@std/assert";
import { tabulate } from "../../results/cells.ts";
import { compareModes } from "../../results/comparisons.ts";
import { crossingsOf, linesBySize, outcomeOf } from "../../results/crossings.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { madeUpRows, type MadeUpSweep } from "../report/made_up_trials.ts";

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
