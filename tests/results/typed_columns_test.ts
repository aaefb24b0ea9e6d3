/** Typed columns, held against a plain list: whatever is set in whatever order is what is read. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { COUNTERS } from "../../results/counters.ts";
import { foreignRowViews } from "../../results/table/row_view.ts";
import { NumberColumn, WordColumn } from "../../results/table/typed_columns.ts";
import { parseFigure, plainNumber } from "../../results/foreign/numbers.ts";

/** Rows on either side of where a chunk ends, and far behind. */
const row = fc.oneof(fc.nat({ max: 80 }), fc.integer({ min: 4090, max: 4100 }), fc.constant(20_000));
const SEEN = [...Array(130).keys(), 4089, 4090, 4095, 4096, 4097, 4100, 4101, 8192, 19_999, 20_000, 20_001];

/** Long runs of one value, which is how columns are filled, and single ones anywhere. */
function settings<T>(value: fc.Arbitrary<T>): fc.Arbitrary<[row: number, value: T][]> {
  const run = fc.tuple(row, fc.nat({ max: 40 }), value).map(([first, length, same]) =>
    Array.from({ length }, (_, i): [number, T] => [first + i, same])
  );
  const one = fc.tuple(row, value).map((set) => [set]);
  return fc.array(fc.oneof(run, one), { maxLength: 12 }).map((parts) => parts.flat());
}

Deno.test("a column of numbers holds what was set last in each row, and nothing elsewhere", () => {
  const value = fc.constantFrom<number | null>(0, -0, 1, 1, 1e-300, 0.1 + 0.2, 9007199254740991, null);
  fc.assert(
    fc.property(settings(value), fc.boolean(), (sets, isByArray) => {
      const column = new NumberColumn(), plain = new Map<number, number | null>();
      for (const [at, number] of sets) {
        if (isByArray && number !== null) column.setFirstOf(at, Float64Array.of(number, 7));
        else column.set(at, number);
        plain.set(at, number);
      }
      assertEquals(SEEN.map((at) => column.at(at)), SEEN.map((at) => plain.get(at) ?? null));
    }),
    { numRuns: 300, seed: 5 },
  );
});

Deno.test("a column of words does so too, given as text or as bytes", () => {
  const value = fc.constantFrom<string | null>("a", "a", "bb", "µs", "a longer one, with a comma", null);
  fc.assert(
    fc.property(settings(value), fc.boolean(), (sets, isByBytes) => {
      const column = new WordColumn(), plain = new Map<number, string | null>();
      for (const [at, word] of sets) {
        const bytes = new TextEncoder().encode(`<${word}>`);
        if (isByBytes && word !== null) column.setBytes(at, bytes, 1, bytes.length - 1);
        else column.set(at, word);
        plain.set(at, word);
      }
      assertEquals(SEEN.map((at) => column.at(at)), SEEN.map((at) => plain.get(at) ?? null));
    }),
    { numRuns: 200, seed: 6 },
  );
});

Deno.test("rows of other people's have columns of their own, counts of no end among them", () => {
  const [first, second] = foreignRowViews(2);
  assertEquals([first!.bytes, first!.mode, first!.totals.cycles], [null, null, undefined]);
  for (const [i, counter] of COUNTERS.entries()) second!.totals[counter] = i;
  second!.mode = "two-copy";
  second!.bytes = 7;
  assertEquals(COUNTERS.map((counter) => second!.totals[counter]), COUNTERS.map((_, i) => i));
  assertEquals([second!.mode, second!.bytes, first!.mode, first!.totals.cycles], [
    "two-copy",
    7,
    null,
    undefined,
  ]);
  second!.totals.cycles = undefined;
  assertEquals([second!.totals.cycles, second!.totals.instructions], [undefined, 1]);
});

Deno.test("what is read as plain digits is what the rules for marks and units make of it", () => {
  const cell = fc.oneof(
    fc.stringMatching(/^\d{0,17}(\.\d{0,17})?$/),
    fc.stringMatching(/^[-+]?\d{0,4}[.,]?\d{0,4}(e-?\d)?( ?[kMG]?[bB]?)$/),
  );
  let plain = 0;
  fc.assert(
    fc.property(cell, fc.constantFrom(null, "thousands", "decimal mark"), (text, comma) => {
      const value = plainNumber(text, comma);
      if (value === null) return;
      plain++;
      assertEquals(parseFigure(text, "count", comma), { value, unit: null });
    }),
    { numRuns: 1000, seed: 7 },
  );
  assertEquals(plain > 100, true);
});
