import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { linearAxis, sizeAxis, threadAxis, valueAxis } from "../../plots/axes.ts";
import type { Axis } from "../../plots/figure.ts";

const labels = (axis: Axis) => axis.ticks.map((tick) => tick.label);

Deno.test("a size axis is logarithmic, with ticks at the sizes in binary units", () => {
  const axis = sizeAxis([64, 1024, 16384, 1048576], 9);
  assertEquals(axis.scale, "log");
  assertEquals(labels(axis), ["64 B", "1 KiB", "16 KiB", "1 MiB"]);
});

Deno.test("ticks that would not fit are left out evenly", () => {
  const sizes = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];
  assertEquals(labels(sizeAxis(sizes, 9)).length, 8);
  assertEquals(labels(sizeAxis(sizes, 4)), ["64 B", "4 KiB", "256 KiB"]);
});

Deno.test("a single size stands in the middle of its axis", () => {
  const axis = sizeAxis([4096], 9);
  assertEquals([axis.min, axis.max], [2048, 8192]);
});

Deno.test("threads that are no powers of two keep their numbers", () => {
  assertEquals(labels(threadAxis([1, 3, 6], 9)), ["1", "3", "6"]);
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
});

Deno.test("a measured zero keeps the axis linear, since it has no logarithm", () => {
  assertEquals(valueAxis("x", [0, 0.001, 43]).scale, "linear");
});

Deno.test("large ticks are short", () => {
  assertEquals(labels(valueAxis("x", [90_000])), ["0", "20 k", "40 k", "60 k", "80 k", "100 k"]);
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

Deno.test("a linear axis holds negative values with a minus sign", () => {
  assertEquals(labels(linearAxis("x", -38, 5)), ["−40", "−30", "−20", "−10", "0", "10"]);
});
