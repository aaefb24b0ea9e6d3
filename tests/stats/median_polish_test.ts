/** Effects of constructed tables whose right answers are known, and the limits' rate of false positives. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { connectionsOf } from "../../stats/identifiable.ts";
import { type EffectsDesign, medianPolish, parameterCount } from "../../stats/median_polish.ts";
import { medianInPlace } from "../../stats/median_in_place.ts";
import { medianOfSorted } from "../../stats/median_interval.ts";
import { present } from "../present.ts";
import { seededRandom } from "../../stats/random.ts";
import { normal } from "./normal.ts";
import { cellSizes, effectSizes, outlierLimits } from "../../stats/outlier_limits.ts";

/** A two-way table without its diagonal. */
function squareDesign(size: number): { design: EffectsDesign; cells: [number, number][] } {
  const cells: [number, number][] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) if (row !== column) cells.push([row, column]);
  }
  const of = (side: 0 | 1) => (_: unknown, i: number) =>
    Int32Array.from(cells.keys().filter((cell) => cells[cell]![side] === i));
  const effects = [...Array.from({ length: size }, of(0)), ...Array.from({ length: size }, of(1))];
  return {
    cells,
    design: { cellCount: cells.length, effects, kinds: [[0, size], [size, 2 * size]], perCell: 1 },
  };
}

/** Each pair of things once. */
function pairsDesign(size: number): { design: EffectsDesign; cells: [number, number][] } {
  const { cells } = squareDesign(size);
  const once = cells.filter(([row, column]) => row < column);
  const effects = Array.from(
    { length: size },
    (_, i) => Int32Array.from(once.keys().filter((cell) => once[cell]!.includes(i))),
  );
  return { cells: once, design: { cellCount: once.length, effects, kinds: [[0, size]], perCell: 2 } };
}

Deno.test("median polish of Tukey's additive table finds its effects, and one bad cell stays in its residual", () => {
  const { cells, design } = squareDesign(7);
  const rows = [-2, -1, 0, 0, 0, 1, 5], columns = [-3, 0, 0, 0, 2, 0, 1];
  const values = Float64Array.from(cells, ([row, column]) => 10 + rows[row]! + columns[column]!);
  const bad = cells.findIndex(([row, column]) => row === 2 && column === 4);
  values[bad]! -= 6;
  const { overall, effects, residuals } = medianPolish(values, design);
  assertAlmostEquals(overall, 10, 1e-9);
  [...rows, ...columns].forEach((effect, k) => assertAlmostEquals(effects[k]!, effect, 1e-9));
  residuals.forEach((residual, cell) => assertAlmostEquals(residual, cell === bad ? -6 : 0, 1e-9));
});

Deno.test("of pairs measured once the two effects of each cell are found", () => {
  const { cells, design } = pairsDesign(8);
  const effects = [-1, 0, 0, 0, 0, 0, 0.5, 2];
  const values = Float64Array.from(cells, ([a, b]) => 4 + effects[a]! + effects[b]!);
  values[0]! += 3;
  const fit = medianPolish(values, design);
  assertAlmostEquals(fit.overall, 4, 1e-3);
  effects.forEach((effect, k) => assertAlmostEquals(fit.effects[k]!, effect, 1e-2));
  assertAlmostEquals(fit.residuals[0]!, 3, 1e-2);
  assertEquals(parameterCount(design), 8);
});

Deno.test("the scale of normal residuals is their standard deviation", () => {
  const { design } = squareDesign(20), random = seededRandom(3);
  const values = Float64Array.from({ length: design.cellCount }, () => 0.3 * normal(random));
  assertAlmostEquals(medianPolish(values, design).scale, 0.3, 0.03);
});

for (
  const [name, { design }] of [["16 hosts", squareDesign(16)], ["6 hosts", squareDesign(6)], [
    "12 hosts, each pair once",
    pairsDesign(12),
  ]] as const
) {
  Deno.test(`${name} without differences: false positives in 5 % of clusters, and a bad cell is found`, () => {
    const limits = outlierLimits(design), random = seededRandom(11);
    const draws = 400;
    let wrong = 0, found = 0;
    for (let i = 0; i < draws; i++) {
      const values = Float64Array.from({ length: design.cellCount }, () => 0.1 * normal(random));
      const fit = medianPolish(values, design);
      const isWrong = cellSizes(fit).some((size) => size > limits.cell) ||
        effectSizes(fit, design).some((size) => size > limits.effect);
      wrong += isWrong ? 1 : 0;
      values[5]! -= 1.2;
      found += present(cellSizes(medianPolish(values, design))[5]) > limits.cell ? 1 : 0;
    }
    assert(wrong / draws < 0.05 + 3 * Math.sqrt(0.05 * 0.95 / draws), `${wrong} of ${draws}`);
    assert(wrong > 0, "a level that is never used is none");
    assert(found / draws > 0.9, `found ${found} of ${draws}`);
  });
}

Deno.test("the median by selection is that of the sorted values", () => {
  const random = seededRandom(5);
  for (let length = 1; length < 60; length++) {
    const values = Float64Array.from({ length }, () => random.below(20));
    const sorted = values.toSorted();
    assertEquals(medianInPlace(values, length), medianOfSorted(sorted), `${length} values`);
  }
  assertEquals(medianInPlace(new Float64Array(3), 0), NaN);
});

Deno.test("what was measured is in pieces, or lacks an odd circle", () => {
  assertEquals(connectionsOf([[0, 1], [1, 2], [3, 4]]).pieces, 2);
  assertEquals(connectionsOf([[0, 1], [2, 1]]).pieces, 1);
  assertEquals(connectionsOf([[0, 1], [1, 2], [2, 3], [3, 0]]).hasOddCircle, false);
  assertEquals(connectionsOf([[0, 1], [1, 2], [2, 0]]).hasOddCircle, true);
});
