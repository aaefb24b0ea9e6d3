import { assert, assertEquals } from "@std/assert";
import { peaksOf } from "../../stats/peaks.ts";
import { type Random, seededRandom } from "../../stats/random.ts";
import { normal } from "./normal.ts";

const DRAWS = 2_000;

function shareFlagged(n: number, draw: (random: Random) => number): number {
  const random = seededRandom(n);
  let flagged = 0;
  for (let i = 0; i < DRAWS; i++) {
    if (peaksOf(Array.from({ length: n }, () => draw(random))) !== null) flagged++;
  }
  return flagged / DRAWS;
}

Deno.test("two groups are found, with their means and sizes", () => {
  assertEquals(peaksOf([30, 15, 31, 14, 29, 30, 16]), {
    ...{ low: 15, high: 30, between: 22.5, lowCount: 3, highCount: 4 },
    lowFirst: null,
  });
});

Deno.test("one outlier is no second group, and neither is anything below six values", () => {
  assertEquals(peaksOf([30, 31, 11, 29, 30, 30, 31]), null);
  assertEquals(peaksOf([15, 15, 15, 30, 30]), null);
});

Deno.test("groups that lie within a tenth of the median are one", () => {
  assertEquals(peaksOf([100, 100, 100, 108, 108, 108, 108]), null);
});

const onePeak: Record<string, (random: Random) => number> = {
  "normal, 5 %": (random) => 30 * (1 + 0.05 * normal(random)),
  "normal, 20 %": (random) => 30 * (1 + 0.2 * normal(random)),
  "log-normal, 30 %": (random) => 30 * Math.exp(0.3 * normal(random)),
};

for (const [name, draw] of Object.entries(onePeak)) {
  Deno.test(`cells with one peak are seldom said to have two: ${name}`, () => {
    for (const n of [6, 7, 10, 20]) {
      const share = shareFlagged(n, draw);
      assert(share <= (n === 6 ? 0.05 : 0.03), `n = ${n}: ${share}`);
    }
  });
}

Deno.test("outliers of one run in twelve are seldom taken for a second group at twenty repeats", () => {
  const share = shareFlagged(
    20,
    (random) => 30 * (1 + 0.05 * normal(random)) * (random.next() < 1 / 12 ? 11 / 30 : 1),
  );
  assert(share < 0.1, String(share));
});

Deno.test("cells that have 15 or 25 Gbit/s with equal chance are mostly found", () => {
  for (const n of [7, 10]) {
    const share = shareFlagged(n, (random) => (random.next() < 0.5 ? 15 : 25) * (1 + 0.05 * normal(random)));
    assert(share > 0.75, `n = ${n}: ${share}`);
  }
});

Deno.test("where one group came after the other it is said which, if chance can't explain it", () => {
  const lowFirst = (values: readonly number[]) => peaksOf(values)?.lowFirst;
  const [low, high] = [[15, 14, 16, 15, 15], [30, 29, 31, 30, 30]];
  assertEquals([lowFirst([...low, ...high]), lowFirst([...high, ...low])], [true, false]);
  assertEquals(lowFirst([...low, ...high, 15]), null, "it came back");
  assertEquals(lowFirst([15, 14, 16, 30, 29, 31]), null, "two of twenty orders");
});
