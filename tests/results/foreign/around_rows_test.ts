/** What stands around and between the rows of a table: titles, text, sums, frames, merged cells. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CsvError } from "../../../results/csv.ts";
import type { ForeignResults } from "../../../results/foreign/reader.ts";
import { readBytes, readText, table } from "./field_files.ts";

const read = (...lines: string[]) => readText(table(...lines));

/** Mode, size, threads and throughput of each row. */
function cells({ rows }: ForeignResults) {
  return rows.map((row) => [row.mode, row.message_bytes, row.threads, row.throughput_gbps]);
}

const TWO_ROWS = [["two-copy", 64, 1, 2.5], ["one-copy", 64, 1, 3.5]];

Deno.test("a table for each mode, under a title that names it, is read with these modes", () => {
  const header = "size,threads,gbps";
  const tables = (title: (mode: string) => string) => [
    title("Two-Copy"),
    header,
    "64,1,2.5",
    "",
    title("One-Copy"),
    header,
    "64,1,3.5",
  ];
  for (
    const title of [
      (mode: string) => `# ${mode}`,
      (mode: string) => `=== ${mode} ===`,
      (mode: string) => `${mode},,`,
      (mode: string) => `Results of ${mode}:`,
    ]
  ) {
    const results = read(...tables(title));
    assertEquals(cells(results), TWO_ROWS);
    assertStringIncludes(
      results.notes.join("\n"),
      "no column has the modes: they are read from the titles of the tables",
    );
  }
  assertEquals(cells(read("# A1: two copies", "# 10 s each", header, "64,1,2.5")), TWO_ROWS.slice(0, 1));
});

Deno.test("a table below another title, or none, is never read as one of the mode before it", () => {
  const first = ["# Two-Copy", "size,threads,gbps", "64,1,2.5"];
  assertThrows(
    () => read(...first, "# with MTU 9000", "64,1,3.5"),
    CsvError,
    'line 4: the modes stand in titles, and "# with MTU 9000" names none, or several: write a column mode',
  );
  assertThrows(
    () => read(...first, "size,threads,gbps", "64,1,3.5"),
    CsvError,
    "line 4: the table that begins here has no title that names its mode",
  );
  for (const above of ["# Two-Copy against One-Copy", "# results"]) {
    assertThrows(
      () => read(above, "size,threads,gbps", "64,1,2.5"),
      CsvError,
      "no column is recognised as the mode",
    );
  }
  const named = read("# Two-Copy and others", "stack,size,threads,gbps", "A2,64,1,3.5");
  assertEquals(
    cells(named),
    TWO_ROWS.slice(1),
    "a column of modes, whatever its name, is better than a title",
  );
});

Deno.test("the name of a file may be the mode of all its rows, where neither a column nor a title is", () => {
  const named = (fileName: string, ...lines: string[]) =>
    readBytes(new TextEncoder().encode(table(...lines)), undefined, fileName);
  const header = "size,threads,gbps";
  const results = named("MT25999_results_A1.csv", "# on loopback", header, "64,1,2.5");
  assertEquals(cells(results), TWO_ROWS.slice(0, 1));
  assertStringIncludes(
    results.notes.join("\n"),
    "no column has the mode: it is read from the name of the file (MT25999_results_A1)",
  );
  for (
    const [fileName, ...lines] of [
      ["A1_and_A2.csv", header, "64,1,2.5"],
      ["one_copy.csv", "stack,size,threads,gbps", "x,64,1,2.5", "y,64,1,3.5"],
    ] as const
  ) assertThrows(() => named(fileName, ...lines), CsvError, "no column is recognised as the mode");
  assertThrows(
    () => named("a1.csv", header, "64,1,2.5", "# A2", "64,1,3.5"),
    CsvError,
    'line 3: the modes stand in titles, and "# A2" names another than the file\'s name',
  );
  assertEquals(cells(named("a1.csv", "mode,size,threads,gbps", "A2,64,1,3.5")), TWO_ROWS.slice(1));
});

Deno.test("the name of a file may say size or thread count, where no column may and it says it once", () => {
  const named = (fileName: string, ...lines: string[]) =>
    readBytes(new TextEncoder().encode(table(...lines)), undefined, fileName);
  const header = "implementation,throughput_gbps,bytes_sent";
  const lines = ["two_copy,2.5,91204608", "one_copy,3.5,89321472"];
  const results = named("MT25999_Part_B_64KB_8T.CSV", header, ...lines);
  assertEquals(cells(results), [["two-copy", 65536, 8, 2.5], ["one-copy", 65536, 8, 3.5]]);
  assertStringIncludes(
    results.notes.join("\n"),
    "no column has the message size and the thread count: they are read from the name of the file (64KB, 8)",
  );
  assertEquals(cells(named("msgsize64-threads1.csv", header, ...lines)), TWO_ROWS);
  const onlyThreads = named("results_1threads.csv", "impl,size,gbps", "two_copy,64,2.5", "one_copy,64,3.5");
  assertEquals(cells(onlyThreads), TWO_ROWS);
  assertStringIncludes(
    onlyThreads.notes.join("\n"),
    "no column has the thread count: it is read from the name of the file (1)",
  );
  assertEquals(cells(named("64B.csv", "impl,threads,gbps", "two_copy,1,2.5", "one_copy,1,3.5")), TWO_ROWS);
  assertEquals(cells(named("out_1t.csv", "size,two_copy_gbps,one_copy_gbps", "64,2.5,3.5")), TWO_ROWS);
  const spread = named("all_8t.csv", "impl,size,1 thread gbps,2 threads gbps", "two_copy,64,2.5,3.5");
  assertEquals(spread.rows.map(({ threads }) => threads), [1, 2], "columns say it");
  assertEquals(cells(named("two_copy_64B_1T.csv", "gbps,cycles", "2.5,1000000")), TWO_ROWS.slice(0, 1));
  for (
    const [fileName, columns] of [
      ["64KB_vs_1KB_8T.csv", header],
      ["run_1024_8.csv", header],
      ["1KB_8T.csv", header.replace("bytes_sent", "bytes")],
    ] as const
  ) assertThrows(() => named(fileName, columns, ...lines), CsvError, "message size");
  assertThrows(() => named("64KB_1t_vs_8t.csv", header, ...lines), CsvError, "thread count");
  for (const fileName of ["run_2b.csv", "link_100Mb.csv"]) { // a part, and the speed of a link
    assertThrows(() => named(fileName, "impl,threads,gbps", "two_copy,1,2"), CsvError, "message size");
  }
  assertThrows(() => named("thread1.csv", "impl,size,gbps", "two_copy,64,2"), CsvError, "thread count"); // which one
  assertThrows(
    () => named("1KB_8T.csv", "impl,n,gbps", "two_copy,2,2.5"),
    CsvError,
    "could be threads or repeat",
  );
});

Deno.test("first cells that are empty below merged ones are those above", () => {
  const results = read(
    "Mode,Size,Threads,Gbps",
    "A1,64,1,1",
    ",,2,2",
    ",1024,1,3",
    ",,2,4",
    "A2,64,1,5",
    ",,2,6",
  );
  assertEquals(cells(results), [
    ["two-copy", 64, 1, 1],
    ["two-copy", 64, 2, 2],
    ["two-copy", 1024, 1, 3],
    ["two-copy", 1024, 2, 4],
    ["one-copy", 64, 1, 5],
    ["one-copy", 64, 2, 6],
  ]);
  assertStringIncludes(
    results.notes.join("\n"),
    "the first cells of 4 rows are empty, and taken for merged with those above",
  );
  assertThrows(
    () => read("Mode,Size,Threads,Gbps", "A1,64,1,1", ",64,2,2", "A2,64,1,3", "A2,64,2,4"),
    CsvError,
    "line 3: the first cell is empty; it is in 1 row, too few for merged cells",
  );
});

Deno.test("lines of text between rows and below them are left out, and a note says where", () => {
  const results = read(
    "mode,size,threads,gbps",
    "Running A1...",
    "a1,64,1,2.5",
    "a2,64,1,3.5",
    "Summary",
    "Best mode,A2",
  );
  assertEquals(cells(results), TWO_ROWS);
  assertStringIncludes(
    results.notes.join("\n"),
    '3 lines of text among the rows left out (line 2: "Running A1...")',
  );
  assertThrows(
    () => read("mode,size,threads,gbps", "a1,64,1,2.5", "a2,64", "a2,64,1,3.5"),
    CsvError,
    "line 3 has 2 fields, the header has 4",
  );
});

Deno.test("text between rows of the same configurations may tell them apart, unless it numbers runs", () => {
  const rows = ["a1,64,1,2.5", "a2,64,1,3.5"];
  const header = "mode,size,threads,gbps";
  assertThrows(
    () => read(header, ...rows, "With large pages:", ...rows),
    CsvError,
    'line 4: "With large pages:" stands between rows of the same configurations: if it tells them apart, write a column',
  );
  assertThrows(
    () => read(header, ...rows, "Client", header, ...rows),
    CsvError,
    'line 4: "Client" stands between',
  );
  assertThrows(
    () => read("| mode | size | threads | gbps |", "| a1 | 64 | 1 | 2 |", "Client", "| a1 | 64 | 1 | 3 |"),
    CsvError,
    'line 3: "Client" stands between',
  );
  assertEquals(read(header, ...rows, "Run 2:", ...rows, "The end.").rows.map(({ repeat }) => repeat), [
    0,
    0,
    1,
    1,
  ]);
});

Deno.test("lines of dashes between the rows are rules, whatever separates the fields", () => {
  assertEquals(
    cells(read("mode,size,threads,gbps", "a1,64,1,2.5", "---,---,---,---", "a2,64,1,3.5")),
    TWO_ROWS,
  );
});

Deno.test("frames drawn with characters for boxes are frames", () => {
  const results = read(
    "┌──────────┬──────────┬─────────┬──────┐",
    "│ mode     │ msg size │ threads │ gbps │",
    "├──────────┼──────────┼─────────┼──────┤",
    "│ Two Copy │ 64       │ 1       │ 2.5  │",
    "│ One Copy │ 64       │ 1       │ 3.5  │",
    "└──────────┴──────────┴─────────┴──────┘",
  );
  assertEquals(cells(results), TWO_ROWS);
  assert(!results.notes.join().includes("│"), results.notes.join());
});

Deno.test("averages are left out where the number of the run or the mode's name says that they are", () => {
  const runs = read(
    "mode,size,threads,run,gbps",
    "A1,64,1,1,2.5",
    "A1,64,1,avg,2.6",
    "A1,64,1,std,0.1",
    "A2,64,1,1,3.5",
    "A2,64,1,Average,3.4",
  );
  assertEquals(cells(runs), TWO_ROWS);
  assertStringIncludes(runs.notes.join("\n"), "3 rows of totals or averages left out");
  const sizes = read("mode,size,threads,gbps", "A1,64,1,2.5", "A1,all,all,9", "A2,64,1,3.5", "Overall,,,3");
  assertEquals(cells(sizes), TWO_ROWS);
  assertEquals(read("mode,size,threads,gbps", "std,64,1,2", "A2,64,1,3").rows.length, 2, "a mode called std");
  for (const total of ["Summe", "Mittelwert", "Gesamt", "Moyenne"]) {
    const lines = ["A1,64,1,2.5", `${total},,,2.5`, "A2,64,1,3.5"];
    assertEquals(cells(read("mode,size,threads,gbps", ...lines)), TWO_ROWS, total);
  }
  const names = read(
    "mode,size,threads,gbps",
    "A1,64,1,2.5",
    "A1 Average,64,1,2.6",
    "A2,64,1,3.5",
    "A2_avg,64,1,3.4",
  );
  assertEquals(cells(names), TWO_ROWS);
  assertEquals(
    cells(read("mode,size,threads,gbps", "A1 avg,64,1,2.5", "A2 avg,64,1,3.5")),
    TWO_ROWS,
    "averages alone are what there is",
  );
});

Deno.test("rows that were measured to warm up are left out, and a note says so", () => {
  for (const column of ["run", "phase"]) {
    const results = read(
      `mode,size,threads,${column},gbps`,
      "A1,64,1,warm-up,1",
      "A1,64,1,1,2.5",
      "A2,64,1,1,3.5",
    );
    assertEquals(cells(results), TWO_ROWS, column);
    assertStringIncludes(results.notes.join("\n"), "1 row of warm-ups left out");
  }
});

Deno.test("the rows of single threads and their sum are no repeats of a run", () => {
  const rows = [1, 2, 4].flatMap((count) => [
    ...Array.from({ length: count }, (_, i) => `A1,64,${count},${i},2.${i}`),
    `A1,64,${count},sum,${count * 2}`,
  ]);
  assertThrows(
    () => read("mode,size,threads,thread_id,gbps", ...rows),
    CsvError,
    "as many rows for each mode, size and thread count as it has threads, and one more (1, 2, 4): the rows are of single threads; leave their sums alone in the file",
  );
});

Deno.test("what stands behind ± is not used, and a note says so", () => {
  const results = read("mode,size,threads,gbps,cycles", "A1,64,1,2.5 ± 0.1,7", "A2,64,1,3.5+/-0.2 Gbps,8");
  assertEquals(cells(results), TWO_ROWS);
  assertStringIncludes(results.notes.join("\n"), "gbps: what stands behind ± is not used");
  assertThrows(() => read("mode,size,threads,gbps", "A1,64,1,± 0.1"), CsvError, '"± 0.1" is not a number');
});
