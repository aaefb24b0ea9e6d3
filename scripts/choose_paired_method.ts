/**
 * How the paired method of `stats/paired.ts` was chosen: simulated coverage and power of three intervals of a ratio
 * of paired runs. Run it with `deno run scripts/choose_paired_method.ts`; it takes some seconds and prints the
 * table that `stats/paired.ts` quotes.
 */
import { mean, sampleStandardDeviation } from "simple-statistics";
import { medianInterval } from "../stats/median_interval.ts";
import { type Random, seededRandom } from "../stats/random.ts";

type Bounds = { lo: number; hi: number };
type Method = (logRatios: number[]) => Bounds;

const DRAWS = 10_000;
const REPEATS = [6, 7, 8, 9, 10, 12, 20];
const BLOCK_SD = 0.05;
const NOISE_SD = 0.03;
const OUTLIER_CHANCE = 1 / 12;
const OUTLIER_FACTOR = Math.log(11 / 30);
const SMALL_EFFECT = Math.log(1.05);
const LARGE_EFFECT = Math.log(1.1);

/** 97.5 % quantiles of Student's t by degrees of freedom (any table). */
const STUDENT: Record<number, number> = {
  5: 2.571,
  6: 2.447,
  7: 2.365,
  8: 2.306,
  9: 2.262,
  11: 2.201,
  19: 2.093,
};

const METHODS: Record<string, Method> = {
  "order statistics": (logs) => medianInterval(logs) as Bounds,
  "Hodges–Lehmann": signedRankInterval,
  "t on logs": (logs) => {
    const half = (STUDENT[logs.length - 1] as number) * sampleStandardDeviation(logs) /
      Math.sqrt(logs.length);
    return { lo: mean(logs) - half, hi: mean(logs) + half };
  },
};

/** Walsh averages cut at the exact signed-rank distribution (Hollander and Wolfe, section 3.3). */
function signedRankInterval(logs: number[]): Bounds {
  const averages = logs.flatMap((x, i) => logs.slice(i).map((y) => (x + y) / 2)).sort((a, b) => a - b);
  const rank = signedRankCut(logs.length);
  return { lo: averages[rank - 1] as number, hi: averages[averages.length - rank] as number };
}

function signedRankCut(n: number): number {
  const counts = [1, ...Array<number>(n * (n + 1) / 2).fill(0)];
  for (let i = 1; i <= n; i++) {
    for (let w = counts.length - 1; w >= i; w--) {
      counts[w] = (counts[w] as number) + (counts[w - i] as number);
    }
  }
  let tail = 0;
  let rank = 0;
  while (tail + (counts[rank] as number) <= 0.025 * 2 ** n) tail += counts[rank++] as number;
  return rank;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function drawPairs(
  n: number,
  effect: number,
  outliers: { baseline: boolean; candidate: boolean },
  random: Random,
) {
  const run = (withOutliers: boolean) =>
    NOISE_SD * normal(random) + (withOutliers && random.next() < OUTLIER_CHANCE ? OUTLIER_FACTOR : 0);
  return Array.from({ length: n }, () => {
    const block = BLOCK_SD * normal(random);
    return (block + run(outliers.candidate) + effect) - (block + run(outliers.baseline));
  });
}

/** The true median of a log ratio, which one-sided outliers move a little. */
function trueMedian(outliers: { baseline: boolean; candidate: boolean }): number {
  const many = drawPairs(400_001, 0, outliers, seededRandom(99)).sort((a, b) => a - b);
  return many[200_000] as number;
}

function shareOf(condition: () => boolean): string {
  let count = 0;
  for (let draw = 0; draw < DRAWS; draw++) if (condition()) count++;
  return (100 * count / DRAWS).toFixed(1).padStart(5);
}

const both = { baseline: true, candidate: true };
const oneSided = { baseline: false, candidate: true };
const oneSidedMedian = trueMedian(oneSided);
console.log("Each column: coverage, coverage with one-sided outliers, power at 5 %, power at 10 %.");
console.log(`| n | ${Object.keys(METHODS).join(" | ")} |`);
for (const n of REPEATS) {
  const row = Object.values(METHODS).map((method) => {
    const random = seededRandom(n);
    const covers = ({ lo, hi }: Bounds, truth: number) => lo <= truth && truth <= hi;
    return [
      shareOf(() => covers(method(drawPairs(n, 0, both, random)), 0)),
      shareOf(() => covers(method(drawPairs(n, 0, oneSided, random)), oneSidedMedian)),
      shareOf(() => method(drawPairs(n, SMALL_EFFECT, both, random)).lo > 0),
      shareOf(() => method(drawPairs(n, LARGE_EFFECT, both, random)).lo > 0),
    ].join(" ");
  });
  console.log(`| ${String(n).padStart(2)} | ${row.join(" | ")} |`);
}
