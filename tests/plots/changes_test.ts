/** Figures of changes between two result sets: their points, and the axis where some lie far away. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { changeAxis, type CutRule, isBeyond } from "../../plots/change_axis.ts";
import { describeChange } from "../../plots/change_figures.ts";
import { type CellTable, tabulate } from "../../results/cells.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";

function tablesOf(gbps: readonly number[], changes: Partial<ResultRow> = {}): readonly CellTable[] {
  const rows = gbps.map((throughput_gbps, block): ResultRow => ({
    ...emptyRow(),
    status: "ok",
    mode: "one-copy",
    rx: "recv",
    pattern: "stream",
    topology: "loopback",
    message_bytes: 1024,
    threads: 1,
    block,
    throughput_gbps,
    ...changes,
  }));
  return tabulate(rows).tables;
}

const A = tablesOf([10, 11, 12, 10, 11, 12]);

Deno.test("the figure of a change shows B / A with its interval, around 1", () => {
  const [figure] = describeChange(A, tablesOf([20, 22, 24, 20, 22, 24]), "A a · B b");
  assert(figure?.kind === "drawn");
  const [panel] = figure.panels;
  assert(panel?.kind === "xy");
  assertEquals([panel.reference, figure.footer], [1, "A a · B b"]);
  const point = panel.series[0]?.points[0];
  assert(point !== undefined && point.low !== null && point.high !== null);
  assertEquals(point.y.toFixed(2), "2.00");
  assert(point.low <= 2 && point.high >= 2);
});

Deno.test("configurations that A has not are left out, and without any the figure says why it is not drawn", () => {
  const [figure] = describeChange(A, tablesOf([1], { message_bytes: 64 }), "");
  assertEquals([figure?.kind, figure?.kind === "not drawn" && figure.because], [
    "not drawn",
    "no configuration of both has a throughput",
  ]);
});

const RULE: CutRule = { share: 0.5, factor: 1.5, least: 10, most: 30, slack: 1.5 };

const axisOf = (values: readonly number[]) =>
  changeAxis("x", values.map((value) => ({ value, low: null, high: null })), RULE);

const beyond = (values: readonly number[]) => {
  const axis = axisOf(values);
  return values.filter((value) => isBeyond(axis, value));
};

Deno.test("small changes fill the axis, those far away are beyond it", () => {
  assertEquals(beyond([-1, 0.5, 2, 1.5, -60, -90]), [-60, -90]);
  const { min, max } = axisOf([-1, 0.5, 2, 1.5, -60, -90]);
  assert(max - min < 5, `${min} to ${max}`);
});

Deno.test("nothing is cut where no value is far from the others", () => {
  assertEquals(beyond([-3, 5, 11, 15]), []);
});

Deno.test("nothing is cut where hardly anything would be left", () => {
  assertEquals(beyond([310, 547, 600, 280]), []);
});

Deno.test("the axis is not cut among values that lie close together", () => {
  assertEquals(beyond([-12, 20, 25, 31, 33, 36, 36.5, 95]), [95]);
});

Deno.test("intervals of values on the axis are shown as far as the axis may reach", () => {
  const axis = changeAxis("x", [
    { value: 1, low: -2, high: 500 },
    { value: 2, low: 1, high: 3 },
    { value: -80, low: -99, high: 40 },
  ], RULE);
  assert(axis.max >= 10 && axis.max < 14, `${axis.max}`);
  assert(axis.min > -10, `${axis.min}`);
});

Deno.test("the axis ends between the last value that it holds and the first that it does not", () => {
  const values = [1, 2, 3, 4, 5, -12, -14.5, -15.5, -90];
  assertEquals(beyond(values), [-15.5, -90]);
  assertAlmostEquals(axisOf(values).min, -15.4, 1e-9);
});

Deno.test("an axis holds zero and at least a percent on both sides, whatever the changes", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -99, max: 1e4, noNaN: true }), { maxLength: 40 }), (values) => {
      const { min, max, ticks } = axisOf(values);
      assert(min <= -1 && max >= 1);
      assert(ticks.length >= 2 && ticks.every(({ value }) => value >= min && value <= max));
    }),
  );
});
