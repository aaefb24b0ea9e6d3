import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fairCoinCdf, symmetricRank } from "../../stats/binomial.ts";
import {
  intervalOfSorted,
  medianInterval,
  medianOfSorted,
  sortForMedian,
} from "../../stats/median_interval.ts";
import { type Random, seededRandom } from "../../stats/random.ts";

const DRAWS = 2_000;

Deno.test("medianInterval() is minimum to maximum at six and seven values, with the level that has", () => {
  assertEquals(medianInterval([5, 1, 4, 2, 3, 9]), { lo: 1, hi: 9, level: 0.96875 });
  assertEquals(medianInterval([5, 1, 4, 2, 3, 9, 7]), { lo: 1, hi: 9, level: 0.984375 });
});

Deno.test("medianInterval() leaves out the extremes as soon as the level allows it", () => {
  const interval = medianInterval([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  assertEquals([interval?.lo, interval?.hi], [2, 9]);
  assertAlmostEquals(interval?.level ?? 0, 1 - 22 / 1024, 1e-12);
});

Deno.test("medianInterval() gives no interval below six values and leaves its input alone", () => {
  const values = [3, 1, 2, 5, 4];
  assertEquals(medianInterval(values), null);
  assertEquals(values, [3, 1, 2, 5, 4]);
});

Deno.test("sortForMedian() puts what median and interval read where sorting would, of few and many values, with ties", () => {
  const random = seededRandom(5);
  for (const length of [0, 1, 2, 5, 6, 7, 32, 33, 34, 35, 100, 333, 2083]) {
    for (const draw of [() => random.next(), () => random.below(4), () => 7]) {
      const values = Float64Array.from({ length: length + 3 }, draw), sorted = values.slice(0, length).sort();
      const rest = values.slice(length);
      sortForMedian(values, length);
      assertEquals(medianOfSorted(values, length), medianOfSorted(sorted), `${length} values`);
      assertEquals(intervalOfSorted(values, length), intervalOfSorted(sorted), `${length} values`);
      assertEquals(values.slice(0, length).sort(), sorted);
      assertEquals(values.slice(length), rest);
    }
  }
});

const distributions: Record<string, { draw: (random: Random) => number; median: number }> = {
  "skewed (exponential)": { draw: (random) => -Math.log(1 - random.next()), median: Math.LN2 },
  "skewed (Pareto, no variance)": {
    draw: (random) => (1 - random.next()) ** (-1 / 1.5),
    median: 2 ** (1 / 1.5),
  },
  // 14.9 or 29.8 Gbit/s with equal chance, uniformly ±10 %: the median lies at the lower edge of the upper peak.
  "two-peaked": {
    draw: (random) => (random.next() < 0.45 ? 14.9 : 29.8) * (0.9 + 0.2 * random.next()),
    median: 29.8 * (0.9 + 0.2 * (0.5 - 0.45) / 0.55),
  },
};

for (const [name, { draw, median }] of Object.entries(distributions)) {
  Deno.test(`the interval covers the median at least as often as its level says: ${name}`, () => {
    const random = seededRandom(20260801);
    for (const n of [6, 7, 10, 20]) {
      let covered = 0;
      let level = 0;
      for (let i = 0; i < DRAWS; i++) {
        const interval = medianInterval(Array.from({ length: n }, () => draw(random)));
        assert(interval !== null);
        level = interval.level;
        if (interval.lo <= median && median <= interval.hi) covered++;
      }
      const simulationError = 3 * Math.sqrt(level * (1 - level) / DRAWS);
      assert(
        covered / DRAWS >= level - simulationError,
        `n = ${n}: covered ${covered} of ${DRAWS}, printed level ${level}`,
      );
      assert(covered / DRAWS <= level + simulationError, `n = ${n}: wider than it has to be, ${covered}`);
    }
  });
}

Deno.test("fairCoinCdf() gives the binomial table's values for p = 0.5", () => {
  assertAlmostEquals(fairCoinCdf(0, 6), 0.0156, 5e-5);
  assertAlmostEquals(fairCoinCdf(2, 10), 0.0547, 5e-5);
  assertAlmostEquals(fairCoinCdf(5, 20), 0.0207, 5e-5);
  assertAlmostEquals(fairCoinCdf(10, 10), 1, 1e-12);
});

Deno.test("fairCoinCdf() holds where the mass of a single outcome underflows", () => {
  assertAlmostEquals(fairCoinCdf(50_000, 100_000), 0.5 + 0.001261564, 1e-6);
  assertEquals(fairCoinCdf(0, 100_000), 0);
});

Deno.test("symmetricRank() gives the ranks and levels of the published tables", () => {
  const table: [n: number, rank: number, percent: number][] = [
    [6, 1, 96.9],
    [7, 1, 98.4],
    [8, 1, 99.2],
    [9, 2, 96.1],
    [10, 2, 97.9],
    [12, 3, 96.1],
    [15, 4, 96.5],
    [20, 6, 95.9],
  ];
  for (const [n, rank, percent] of table) {
    const found = symmetricRank(n);
    assertEquals(found?.rank, rank);
    assertAlmostEquals(100 * (found?.level ?? 0), percent, 0.05);
  }
});

Deno.test("symmetricRank() has nothing to offer below six values at 95 %", () => {
  for (const n of [0, 1, 2, 3, 4, 5]) assertEquals(symmetricRank(n), null);
});
