import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { TRIAL_COLUMNS } from "../../../results/columns.ts";
import { CsvError, csvHeader } from "../../../results/csv.ts";
import { COLUMN_NAMES } from "../../../results/foreign/column_names.ts";
import { HEAD_BYTES } from "../../../results/foreign/decoder.ts";
import { ForeignReader } from "../../../results/foreign/reader.ts";
import { V8_FLAGS } from "../../../scripts/product.ts";
import { execute, withDirectory } from "../../cli/program.ts";
import { type Dialect, encoded, PLAIN, written } from "./dialects.ts";
import { fieldText, readText, table } from "./field_files.ts";
import { assertSentence, cases, CONTROLS, hostileCell, readOrRefused, SEED } from "./hostile.ts";

const NUMBERS = ["02", "03", "07", "13", "17", "26", "32", "45", "46", "50", "61", "62"];
const columnName = fc.oneof(
  fc.constantFrom(...COLUMN_NAMES.flatMap(({ names }) => names)),
  fc.constantFrom(...TRIAL_COLUMNS.map(({ name }) => name)),
  fc.constantFrom(
    "throughput_mbps",
    "Latency (ns)",
    "thr",
    "time",
    "T",
    "bytes",
    "GBPS",
    "size_kb",
    "cycles (10^6)",
  ),
  hostileCell,
);
const separator = fc.constantFrom(",", ";", "\t", " ", "|");

Deno.test("tables of any columns and cells are read or refused in one sentence", () => {
  const cells = fc.array(fc.array(hostileCell, { maxLength: 12 }), { maxLength: 8 });
  const named = fc.constant(["mode", "size", "threads"]),
    hardly = fc.subarray(["mode", "field_size", "threads"]);
  const header = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: named }, hardly),
    fc.array(columnName, { maxLength: 9 }),
  );
  fc.assert(
    fc.property(
      header.map((names) => names.flat()),
      cells,
      separator,
      fc.constantFrom("\n", "\r\n", "\r", "\n\n"),
      fc.integer({ min: 1, max: 999 }),
      (names, rows, mark, end, chunk) => {
        const lines = [names, ...rows.map((row) => ["a1", "64", "1", ...row].slice(0, names.length))];
        readOrRefused(new TextEncoder().encode(lines.map((line) => line.join(mark)).join(end)), chunk);
      },
    ),
    { numRuns: cases(300), seed: SEED },
  );
});

Deno.test("a table that is cut at any byte is read as far as it goes, or refused in one sentence", () => {
  const cut = fc.record({
    number: fc.constantFrom(...NUMBERS),
    share: fc.integer({ min: 0, max: 100_000 }).map((part) => part / 100_000),
  });
  const encodings = fc.constantFrom<Dialect["encoding"]>(
    "utf-8",
    "utf-16le",
    "utf-16be",
    "utf-16le bare",
    "latin-1",
  );
  fc.assert(
    fc.property(cut, encodings, fc.integer({ min: 1, max: 5000 }), ({ number, share }, encoding, chunk) => {
      const whole = encoded(fieldText(number), encoding);
      readOrRefused(whole.slice(0, Math.floor(share * whole.length)), chunk);
    }),
    { numRuns: cases(200), seed: SEED },
  );
});

Deno.test("damage anywhere is read or refused in one sentence", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NUMBERS),
      fc.nat(3000),
      fc.nat(60),
      hostileCell,
      (number, at, length, text) => {
        const whole = fieldText(number);
        readOrRefused(new TextEncoder().encode(whole.slice(0, at) + text + whole.slice(at + length)));
      },
    ),
    { numRuns: cases(150), seed: SEED },
  );
});

Deno.test("bytes of any kind are read or refused in one sentence", () => {
  const head = fc.constantFrom<number[]>([], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0x7b], [
    0x5b,
    0x7b,
  ]);
  fc.assert(
    fc.property(
      head,
      fc.uint8Array({ maxLength: 2000 }),
      fc.integer({ min: 1, max: 300 }),
      (mark, bytes, chunk) => {
        readOrRefused(new Uint8Array([...mark, ...bytes]), chunk);
      },
    ),
    { numRuns: cases(350), seed: SEED },
  );
});

Deno.test("JSON of any shape is read or refused in one sentence", () => {
  const run = fc.record({
    start: fc.record({
      version: fc.constant("iperf 3.9"),
      test_start: fc.dictionary(fc.constantFrom("blksize", "num_streams", "protocol"), fc.jsonValue()),
    }),
    end: fc.dictionary(fc.constantFrom("sum_received", "sum_sent", "streams"), fc.jsonValue()),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), run, fc.array(run)), (value) => {
      readOrRefused(new TextEncoder().encode(JSON.stringify(value)));
    }),
    { numRuns: cases(300), seed: SEED },
  );
});

Deno.test("control characters reach neither modes, patterns, notes, headers nor messages", () => {
  const escape = "\u001b[31m\u0007\u202e";
  const results = readText(table(
    `mode,size,threads,gbps,ho${escape}st,${escape}`,
    `a${escape}b,64,1,2,x${escape},1`,
    `a${escape}b,64,1,3,y${escape},2`,
  ));
  assertEquals(results.rows.map(({ mode }) => mode), Array(2).fill("a\uFFFD[31m\uFFFD\uFFFDb"));
  assertStringIncludes(results.notes.join("\n"), "ho\uFFFD[31m\uFFFD\uFFFDst");
  results.notes.forEach(assertSentence);
  assert(results.rows.every(({ pattern }) => !CONTROLS.test(pattern ?? "")));
  const error = assertThrows(
    () => readText(table("mode,size,threads,cycles", `a1,64,1,${escape}`)),
    CsvError,
  );
  assertSentence(error.message);
});

Deno.test("5,000 columns, 3,000 modes and an endless cell are refused by their number", () => {
  const wide = ["mode", "size", "threads", ...Array.from({ length: 4997 }, (_, i) => `column_${i}`)];
  for (const mark of [",", ";", "\t"]) {
    assertThrows(
      () => readText(table(wide.join(mark))),
      CsvError,
      "line 1 has 5,000 columns; up to 1,000 are read",
    );
  }
  const modes = Array.from({ length: 3000 }, (_, i) => `mode-${i},64,1`);
  assertThrows(
    () => readText(table("mode,size,threads", ...modes)),
    CsvError,
    "column mode has more than 100 different values",
  );
  assertThrows(
    () => readText(table("mode,size,threads,remark", `a1,64,1,${"x".repeat(20_000)}`)),
    CsvError,
    "line 2, field 4: the cell has 20000 characters, 10000 are allowed",
  );
});

Deno.test("long lists and names are shortened in notes and messages", () => {
  readText(table("mode,size,threads,gbps", `${"x".repeat(5000)},64,1,2`)).notes.forEach(assertSentence);
  const names = Array.from({ length: 900 }, (_, i) => `nobody_knows_${i}`);
  const { notes } = readText(
    table(
      ["mode", "size", "threads", ...names].join(","),
      ["a1", "64", "1", ...names.map(() => "7")].join(","),
    ),
  );
  assertStringIncludes(notes.join("\n"), "and 888 more");
  notes.forEach(assertSentence);
});

/** What analysing a file adds to the memory of a process, and what came of it. */
async function memoryOf(path: string): Promise<{ added: number; outcome: string }> {
  const script = new URL("peak_memory.ts", import.meta.url).pathname;
  const { stdout, stderr } = await execute([
    Deno.execPath(),
    "run",
    "-A",
    V8_FLAGS,
    "--cached-only",
    script,
    path,
  ]);
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}

/** Writes `bytes` bytes of `text`, repeated. */
async function writeRepeated(path: string, head: string, text: string, bytes: number): Promise<void> {
  using file = await Deno.create(path);
  const block = new TextEncoder().encode(text.repeat(Math.ceil((1 << 20) / text.length)));
  await file.write(new TextEncoder().encode(head));
  for (let written = head.length; written < bytes; written += block.length) await file.write(block);
}

const MIB = 1 << 20;
/** 200 MB with NETIO_HUGE_FILES=1. */
const HUGE_BYTES = Deno.env.get("NETIO_HUGE_FILES") ? 200 * MIB : 20 * MIB;

Deno.test("an endless line, cell, quote or document takes no more memory than three times the file", async () => {
  const cases: [name: string, head: string, text: string, refused: string][] = [
    ["line", "", "x", "line 1 is longer than a million characters"],
    ["fields", "", "1,", "line 1 is longer than a million characters"],
    ["later line", "mode,size,threads\na1,64,1\n", "a1,64,1,", "line 3 is longer than a million characters"],
    ["of netio's own", csvHeader(), "1,", "line 2 is longer than a million characters"],
    ["quote", 'mode,size,threads\na1,64,"', "1\n", 'line 2: a quote (") is missing or misplaced'],
    ["brackets", "[", "[", "JSON"],
    [
      "numbers",
      '{"start":{}, "intervals":[0',
      ",0",
      "this is what iperf3 -J writes, but it is cut off or damaged",
    ],
    ["object", '{"a":"', "b", "JSON"],
    ["blanks", "", " \n", "lines are blank, and a table is looked for no further: leave them out"],
    [
      "comments",
      "",
      "# nothing\n",
      "lines are comments, and a table is looked for no further: leave them out",
    ],
  ];
  await withDirectory(async (directory) => {
    for (const [name, head, text, refused] of cases) {
      const path = join(directory, "huge.csv");
      await writeRepeated(path, head, text, HUGE_BYTES);
      const { added, outcome } = await memoryOf(path);
      assertStringIncludes(outcome, refused, name);
      assert(added < 3 * HUGE_BYTES, `${name}: ${(added / MIB).toFixed(0)} MiB`);
    }
  });
});

/** Rows of one figure, which are many repeats of few cells. */
function shortRows(count: number, unit: string): string {
  const row = (i: number) => {
    const place = i % 36, gbps = (1 + 8 * Math.sin(i) ** 2).toFixed(2) + unit;
    return `${["two-copy", "one-copy", "zero-copy"][place % 3]},${1024 << place % 4},${
      1 + place % 3
    },${gbps}\n`;
  };
  return "mode,size,threads,throughput_gbps\n" + Array.from({ length: count }, (_, i) => row(i)).join("");
}

for (const [what, unit] of [["short row", ""], ["short row with a unit", " Gbps"]] as const) {
  Deno.test(`each further ${what} takes no more memory than three times what it takes in the file`, async () => {
    await withDirectory(async (directory) => {
      const measured = [];
      for (const count of [36_000, 900_000]) {
        const path = join(directory, "short.csv"), text = shortRows(count, unit);
        await Deno.writeTextFile(path, text);
        const { added, outcome } = await memoryOf(path);
        assertEquals(outcome, `${count} rows in 12 cells`);
        measured.push({ added, bytes: text.length });
      }
      const [few, many] = measured as [typeof measured[number], typeof measured[number]];
      const times = (many.added - few.added) / (many.bytes - few.bytes);
      assert(times < 3, `${times.toFixed(2)} times`);
    });
  });
}

Deno.test("a table with a configuration in nearly every row is refused before it takes much memory", () => {
  const rows = Array.from({ length: 200_001 }, (_, i) => `a${i % 3 + 1},${64 + (i / 3 | 0)},2,1.${i}\n`);
  const read = (count: number) => readText(`mode,size,threads,gbps\n${rows.slice(0, count).join("")}`);
  assertEquals(read(200_000).rows.length, 200_000);
  assertThrows(
    () => read(200_001),
    CsvError,
    "the rows are of more than 200,000 configurations, which is more than are read: is size the size of a message, and threads",
  );
});

Deno.test({
  name: "a million rows are the most (NETIO_HUGE_FILES=1)",
  ignore: !Deno.env.get("NETIO_HUGE_FILES"),
  fn: async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "huge.csv");
      await writeRepeated(path, "mode,size,threads\n", "a1,64,1\n", 20 * MIB);
      assertStringIncludes((await memoryOf(path)).outcome, "line 1000002: more than 1,000,000 rows");
    });
  },
});

Deno.test("a table below very many comments or blank lines is not called none", () => {
  const refused = (above: string, many: number) => {
    const bytes = new TextEncoder().encode(above.repeat(many) + "mode,size,threads\na1,64,1\n");
    const read = () => {
      const reader = new ForeignReader();
      for (let at = 0; at < bytes.length; at += HEAD_BYTES) reader.push(bytes.subarray(at, at + HEAD_BYTES));
      reader.end();
    };
    assertThrows(read, CsvError, "looked for no further");
  };
  refused("# nothing\n", 20_000);
  refused("\n", 200_000);
});

Deno.test("devices, pipes and directories without results are refused at once", async () => {
  await withDirectory(async (directory) => {
    const pipe = join(directory, "pipe");
    assertEquals((await execute(["mkfifo", pipe])).code, 0);
    for (const path of ["/dev/zero", "/dev/null", pipe]) {
      assertStringIncludes((await memoryOf(path)).outcome, `${path}: this is a device, a pipe or similar`);
    }
    assertStringIncludes(
      (await memoryOf(directory)).outcome,
      ": neither this directory nor one in it has a trials.csv; name one that",
    );
  });
});

Deno.test("a table of every dialect with hostile names keeps its rows apart", () => {
  const header = ["mode", "size", "threads", "gbps", "__proto__", "constructor", "hasOwnProperty"];
  const rows = [["__proto__", "64", "1", "1", "a", "b", "c"], ["constructor", "64", "1", "2", "a", "b", "c"]];
  const results = readOrRefused(written(header, rows, PLAIN));
  assertEquals(results?.rows.map(({ mode, throughput_gbps }) => [mode, throughput_gbps]), [["__proto__", 1], [
    "constructor",
    2,
  ]]);
});
