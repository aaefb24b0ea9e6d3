import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fairCoinCdf, symmetricRank } from "../../stats/binomial.ts";

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
