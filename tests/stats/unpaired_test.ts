import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { median } from "simple-statistics";
import { seededRandom } from "../../stats/random.ts";
import { mannWhitneyCdf, unpairedRatioOfLogs } from "../../stats/unpaired.ts";
import { present } from "../present.ts";
import { fastestMs } from "../waiting.ts";

function unpairedRatio(baseline: readonly number[], candidate: readonly number[]) {
  const logs = (values: readonly number[]) => Float64Array.from(values, (value) => Math.log(value)).sort();
  return unpairedRatioOfLogs(logs(baseline), logs(candidate));
}

Deno.test("mannWhitneyCdf() has the published two-sided 5 % critical values", () => {
  const table: [n: number, m: number, critical: number][] = [[6, 6, 5], [6, 7, 6], [7, 7, 8], [8, 10, 17], [
    10,
    10,
    23,
  ], [20, 20, 127]];
  for (const [n, m, critical] of table) {
    const cdf = mannWhitneyCdf(n, m);
    assert(cdf(critical) <= 0.025 && cdf(critical + 1) > 0.025, `${n}, ${m}: ${cdf(critical)}`);
  }
});

Deno.test("mannWhitneyCdf() agrees with Hollander and Wolfe's permeability example (W = 35, p = 0.1272)", () => {
  assertAlmostEquals(mannWhitneyCdf(10, 5)(50 - 35), 0.1272, 5e-5);
});

Deno.test("the normal approximation takes over smoothly beyond 50 values", () => {
  const exact = mannWhitneyCdf(50, 50);
  const approximate = mannWhitneyCdf(51, 50);
  for (const shift of [-400, -200, 0, 200]) {
    assertAlmostEquals(exact(1250 + shift), approximate(1275 + shift), 0.012);
  }
  assertAlmostEquals(exact(1250 - 285), 0.0249, 5e-4);
});

Deno.test("unpairedRatioOfLogs() is the median of all pairwise ratios, cut at the exact rank", () => {
  const random = seededRandom(8);
  for (const [n, m] of [[6, 6], [7, 9], [12, 6]] as const) {
    const baseline = Array.from({ length: n }, () => 1 + random.next());
    const candidate = Array.from({ length: m }, () => 1.2 + random.next());
    const ratios = candidate.flatMap((c) => baseline.map((b) => c / b)).sort((a, b) => a - b);
    let rank = 1;
    while (mannWhitneyCdf(n, m)(rank) <= 0.025) rank++;
    const { estimate, interval } = unpairedRatio(baseline, candidate);
    const logMedian = median(ratios.map(Math.log));
    assertAlmostEquals(estimate, Math.exp(logMedian), 1e-12);
    assertAlmostEquals(present(interval).lo, present(ratios[rank - 1]), 1e-12);
    assertAlmostEquals(present(interval).hi, present(ratios[n * m - rank]), 1e-12);
  }
});

Deno.test("of large samples the same pairwise ratios are found as by sorting them all, with ties and outliers too", () => {
  const random = seededRandom(3);
  const samples = [
    (n: number) => Array.from({ length: n }, () => 1 + random.next()),
    (n: number) => Array.from({ length: n }, () => 1 + random.below(3)),
    (n: number) => Array.from({ length: n }, (_, i) => i % 9 === 0 ? 1e-9 * (1 + i) : 5 + random.next()),
    (n: number) => Array.from({ length: n }, () => 7),
  ];
  for (const sample of samples) {
    const baseline = sample(60), candidate = sample(75);
    const logs = (values: number[]) => values.map(Math.log);
    const shifts = Float64Array.from(logs(candidate).flatMap((c) => logs(baseline).map((b) => c - b))).sort();
    const { estimate, interval } = unpairedRatio(baseline, candidate);
    assertEquals(estimate, Math.exp((shifts[2249]! + shifts[2250]!) / 2));
    const rank = shifts.findIndex((shift) => Math.exp(shift) === present(interval).lo);
    assert(rank >= 0 && shifts.some((shift) => Math.exp(shift) === present(interval).hi));
  }
});

Deno.test("interval and p-value agree on whether there is a difference, with ties too", () => {
  const random = seededRandom(5);
  for (let draw = 0; draw < 300; draw++) {
    const sample = (from: number) =>
      Array.from({ length: 6 + random.below(4) }, () => from + random.below(4));
    const { interval, p } = unpairedRatio(sample(2), sample(2 + random.below(3)));
    assert(interval !== null && p !== null);
    assertEquals(interval.lo > 1 || interval.hi < 1, p <= 0.05);
  }
});

Deno.test("identical samples show no difference", () => {
  const { estimate, interval, p } = unpairedRatio([3, 3, 3, 3, 3, 3], [3, 3, 3, 3, 3, 3]);
  assertEquals([estimate, interval?.lo, interval?.hi, p], [1, 1, 1, 1]);
});

Deno.test("the interval of two skewed samples covers the true ratio as often as its level says", () => {
  const random = seededRandom(77);
  const draws = 2_000;
  for (const n of [6, 7, 10]) {
    let covered = 0;
    let level = 0;
    for (let draw = 0; draw < draws; draw++) {
      const sample = (scale: number) => Array.from({ length: n }, () => -scale * Math.log(1 - random.next()));
      const { interval } = unpairedRatio(sample(1), sample(1.5));
      assert(interval !== null);
      level = interval.level;
      if (interval.lo <= 1.5 && 1.5 <= interval.hi) covered++;
    }
    assert(covered / draws >= level - 3 * Math.sqrt(level * (1 - level) / draws), `n = ${n}: ${covered}`);
  }
});

Deno.test("one run in twelve that collapses neither breaks the level nor hides a 20 % difference at seven repeats", () => {
  const random = seededRandom(7);
  const draws = 2_000;
  const sample = (scale: number) =>
    Array.from(
      { length: 7 },
      () => scale * (0.95 + 0.1 * random.next()) * (random.next() < 1 / 12 ? 11 / 30 : 1),
    );
  let covered = 0;
  let seen = 0;
  for (let draw = 0; draw < draws; draw++) {
    const { interval } = unpairedRatio(sample(1), sample(1.2));
    if (interval && interval.lo <= 1.2 && 1.2 <= interval.hi) covered++;
    if (interval && interval.lo > 1) seen++;
  }
  assert(covered / draws > 0.945, `covered ${covered}`);
  assert(seen / draws > 0.85, `seen ${seen}`);
});

Deno.test("cells of thousands of rows are compared in a moment", () => {
  const random = seededRandom(1);
  const sample = (scale: number) => Array.from({ length: 5_000 }, () => scale * (1 + random.next()));
  const [one, other] = [sample(1), sample(1.1)];
  assert(fastestMs(() => unpairedRatio(one, other)) < 500);
  const { estimate, interval } = unpairedRatio(one, other);
  assertAlmostEquals(estimate, 1.1, 0.02);
  assert(interval !== null && interval.lo > 1.08 && interval.hi < 1.12);
  const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(1)));
  const few = rounded(one); // a tenth of all ratios are 1
  assert(fastestMs(() => unpairedRatio(few, few)) < 10 * fastestMs(() => unpairedRatio(one, other)));
});

Deno.test("below six values a side there is no interval, and nothing is refused but nothing", () => {
  assertEquals(unpairedRatio([1, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2, 2]).interval, null);
  assertThrows(() => unpairedRatio([], [1]), RangeError, "at least one value");
});
