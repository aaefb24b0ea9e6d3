import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { emptyRow, type ResultRow, TRIAL_COLUMNS } from "../../results/columns.ts";
import { CsvError, csvHeader, csvLine, parseTrials } from "../../results/csv.ts";

const rows: fc.Arbitrary<ResultRow> = fc.record(Object.fromEntries(TRIAL_COLUMNS.map(({ name, type }) => {
  const text = fc.string({ minLength: 1 }).filter((value) => !value.includes("\r"));
  const integer = fc.maxSafeInteger().map((n) => n || 0);
  const real = fc.integer({ min: -8e5, max: 8e5 }).map((n) => (n || 0) / 8);
  const value: fc.Arbitrary<string | number> = { text, integer, real }[type];
  return [name, fc.option(value, { nil: null })];
}))) as fc.Arbitrary<ResultRow>;

Deno.test("rows survive the CSV, whatever text they hold", () => {
  fc.assert(fc.property(fc.array(rows, { maxLength: 3 }), (written) => {
    assertEquals(parseTrials(csvHeader() + written.map(csvLine).join("")), written);
  }));
});

Deno.test("what was not measured is an empty field, and 0 stays 0", () => {
  const line = csvLine({ ...emptyRow(), retransmits: 0 });
  assertEquals(line.replaceAll(",", "").trim(), "0");
  assertEquals(parseTrials(csvHeader() + line)[0]?.retransmits, 0);
  assertEquals(parseTrials(csvHeader() + line)[0]?.tx_cycles, null);
});

Deno.test("a number that is not finite is never written", () => {
  for (const value of [NaN, Infinity]) {
    assertThrows(() => csvLine({ ...emptyRow(), throughput_gbps: value }), RangeError, "throughput_gbps");
  }
});

Deno.test("malformed text is refused with its line and column", () => {
  assertThrows(() => parseTrials(csvHeader() + "1,2\r\n"), CsvError, "line 2");
  const bad = csvLine(emptyRow()).replace(",", "x,");
  assertThrows(() => parseTrials(csvHeader() + "x" + bad.slice(1)), CsvError, "column schema");
});

Deno.test("hostile text gives rows or a CsvError, never anything else", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    try {
      parseTrials(text);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
    }
  }));
});
