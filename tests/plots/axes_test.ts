import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { gapAt, percentAxis, sizeAxis, threadAxis, valueAxis } from "../../plots/axes.ts";
import type { Axis } from "../../plots/figure.ts";
import { apart, panelFontSize, plotWidth, roomFor } from "../../plots/panel_grid.ts";

const labels = (axis: Axis) => axis.ticks.map((tick) => tick.label).filter((label) => label !== "");

Deno.test("a size axis is logarithmic, with ticks at the sizes in binary units", () => {
  const axis = sizeAxis([64, 1024, 16384, 1048576], 1);
  assertEquals(axis.scale, "log");
  assertEquals(labels(axis), ["64 B", "1 KiB", "16 KiB", "1 MiB"]);
});

Deno.test("ticks that would not fit are left out evenly", () => {
  const sizes = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];
  assertEquals(labels(sizeAxis(sizes, 1)).length, 8);
  assertEquals(labels(sizeAxis(sizes, 3)), ["64 B", "4 KiB", "256 KiB"]);
});

Deno.test("in every line of panels labels stay apart and inside the axis, and so do points", () => {
  for (const columns of [1, 2, 3, 4]) {
    for (
      const sizes of [[1024, 1048576], [16384, 65536, 262144, 1048576], [64, 128, 256, 512, 1024, 262144]]
    ) {
      const { min, max, ticks } = sizeAxis(sizes, columns);
      const perOctave = plotWidth(columns) / Math.log2(max / min);
      const ends = ticks.map(({ value, label }) => {
        const [middle, half] = [
          Math.log2(value / min) * perOctave,
          roomFor(label, panelFontSize(columns)) / 2,
        ];
        return [middle - half, middle + half] as const;
      });
      assert(ends[0]![0] >= -1e-9 && ends.at(-1)![1] <= plotWidth(columns) + 1e-9);
      assert(ends.every(([left], i) => i === 0 || left >= ends[i - 1]![1] + 4), `${columns}: ${sizes}`);
      assert(Math.log2(sizes[0]! / min) * perOctave >= 15.9);
      assert(Math.log2(max / sizes.at(-1)!) * perOctave >= 15.9);
    }
  }
});

Deno.test("a single size stands in the middle of its axis", () => {
  const axis = sizeAxis([4096], 1);
  assertEquals([axis.min, axis.max], [2048, 8192]);
});

Deno.test("threads that are no powers of two keep their numbers", () => {
  assertEquals(labels(threadAxis([1, 3, 6], 1)), ["1", "3", "6"]);
});

Deno.test("values within a factor of thirty start from zero", () => {
  const axis = valueAxis("x", [10, 43]);
  assertEquals([axis.scale, axis.min, axis.max], ["linear", 0, 50]);
  assertEquals(labels(axis), ["0", "10", "20", "30", "40", "50"]);
});

Deno.test("values that span more than a factor of thirty are on a logarithmic axis", () => {
  const axis = valueAxis("x", [0.02, 43]);
  assertEquals(axis.scale, "log");
  assertEquals(labels(axis), ["0.1", "1", "10"]);
  assertEquals(axis.ticks.slice(0, 4).map(({ value }) => value), [0.02, 0.05, 0.1, 0.2]);
});

Deno.test("a measured zero keeps the axis linear, since it has no logarithm", () => {
  assertEquals(valueAxis("x", [0, 0.001, 43]).scale, "linear");
});

Deno.test("large ticks are short", () => {
  assertEquals(labels(valueAxis("x", [90_000])), ["0", "20 k", "40 k", "60 k", "80 k", "100 k"]);
});

Deno.test("an axis that goes beyond ten thousand has thousands throughout", () => {
  assertEquals(labels(valueAxis("x", [22_000])), ["0", "5 k", "10 k", "15 k", "20 k", "25 k"]);
});

Deno.test("the greatest value does not lie on the frame", () => {
  assert(valueAxis("x", [50]).max > 50);
});

Deno.test("changes have a sign, except for none", () => {
  const axis = percentAxis("x", -5.3, 4.4);
  assertEquals([axis.min, axis.max], [-5.3, 4.4]);
  assertEquals(labels(axis), ["−4 %", "−2 %", "0 %", "+2 %", "+4 %"]);
});

Deno.test("any measured values lie within their axis, which has at least two ticks in order", () => {
  const value = fc.double({ min: 1e-6, max: 1e15, noNaN: true });
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
    const axis = valueAxis("x", values);
    assert(values.every((v) => v >= axis.min && v <= axis.max * (1 + 1e-12)));
    assert(axis.ticks.length >= 2, `${axis.ticks.length} ticks for ${values}`);
    assert(axis.ticks.length <= 12, `${axis.ticks.length} ticks for ${values}`);
    assert(axis.ticks.every((tick, i) => i === 0 || tick.value > axis.ticks[i - 1]!.value));
  }));
});

Deno.test("among sizes that lie close together the round ones have labels, and modes stand apart by the room there is", () => {
  const KIB = 1024, sizes = [4, 16, 32, 36, 40, 44, 64, 256].map((size) => size * KIB);
  assertEquals(labels(sizeAxis(sizes, 2)), ["4 KiB", "16 KiB", "64 KiB", "256 KiB"]);
  assert(labels(sizeAxis(sizes, 1)).includes("32 KiB"));
  assertEquals([gapAt(sizes, 4 * KIB), gapAt(sizes, 256 * KIB), gapAt([64], 64)], [2, 2, 2]);
  assert(gapAt(sizes, 40 * KIB) < 0.2);
});

Deno.test("as many places as an axis has room for are all drawn", () => {
  const sizes = Array.from({ length: 32 }, (_, i) => 1024 + i);
  assertEquals(apart(sizes), sizes);
});

Deno.test("of more the first, the last and those needed are drawn, and others apart from each other", () => {
  const threads = Array.from({ length: 200 }, (_, i) => i + 1);
  const drawn = apart(threads, [187]);
  assertEquals([drawn[0], drawn.at(-1), drawn.includes(187)], [1, 200, true]);
  assert(drawn.length < 40 && drawn.length > 20, `${drawn.length}`);
  const regular = drawn.filter((value) => value !== 187);
  const steps = regular.slice(1).map((value, i) => value / (regular[i] ?? NaN));
  assert(steps.every((step) => step > 200 ** (1 / 32) - 1e-9));
  assertEquals(drawn, drawn.toSorted((a, b) => a - b));
});
