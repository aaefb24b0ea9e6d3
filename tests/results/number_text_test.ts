import { assertEquals } from "@std/assert";
import { bytesText, numberText, percentText, threadsText } from "../../results/number_text.ts";

Deno.test("sizes are exact, in the largest unit that divides them", () => {
  assertEquals([64, 1024, 1500, 65536, 1048576, 3 * 2 ** 30].map(bytesText), [
    "64 B",
    "1 KiB",
    "1500 B",
    "64 KiB",
    "1 MiB",
    "3 GiB",
  ]);
});

Deno.test("values have three digits that matter", () => {
  assertEquals([0, 0.012345, 1, 4.5678, 23.14, 12345, 999_900, 1_234_567, 5e9, -3.21].map(numberText), [
    "0",
    "0.0123",
    "1",
    "4.57",
    "23.1",
    "12345",
    "1 M",
    "1.23 M",
    "5 G",
    "−3.21",
  ]);
});

Deno.test("changes in percent are signed, with a digit after the point below ten", () => {
  assertEquals([0.1234, -0.034, 0, 1.5, -0.0001].map(percentText), [
    "+12 %",
    "−3.4 %",
    "+0.0 %",
    "+150 %",
    "+0.0 %",
  ]);
});

Deno.test("one thread is singular", () => {
  assertEquals([1, 2].map(threadsText), ["1 thread", "2 threads"]);
});
