/** How results are written and read again: CSV, JSON, numbers and names in text. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { emptyRow, type ResultRow, TRIAL_COLUMNS } from "../../results/columns.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { fromJson, toJson } from "../../results/json.ts";
import {
  bytesText,
  figureText,
  numberText,
  percentText,
  threadsText,
  threeDigits,
} from "../../results/number_text.ts";
import { fieldText, optionOf } from "../../results/option_names.ts";
import { countText, ofAllText, ofText } from "../../results/words.ts";
import { parseTrials } from "./plain_reader.ts";

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

Deno.test("keys are snake_case in JSON, at any depth, and camelCase again when it is read", () => {
  const value = { runId: "a", notMeasuredInB: [{ ciLo: null, nested: { txQueueLength: [1] } }], p99Us: 1.5 };
  assertEquals(JSON.parse(toJson(value)), {
    run_id: "a",
    not_measured_in_b: [{ ci_lo: null, nested: { tx_queue_length: [1] } }],
    p99_us: 1.5,
  });
  assertEquals(fromJson(toJson(value)), value);
});

Deno.test("any camelCase names survive writing and reading", () => {
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,12}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.integer(), fc.dictionary(name, fc.string()))), (value) => {
      assertEquals(JSON.stringify(fromJson(toJson(value))), JSON.stringify(value));
    }),
  );
});

Deno.test("files of an earlier netio, with camelCase keys, read the same", () => {
  const value = { runId: "a", host: { kernelRelease: "6.18", cpu: { pmus: [{ name: "cpu_core" }] } } };
  assertEquals(fromJson(JSON.stringify(value)), value);
});

Deno.test("what is a value, or no key of netio's making, is left as it is", () => {
  const value = { name: "enP2p1s0", text: "camelCase snake_case", list: ["one_word", null, true, 0.5] };
  assertEquals(JSON.parse(toJson(value)), value);
  assertEquals(fromJson('{ "__proto__": 1, "_x": 2, "größe 🙂": 3, "latency_p99_9_us": 4 }'), {
    ["__proto__"]: 1,
    "_x": 2,
    "größe 🙂": 3,
    "latencyP99_9Us": 4,
  });
});

Deno.test("text that is no JSON is an error, not a value", () => {
  for (const text of ["", "{", "{a: 1}"]) assertThrows(() => fromJson(text), SyntaxError);
});

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

Deno.test("figures beside each other have as many digits, counts none after the point", () => {
  const values = [0, 2, 0.25, 0.9996, 4.6, 9.996, 23.04, 99.96, 12345.6, 1.2e6, -3.2];
  assertEquals(values.map((value) => figureText(value)), [
    "0",
    "2",
    "0.250",
    "1.00",
    "4.60",
    "10.0",
    "23.0",
    "100",
    "12346",
    "1.20 M",
    "−3.20",
  ]);
  assertEquals([1, 0.25, 2, 340].map((ratio) => threeDigits(ratio)), ["1.00", "0.250", "2.00", "340"]);
  assertEquals([0.872, 1.01, 12.4, 130.2].map((percent) => figureText(percent, 2)), [
    "0.87",
    "1.0",
    "12",
    "130",
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

Deno.test("counts have separated thousands, and one is singular", () => {
  assertEquals([1, 2].map(threadsText), ["1 thread", "2 threads"]);
  assertEquals([1, 2990].map((count) => countText(count, "row")), ["1 row", "2,990 rows"]);
  assertEquals(ofText(0, 1, "trial"), "0 of 1 trial");
  assertEquals(ofText(1200, 2400, "trial"), "1,200 of 2,400 trials");
  assertEquals([1, 2, 2990].map((count) => ofAllText(count, count, "trial")), [
    ...["the one trial", "both trials", "all 2,990 trials"],
  ]);
  assertEquals(ofAllText(1, 2, "trial"), "1 of 2 trials");
});

Deno.test("an option is called as its field, without the unit, but for fields that one option sets together", () => {
  const paths = [
    "mssBytes",
    "durationMs",
    "workingSetBytes",
    "rx",
    "reapEvery",
    "topology.mtuBytes",
    "rateBps",
  ];
  assertEquals(paths.map(optionOf), [
    ...["--mss", "--duration", "--working-set", "--rx", "--reap-every", "--mtu", "--rate"],
  ]);
  assertEquals(["topology.kind", "topology.sender", "pin.kind"].map(optionOf), [
    ...["--topology", "--direction", "--pin"],
  ]);
});

Deno.test("a field's value has the unit that its path names", () => {
  assertEquals(
    [
      fieldText("sndbufBytes", "65536"),
      fieldText("topology.timeoutMs", "1500"),
      fieldText("reapEvery", "32"),
      fieldText("rateBps", "2500000000"),
    ],
    ["64 KiB", "1.5s", "32", "2.5G"],
  );
  assertEquals(fieldText("congestion", "reno"), "reno");
});
