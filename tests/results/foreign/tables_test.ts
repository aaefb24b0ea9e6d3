import type { ForeignRow } from "../../../results/foreign/foreign_row.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CsvError } from "../../../results/csv.ts";
import { dialects, encoded, PLAIN, written } from "./dialects.ts";
import { fieldTable, fieldText, linesOf, readBytes, readText, table } from "./field_files.ts";

Deno.test("a table is read the same in every separator, encoding, line end and with all that stands around it", () => {
  const files = ["06", "07", "13", "17", "26", "46", "50", "51", "53"];
  const originals = new Map(files.map((number) => [number, linesOf(readText(fieldText(number)))]));
  fc.assert(
    fc.property(
      dialects,
      fc.constantFrom(...files),
      fc.integer({ min: 40, max: 4000 }),
      (dialect, number, chunk) => {
        const { header, rows } = fieldTable(number);
        const found = readBytes(written(header, rows, dialect), chunk);
        assertEquals(
          linesOf(found),
          originals.get(number),
          `${number} ${JSON.stringify(dialect)}\n${found.notes.join("\n")}`,
        );
      },
    ),
    { numRuns: 150, seed: 11 },
  );
});

Deno.test("a cell is a number in many writings", () => {
  const writings: [
    cell: string,
    column: string,
    value: (row: ForeignRow) => unknown,
    expected: number,
  ][] = [
    ["64KB", "size", (row) => row.message_bytes, 65536],
    ["64KiB", "size", (row) => row.message_bytes, 65536],
    ["64K", "size", (row) => row.message_bytes, 65536],
    ["1MB", "size", (row) => row.message_bytes, 1048576],
    ["512 B", "size", (row) => row.message_bytes, 512],
    ["7.3 Gbps", "throughput", (row) => row.throughput_gbps, 7.3],
    ["7300Mbps", "throughput", (row) => row.throughput_gbps, 7.3],
    ["912.5 MB/s", "throughput", (row) => row.throughput_gbps, 7.3],
    ['"1,234,567"', "cycles", (row) => row.totals.cycles, 1234567],
    ["1.6e+11", "cycles", (row) => row.totals.cycles, 1.6e11],
    [".76", "latency_us", (row) => row.latency_mean_us, 0.76],
    ["12 ms", "latency_us", (row) => row.latency_mean_us, 12000],
    ["750ns", "latency_us", (row) => row.latency_mean_us, 0.75],
    ["1_234_567", "cycles", (row) => row.totals.cycles, 1234567],
    ["1'234'567", "cycles", (row) => row.totals.cycles, 1234567],
    ["1\u2009234\u202f567", "cycles", (row) => row.totals.cycles, 1234567],
    ["1 234 567", "cycles", (row) => row.totals.cycles, 1234567],
    ["2.5M", "cycles", (row) => row.totals.cycles, 2.5e6],
    ["8 threads", "threads", (row) => row.threads, 8],
    ["0:10.02", "elapsed", (row) => row.duration_s, 10.02],
  ];
  for (const [cell, column, value, expected] of writings) {
    const fields: Record<string, string> = { mode: "a1", size: "64", threads: "1", [column]: cell };
    const { rows } = readText(table(Object.keys(fields).join(","), Object.values(fields).join(",")));
    assertEquals(value(rows.at(0)!), expected, cell);
  }
});

Deno.test("a comma is a decimal mark or sets thousands apart, as the file's other numbers say", () => {
  const cycles = (separator: string, ...cells: string[]) =>
    readText(table(
      ["mode", "size", "threads", "cycles"].join(separator),
      ...cells.map((cell, i) =>
        ["a1", "64", String(i + 1), separator === "," ? `"${cell}"` : cell].join(separator)
      ),
    ));
  assertEquals(cycles(";", "1,5", "2,25").rows.map((row) => row.totals.cycles), [1.5, 2.25]);
  assertEquals(cycles(";", "1,234", "0,5").rows.map((row) => row.totals.cycles), [1.234, 0.5]);
  assertEquals(cycles(";", "1.234.567,5", "2").rows.map((row) => row.totals.cycles), [1234567.5, 2]);
  assertEquals(cycles(",", "1,234", "1,234,567").rows.map((row) => row.totals.cycles), [1234, 1234567]);
  assertEquals(cycles(",", "12,34,567", "99,999").rows.map((row) => row.totals.cycles), [1234567, 99999]);
  const grouped = cycles(";", "1.234.567", "1.024", "7,5").rows.map((row) => row.totals.cycles);
  assertEquals(grouped, [1234567, 1024, 7.5]);
  assertEquals(cycles(";", "1.234.567", "1.024").rows.map((row) => row.totals.cycles), [1234567, 1024]);
  assertEquals(cycles(";", "1\u202f964,8", "7").rows.map((row) => row.totals.cycles), [1964.8, 7]);
  const pointed = cycles(";", "1,234", "7.25");
  assertEquals(pointed.rows.map((row) => row.totals.cycles), [1234, 7.25]);
  assertStringIncludes(pointed.notes.join(), "set thousands apart, since points are decimal marks (7.25)");
  const guessed = cycles(",", "1,234");
  assertEquals(guessed.rows.at(0)?.totals.cycles, 1234);
  assertStringIncludes(
    guessed.notes.join(),
    "commas as in 1,234 are taken for commas that set thousands apart",
  );
  assertStringIncludes(cycles(";", "1,234").notes.join(), "commas as in 1,234 are taken for decimal marks");
  assertThrows(
    () => cycles(";", "1,5", "1,234,567"),
    CsvError,
    "commas set thousands apart, in 1,5 the comma is a decimal mark",
  );
  assertThrows(() => cycles(";", "1,5", "1.234"), CsvError, '"1.234" could be 1.234 or 1234');
});

Deno.test("numbers that are none, negative or beyond all counting are refused", () => {
  for (
    const [cell, why] of [
      ["many", '"many" is not a number'],
      ["0x10", '"0x10" is not a number'],
      ["1e400", '"1e400" is not a number'],
      ["1e308", '"1e308" is more than anything that is counted'],
      ["-5", "-5 is negative"],
      ["-1.5", "-1.5 is negative"],
      ["5 parsecs", '"5 parsecs" is not a number'],
    ] as const
  ) {
    assertThrows(
      () => readText(table("mode,size,threads,cycles", `a1,64,1,${cell}`)),
      CsvError,
      `line 2, column cycles: ${why}`,
    );
  }
});

Deno.test("-1 and words of failure are no figures, and a note says so", () => {
  const { rows, notes } = readText(
    table(
      "mode,size,threads,gbps,cycles",
      "a1,64,1,TIMEOUT,-1",
      "a2,64,1,2.5,7",
      "a3,64,1,3,18446744073709551615",
    ),
  );
  assertEquals(rows.map((row) => [row.throughput_gbps, row.totals.cycles]), [
    [null, undefined],
    [2.5, 7],
    [3, undefined],
  ]);
  assertStringIncludes(notes.join("\n"), "cycles: 18446744073709551615 is -1 without its sign");
  assertStringIncludes(notes.join("\n"), "cycles: -1 is what C programs write for no value: not measured");
  assertStringIncludes(notes.join("\n"), 'gbps: "TIMEOUT": not measured');
});

Deno.test("sizes are of 1024, and a note says so", () => {
  const { rows, notes } = readText(table("mode,size_kb,threads", "a1,64,1"));
  assertEquals(rows.at(0)?.message_bytes, 65536);
  assertStringIncludes(notes.join(), "sizes in KB are read as 1,024 bytes each");
});

Deno.test("amounts in MB are of 1024, and a note says so", () => {
  const { rows, notes } = readText(table("mode,size,threads,Transferred (MB),Time (s)", "a1,64,1,10,2"));
  assertEquals(rows.at(0)?.bytes, 10 * 2 ** 20);
  assertStringIncludes(notes.join(), "column Transferred (MB) counts MB of 1,048,576 bytes");
  const cell = readText(table("mode,size,threads,total_bytes,duration_s", "a1,64,1,10 MB,2"));
  assertStringIncludes(cell.notes.join(), "column total_bytes counts MB of 1,048,576 bytes");
});

Deno.test("what stands around the rows is left out, and a note says so", () => {
  const { rows, notes } = readText(table(
    "Results of my experiment",
    "",
    "mode,size,threads,throughput_gbps",
    "# warm-up done",
    "a1,64,1,1",
    "mode,size,threads,throughput_gbps",
    "a2,64,1,2",
    "Average,,,1.5",
    "Moyenne,,,1.5",
    ",,,3",
  ));
  assertEquals(rows.map((row) => [row.mode, row.throughput_gbps]), [["two-copy", 1], ["one-copy", 2]]);
  for (
    const text of [
      "1 line above the header left out",
      "1 comment line left out",
      "the header is repeated among the rows (1 time)",
      "3 rows of totals or averages left out",
    ]
  ) assertStringIncludes(notes.join("\n"), text);
});

Deno.test("a header may stand in a comment, as gnuplot's tables have it", () => {
  const { rows } = readText(table("# mode size threads gbps", "a1 64 1 2.5", "a2 64 1 <not supported>"));
  assertEquals(rows.map((row) => [row.mode, row.throughput_gbps]), [["two-copy", 2.5], ["one-copy", null]]);
});

Deno.test("tables with rules and bars are tables", () => {
  const rows = [["A1", "64", "1", "2.5"], ["A2", "64", "2", "3.5"]];
  const bars = (fields: readonly string[]) => `| ${fields.join(" | ")} |`;
  for (
    const text of [
      table(bars(["Mode", "Msg Size", "Threads", "Gbps"]), "|---|:--:|--:|---|", ...rows.map(bars)),
      table(
        "+------+",
        bars(["Mode", "Msg Size", "Threads", "Gbps"]),
        "+======+",
        ...rows.map(bars),
        "+------+",
      ),
      table("Mode  Size  Threads  Gbps", "----  ----  -------  ----", ...rows.map((row) => row.join("  "))),
    ]
  ) {
    assertEquals(readText(text).rows.map(({ mode, threads }) => [mode, threads]), [["two-copy", 1], [
      "one-copy",
      2,
    ]], text);
  }
});

Deno.test("names with single blanks are whole where columns are further apart", () => {
  const { rows } = readText(table(
    "Mode    Message Size   Num Threads   Context Switches",
    "A1      1024           4             17",
  ));
  assertEquals([rows.at(0)?.message_bytes, rows.at(0)?.threads, rows.at(0)?.totals.context_switches], [
    1024,
    4,
    17,
  ]);
  const words = readText(table(
    "Method     Size   Threads   Gbit/s",
    "Two Copy   1024   1         2,1",
    "One Copy   1024   1         2,2",
  )).rows;
  assertEquals(words.map((row) => [row.mode, row.throughput_gbps]), [["two-copy", 2.1], ["one-copy", 2.2]]);
});

Deno.test("blanks around another separator separate nothing", () => {
  const { rows } = readText(table(
    "technique , bytes per msg , concurrency , mean throughput [Mb/s]",
    " two copy , 1024 , 4 , 2100.5 ",
  ));
  assertEquals([rows.at(0)?.mode, rows.at(0)?.message_bytes, rows.at(0)?.throughput_gbps], [
    "two-copy",
    1024,
    2.1005,
  ]);
});

Deno.test("a quoted name may go on in the next line, as spreadsheets write it", () => {
  const { rows } = readText('Mode,"Message\nSize (KB)",Threads,"Throughput\r\n(Gbps)"\r\nA1,1,2,3.5\r\n');
  assertEquals([rows.at(0)?.message_bytes, rows.at(0)?.throughput_gbps], [1024, 3.5]);
});

Deno.test("µ is read in UTF-8 and in Latin-1", () => {
  const text = table("Mode,Size,Threads,Latency (µs)", "A1,64,1,2.5");
  for (const encoding of ["utf-8", "latin-1", "utf-16le"] as const) {
    assertEquals(readBytes(encoded(text, encoding)).rows.at(0)?.latency_mean_us, 2.5, encoding);
  }
});

Deno.test("Latin-1 is known wherever a chunk ends", () => {
  const bytes = encoded(table("Mode,Size,Threads,Host", "A1,64,1,Zürich", "A2,64,1,Zürich"), "latin-1");
  for (let chunk = 1; chunk < bytes.length; chunk++) {
    assertEquals(readBytes(bytes, chunk).rows.length, 2, `${chunk}`);
  }
});

Deno.test("a last line that was cut off is left out where it is too short", () => {
  const { rows, notes } = readText("mode,size,threads,throughput_gbps\na1,64,1,2.5\na2,64,");
  assertEquals(rows.length, 1);
  assertStringIncludes(notes.join(), "the last line (3) was cut off");
});

Deno.test("a last figure with fewer digits than all others may be cut off, where its line has no end", () => {
  const rows = Array.from({ length: 12 }, (_, i) => `one-copy,1024,${i + 1},3.${245 + i}`);
  const header = "mode,size,threads,throughput_gbps";
  const cutNotes = (text: string) => readText(text).notes.filter((note) => note.includes("may be cut off"));
  const cut = table(header, ...rows).slice(0, -2);
  assertEquals(cutNotes(cut), [
    'the last line (13) has no line end and may be cut off: it ends in "3.25", and all others in figures with 3 digits after the point',
  ]);
  assertEquals(readText(cut).rows.at(-1)?.throughput_gbps, 3.25);
  assertEquals(cutNotes(cut.slice(0, -4)).length, 1, "nothing is left of the figure");
  assertEquals(cutNotes(`${cut}\n`), [], "the line has an end");
  const within = readBytes(
    encoded("mode,size,threads,gbps\na1,64,1,2.5\na2,64,1,3.25", "utf-16le").slice(0, -1),
  );
  assertStringIncludes(
    within.notes.join(),
    "the last line (3) has no line end and may be cut off: it ends within",
  );
  assertEquals(within.rows.map((row) => row.throughput_gbps), [2.5, 3.2]);
  assertEquals(cutNotes(`${cut}6`), [], "the figure is whole");
  assertEquals(cutNotes(`${cut.slice(0, -4)}n/a`), [], "no figure");
  assertEquals(cutNotes(table(header, ...rows.slice(0, 8)).slice(0, -2)), [], "too few to tell");
  assertEquals(cutNotes(table(header, "two-copy,64,1,2.5", ...rows).slice(0, -2)), [], "digits vary");
});

Deno.test("a last whole number with fewer digits than any other may be cut off, where its line has no end", () => {
  const rows = Array.from({ length: 12 }, (_, i) => `one-copy,1024,${i + 1},${98 + i}7654321`);
  const text = table("mode,size,threads,cycles", ...rows);
  const cutNotes = (bytes: number) =>
    readText(text.slice(0, text.length - bytes)).notes.filter((note) => note.includes("may be cut off"));
  assertEquals(cutNotes(3), [
    'the last line (13) has no line end and may be cut off: it ends in "10976543", and all others in numbers of 9 digits or more',
  ]);
  assertEquals(cutNotes(11).length, 1, "nothing is left of the number");
  assertEquals(cutNotes(2), [], "as many digits as another");
  assertEquals(cutNotes(0), [], "the line has an end");
});

Deno.test("fields that are too many or too few are named", () => {
  assertThrows(
    () => readText(table("mode,size,threads,throughput_gbps", "a1,64,1,2,5")),
    CsvError,
    "line 2 has 5 fields, the header has 4; numbers with commas in them need quotes or another separator",
  );
  assertThrows(
    () => readText(table("mode,size,threads", "a1,64", "a1,64,1")),
    CsvError,
    "line 2 has 2 fields, the header has 3",
  );
});

Deno.test("a header above lines that are no rows of it is refused, with the first of them", () => {
  assertThrows(
    () => readText(table("mode,size,threads,gbps", "a1;64;1;2.5", "a2;64;1;3.5")),
    CsvError,
    'no line below the header has its 4 columns (line 2: "a1;64;1;2.5")',
  );
});

Deno.test("a second table in the same file is refused", () => {
  assertThrows(
    () => readText(table("mode,size,threads,cycles", "a1,64,1,5", "threads,mode,size", "1,a1,64")),
    CsvError,
    "line 3: a table with other columns begins here",
  );
});

Deno.test("the plain table of the property is what the file holds", () => {
  const { header, rows } = fieldTable("16");
  const again = new TextDecoder().decode(written(header, rows, PLAIN));
  assert(again === fieldText("16"));
});
