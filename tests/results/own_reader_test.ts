/** The reader of netio's own files, held against a plain one; typed columns, held against a plain list. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { emptyRow, type ResultRow, TRIAL_COLUMNS } from "../../results/columns.ts";
import { COUNTERS } from "../../results/counters.ts";
import { CsvError, csvHeader, csvLine } from "../../results/csv.ts";
import { parseFigure, plainNumber } from "../../results/foreign/numbers.ts";
import { safeLines, safeText } from "../../results/safe_text.ts";
import { OwnReader } from "../../results/own/reader.ts";
import { ForeignTable } from "../../results/table/row_view.ts";
import { NumberColumn, WordColumn } from "../../results/table/typed_columns.ts";
import { parseTrials } from "./plain_reader.ts";

const KEY: Partial<ResultRow> = {
  schema: 1,
  status: "ok",
  mode: "two-copy",
  message_bytes: 64,
  threads: 1,
  interleave: "trials",
};

function read(text: string, chunk = 64 * 1024) {
  const reader = new OwnReader();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return reader.end();
}

/** A row as an object of its own. */
function plain(row: ResultRow): Record<string, unknown> {
  return Object.fromEntries(TRIAL_COLUMNS.map(({ name }) => [name, row[name]]));
}

const word = fc.oneof(
  fc.constantFrom(
    "a",
    "b, c",
    'say "no"',
    '"',
    "two\nlines",
    "µs",
    "𝛼",
    "other-load (7.3 %)",
  ),
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== "" && !text.includes("\r")),
);
const figure = fc.oneof(
  fc.constantFrom(0, 1, 12.5, 1e-7, 1.5e21, 9007199254740991, 0.1, 123456789.123456789),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);
const rows = fc.array(
  fc.record({
    bytes: fc.option(fc.nat()),
    throughput_gbps: fc.option(figure),
    latency_mean_us: fc.option(figure),
    rx: fc.option(word),
    warnings: fc.option(word),
  }),
  { minLength: 1, maxLength: 12 },
);

Deno.test("rows of any figures and words are read as the plain reader reads them, wherever the chunks are cut", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 400 }), fc.boolean(), (some, chunk, isUnix) => {
      const lines = some.map((row) => csvLine({ ...emptyRow(), ...KEY, ...row }));
      const text = csvHeader() + lines.join("");
      const ended = isUnix ? text.replaceAll("\r\n", "\n") : text;
      const found = read(ended, chunk);
      // The plain reader is given what a terminal may get, as the other makes it.
      const expected = parseTrials(ended).map(plain);
      const safe = expected.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === "string" ? safeLines(value) : value,
          ]),
        )
      );
      assertEquals(found.rows.map(plain), safe);
      assertEquals(found.notes, []);
    }),
    { numRuns: 150, seed: 31 },
  );
});

Deno.test("numbers are the nearest doubles, however they are written", () => {
  const texts = [
    "0.1",
    "12.867482",
    "1e3",
    "1.5E-7",
    "+4",
    "000.25",
    ".5",
    "5.",
    "-3",
    "123456789012345678",
    "0.30000000000000004",
  ];
  const line = (text: string) => `1,ok,two-copy,64,1,${text}\r\n`;
  const { rows } = read(
    "schema,status,mode,message_bytes,threads,throughput_gbps\r\n" + texts.map(line).join(""),
  );
  assertEquals(rows.map((row) => row.throughput_gbps), texts.map(Number));
});

Deno.test("a file cut at any byte gives its whole rows, and says that the last was cut", () => {
  const text = csvHeader() +
    [1, 2, 3].map((repeat) => csvLine({ ...emptyRow(), ...KEY, repeat, warnings: 'a, "b"' })).join("");
  const body = csvHeader().length;
  for (let end = body; end < text.length; end += 7) {
    const { rows, notes } = read(text.slice(0, end), 50);
    const whole = text.slice(0, end).split("\r\n").length - 2;
    assert(rows.length >= whole && rows.length <= whole + 1, `${end}`);
    assert([...rows].every((row, i) => row.repeat === i + 1 && row.mode === "two-copy"));
    if (rows.length === whole && whole > 0 && !text.slice(0, end).endsWith("\n")) {
      assertEquals(notes, ["the last line was cut off and is left out"], `${end}`);
    }
  }
});

Deno.test("what is no row is refused with its line", () => {
  const header = "schema,status,mode,message_bytes,threads,warnings\n";
  const cases: [text: string, said: string][] = [
    ["1,ok,two-copy,64,1\n", "line 2 has 5 fields, the header has 6"],
    ["1,ok,two-copy,64,1,,\n", "line 2 has 7 fields, the header has 6"],
    ['1,ok,two-copy,64,1,a"b\n', 'line 2: a quote (") is missing or misplaced'],
    ['1,ok,two-copy,64,1,"a"b\n', 'line 2: a quote (") is missing or misplaced'],
    ['1,ok,two-copy,64,1,"a\nb\n', 'line 2: a quote (") is missing or misplaced'],
    ["1,ok,two-copy,64,1e999,\n", 'line 2, column threads: "1e999" is not a number'],
    ["1,ok,two-copy,64, ,\n", 'line 2, column threads: "" is not a number'],
    ["1,ok,two-copy,64,1\u001b[2J,\n", "is not a number"],
    ["1,ok,two-copy,64,,\n", "line 2, column threads: the field is empty"],
    ["2,ok,two-copy,64,1,\n", "line 2: schema 2, this netio reads schema 1"],
    [`1,ok,two-copy,64,1,${"x".repeat(2 << 20)}\n`, "line 2 is longer than a million characters"],
    ['1,ok,two-copy,64,1,"' + "x\n".repeat(1 << 20), "line 2 is longer than a million characters"],
  ];
  for (const [text, said] of cases) {
    const error = assertThrows(() => read(header + text), CsvError);
    assertStringIncludes(error.message, said);
    assertEquals(error.message, safeText(error.message));
  }
  assertThrows(() => read('schema,status,"mode\n'), CsvError, 'line 1: a quote (") is missing or misplaced');
});

Deno.test("hostile text gives rows or a CsvError, never anything else", () => {
  const text = fc.tuple(fc.constantFrom("", csvHeader()), fc.string()).map((parts) => parts.join(""));
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 50 }), (hostile, chunk) => {
    try {
      read(hostile, chunk);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
    }
  }));
});

Deno.test("a row of a typed table can be changed like others", () => {
  const { rows: [row, other] } = read(csvHeader() + csvLine({ ...emptyRow(), ...KEY }).repeat(2));
  row!.topology = "loopback, lab1";
  row!.bytes = 7;
  row!.mode = null;
  assertEquals([row!.topology, row!.bytes, row!.mode], ["loopback, lab1", 7, null]);
  assertEquals([other!.topology, other!.bytes, other!.mode], [null, null, "two-copy"]);
});

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
  const value = fc.oneof(
    fc.constantFrom<number | null>(0, -0, 1, 1, 1e-300, 0.1 + 0.2, 9007199254740991, -1, null),
    // thousandths and less, on either side of what four bytes hold of them
    fc.constantFrom(0.5, 2.675, 1.005, 0.001, 0.0005, 1234.567, 4294967, 4294967.294, 4294967.295, 4294967.3),
    // on either side of what one, two and four bytes hold, where one number stands for none
    fc.constantFrom(8, 16, 32).chain((bits) => fc.integer({ min: -3, max: 3 }).map((off) => 2 ** bits + off)),
  );
  fc.assert(
    fc.property(settings(value), fc.boolean(), (sets, isByArray) => {
      const column = new NumberColumn(), plain = new Map<number, number | null>();
      for (const [at, number] of sets) {
        if (isByArray && number !== null) column.setFirstOf(at, Float64Array.of(number, 7));
        else column.set(at, number);
        plain.set(at, number);
      }
      const seen = SEEN.map((at) => [column.at(at), plain.get(at) ?? null] as const);
      for (const [found, wanted] of seen) assert(Object.is(found, wanted), `${found} for ${wanted}`);
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

Deno.test("more words than are recognised are each read as they were set, whenever and however often", () => {
  const column = new WordColumn(), words = Array.from({ length: 10_000 }, (_, i) => `word ${i % 6000}`);
  words.forEach((word, row) => {
    const bytes = new TextEncoder().encode(word);
    if (row % 2 === 0) column.set(row, word);
    else column.setBytes(row, bytes, 0, bytes.length);
    assertEquals(column.at(row), word);
  });
  for (let times = 0; times < 2; times++) assertEquals(words.map((_, row) => column.at(row)), words);
});

Deno.test("rows of other people's have columns of their own, counts of no end among them", () => {
  const [first, second] = new ForeignTable(2).rows;
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
