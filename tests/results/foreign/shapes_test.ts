/** Tables whose rows are not simply rows: wide ones, units below the header, rows with numbers, Markdown, JSON. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CsvError } from "../../../results/csv.ts";
import type { ForeignResults } from "../../../results/foreign/reader.ts";
import { readBytes, readText, table } from "./field_files.ts";

const read = (...lines: string[]) => readText(table(...lines));

/** Mode, size, threads and throughput of each row. */
function cells({ rows }: ForeignResults) {
  return rows.map((row) => [row.mode, row.message_bytes, row.threads, row.throughput_gbps]);
}

Deno.test("a column for each mode is read as a row for each, with whatever figures they have", () => {
  const one = read("Size,Threads,A1_gbps,A2_gbps,A3_gbps", "64,1,5,6,7", "64,2,8,,9");
  assertEquals(cells(one), [
    ["two-copy", 64, 1, 5],
    ["one-copy", 64, 1, 6],
    ["zero-copy", 64, 1, 7],
    ["two-copy", 64, 2, 8],
    ["zero-copy", 64, 2, 9],
  ]);
  assertStringIncludes(one.notes.join("\n"), "there is a column for each mode (A1_gbps, A2_gbps, A3_gbps)");
  const two = read(
    "size;threads;two_copy MB/s;two_copy latency (us);Zero-Copy MB/s;Zero-Copy latency (us)",
    "64;1;125;1,5;250;2,5",
  );
  assertEquals(cells(two), [["two-copy", 64, 1, 1], ["zero-copy", 64, 1, 2]]);
  assertEquals(two.rows.map((row) => row.latency_mean_us), [1.5, 2.5]);
});

Deno.test("a line above a table with a column for each mode or thread count may say what they hold", () => {
  const wide = ["size,threads,A1,A2", "64,1,5,6"];
  const modes = [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6]];
  for (const caption of ["Throughput (Gbps)", "# throughput_gbps", "Table 2: Throughput (Gbps),,,"]) {
    assertEquals(cells(read(caption, ...wide)), modes, caption);
  }
  const threads = read("Throughput (Gbps)", "mode,size,1 thread,4 threads", "A1,64,5,6");
  assertEquals(cells(threads), [["two-copy", 64, 1, 5], ["two-copy", 64, 4, 6]]);
  assertStringIncludes(
    threads.notes.join("\n"),
    "there is a column for each thread count (1 thread, 4 threads): each is read as a row of its own, of the Throughput (Gbps) that a line above names",
  );
  for (const other of ["Latency (us)", "# Latency (us)"]) {
    assertThrows(
      () => read("Throughput (Gbps)", ...wide, other, ...wide),
      CsvError,
      'line 4: "Latency (us)" begins another table than that of "Throughput (Gbps)": put it into a file of its own',
    );
  }
  const long = read("# Throughput", "mode,size,threads,gbps", "A1,64,1,5", "# Latency", "A2,64,1,6");
  assertEquals(cells(long), modes); // whose columns say what they hold
  for (const above of [["Throughput (Gbps)", "Latency (us)"], ["Throughput and latency"]]) {
    assertThrows(() => read(...above, ...wide), CsvError, "nothing says what they hold");
  }
});

Deno.test("a column of what the modes are compared with is one of a mode", () => {
  const results = read("size,threads,baseline_gbps,iovec_gbps,zerocopy_gbps", "64,1,5,6,7");
  assertEquals(cells(results), [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6], ["zero-copy", 64, 1, 7]]);
});

Deno.test("columns of modes that say nothing beside others that do are told to be unused", () => {
  const results = read("size,threads,A1 gbps,A1 us,A2 gbps,A2 us", "64,1,5,7,6,8");
  assertEquals(cells(results), [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6]]);
  assertStringIncludes(results.notes.join("\n"), "columns that are not used: A1 us, A2 us");
});

Deno.test("a name may have the mode or the thread count in its middle", () => {
  const modes = [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6]];
  for (
    const header of [
      "size,threads,Throughput_TwoCopy(Gbps),Throughput_OneCopy(Gbps)",
      "size,threads,Throughput A1 (Gbps),Throughput A2 (Gbps)",
      "size,threads,A1.Throughput..Gbps.,A2.Throughput..Gbps.",
    ]
  ) assertEquals(cells(read(header, "64,1,5,6")), modes, header);
  assertEquals(cells(read("mode,size,throughput_1t_gbps,throughput_4t_gbps", "a1,64,5,6")), [
    ["two-copy", 64, 1, 5],
    ["two-copy", 64, 4, 6],
  ]);
});

Deno.test("a column for each thread count or size is read as a row for each", () => {
  const threads = [["a1", 64, 1, 5], ["a1", 64, 4, 6]].map(([, ...rest]) => ["two-copy", ...rest]);
  for (
    const header of [
      "mode,size,gbps_t1,gbps_t4",
      "mode,size,1 thread gbps,4 threads gbps",
      "mode,size,Gbps 1T,Gbps 4T",
      "mode,size,threads=1 (Gbps),threads=4 (Gbps)",
    ]
  ) assertEquals(cells(read(header, "a1,64,5,6")), threads, header);
  assertEquals(cells(read("mode,threads,gbps 64B,gbps 4KiB", "a1,1,5,6")), [
    ["two-copy", 64, 1, 5],
    ["two-copy", 4096, 1, 6],
  ]);
});

Deno.test("a column for each run is read as its repeats, and not used beside their average", () => {
  const runs = read("mode,size,threads,gbps_run1,gbps_run2", "a1,64,1,5,6");
  assertEquals(runs.rows.map(({ repeat, throughput_gbps }) => [repeat, throughput_gbps]), [[1, 5], [2, 6]]);
  for (const header of ["mode,size,threads,gbps_run1,gbps_run2,gbps", "mode,size,threads,run1,run2,gbps"]) {
    assertEquals(cells(read(header, "a1,64,1,5,6,5.5")), [["two-copy", 64, 1, 5.5]], header);
  }
});

Deno.test("a header in a comment may have a column for each mode", () => {
  assertEquals(cells(read("# size threads A1_gbps A2_gbps", "64 1 5 6")), [
    ["two-copy", 64, 1, 5],
    ["one-copy", 64, 1, 6],
  ]);
});

Deno.test("columns for each value that do not say what they hold, or of which thread, are refused", () => {
  const cases: [header: string, said: string][] = [
    [
      "size,threads,A1,A2,A3",
      'there is a column for each mode (A1, A2, A3), and nothing says what they hold: name them such as "A1 throughput',
    ],
    [
      "mode,size,1 thread,2 threads,4 threads",
      "there is a column for each thread count (1 thread, 2 threads, 4 threads)",
    ],
    [
      "mode,size,thread1_gbps,thread2_gbps,total_gbps",
      "the columns thread1_gbps, thread2_gbps could be of runs with so many threads, or of one thread each",
    ],
    ["mode,size,thread0_gbps,thread1_gbps,total_gbps", "no column is recognised as the thread count"],
  ];
  for (const [header, said] of cases) assertThrows(() => read(header, "a1,64,1,2,3"), CsvError, said);
});

Deno.test("the figures of single threads beside their sum are not used", () => {
  const results = read("mode,size,threads,thread0_gbps,thread1_gbps,total_gbps", "a1,64,2,3,4,7");
  assertEquals(cells(results), [["two-copy", 64, 2, 7]]);
  assertStringIncludes(results.notes.join("\n"), "columns that are not used: thread0_gbps, thread1_gbps");
});

Deno.test("a line of units below the header belongs to it, wherever the header stands", () => {
  const units = read(
    "Mode,Size,Threads,Throughput,Latency",
    ",(KiB),-,[MB/s],(ns)",
    "a1,4,1,125,1500",
    "Mode,Size,Threads,Throughput,Latency",
    ",(KiB),-,[MB/s],(ns)",
    "a2,4,1,250,2500",
  );
  assertEquals(cells(units), [["two-copy", 4096, 1, 1], ["one-copy", 4096, 1, 2]]);
  assertEquals(units.rows.map((row) => row.latency_mean_us), [1.5, 2.5]);
  assertStringIncludes(units.notes.join("\n"), "the line below the header is read as its units");
  assertThrows(
    () => read("Mode,Size,Threads,Throughput", ",(bytes),,(furlongs)", "a1,64,1,2"),
    CsvError,
    'line 2, column Size: "(bytes)" is not a number',
  );
});

Deno.test("a header of several lines makes one name of each column", () => {
  const modes = [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6]];
  const excel = read("Size,Threads,Throughput (Gbps),,Latency (us),", ",,A1,A2,A1,A2", "64,1,5,6,7,8");
  assertEquals(cells(excel), modes);
  assertEquals(excel.rows.map((row) => row.latency_mean_us), [7, 8]);
  assertStringIncludes(excel.notes.join("\n"), "the header has 2 lines, whose cells are joined to names");
  const pivot = read(
    ",,throughput_gbps,throughput_gbps",
    "mode,,A1,A2",
    "size,threads,,",
    "64,1,5,6",
  );
  assertEquals(cells(pivot), modes);
  const means = read(
    ",,,throughput_gbps,throughput_gbps",
    ",,,std,mean",
    "mode,size,threads,,",
    "A1,64,1,0.5,5",
    "A2,64,1,0.6,6",
  );
  assertEquals(cells(means), modes);
  const ends = read(",,,Server,,Client,", "Mode,Size,Threads,Gbps,Cycles,Gbps,Cycles", "A1,64,1,5,30,4,40");
  assertEquals(ends.rows.map(({ totals }) => totals.cycles), [70]);
});

Deno.test("columns of one name are told", () => {
  const { notes } = read("mode,size,threads,gbps,cycles,cycles", "A1,64,1,5,30,40");
  assertStringIncludes(notes.join("\n"), "2 columns are called cycles: one of them is read");
});

Deno.test("units that stand in a column of their own, or in cells, are each cell's", () => {
  const column = read("mode,size,threads,throughput,unit", "a1,64,1,5,Gbps", "a2,64,1,6000,Mbps");
  assertEquals(cells(column), [["two-copy", 64, 1, 5], ["one-copy", 64, 1, 6]]);
  const named = read(
    "mode,size,threads,latency,throughput,latency_unit,throughput_units",
    "a1,64,1,7,5,ms,Gbps",
  );
  assertEquals(named.rows.map((row) => [row.throughput_gbps, row.latency_mean_us]), [[5, 7000]]);
  const two = read("mode,size,unit,threads,throughput,unit", "a1,64,KB,1,5,Gbps", "a2,64,KB,1,6000,Mbps");
  assertEquals(two.rows.map((row) => [row.message_bytes, row.throughput_gbps]), [[65536, 5], [65536, 6]]);
  for (const { notes } of [column, named, two]) {
    assert(!/columns are called|not used/.test(notes.join("\n")), notes.join("\n"));
  }
  assertThrows(
    () => read("mode,size,threads,throughput", "a1,64,1,941 mb/s"),
    CsvError,
    '"941 mb/s" could be in Mbit/s or in Mbyte/s',
  );
});

Deno.test("numbers of rows are no repeats, with a name of their column or without", () => {
  const rows = ["A1 64 1 2", "A1 1024 1 3", "A1 64 1 4", "A1 1024 1 5"];
  const repeats = [0, 0, 1, 1];
  const unnamed = read('"mode" "size" "threads" "gbps"', ...rows.map((row, i) => `"${i + 1}" ${row}`));
  const commas = rows.map((row, i) => `${i},${row.replaceAll(" ", ",")}`);
  for (
    const results of [
      unnamed,
      read(",mode,size,threads,gbps", ...commas),
      read("index,mode,size,threads,gbps", ...commas),
    ]
  ) {
    assertEquals(
      results.rows.map(({ repeat, pattern }) => [repeat, pattern]),
      repeats.map((repeat) => [repeat, null]),
    );
  }
  const iterations = read(
    "iter,mode,size,threads,gbps",
    ...rows.map((row) => `1000,${row.replaceAll(" ", ",")}`),
  );
  assertEquals(iterations.rows.map(({ repeat }) => repeat), repeats);
});

Deno.test("Markdown's emphasis and the text around a table are no part of it", () => {
  const results = read(
    "# Results",
    "Measured here.",
    "| Mode | Size | Threads | Gbps |",
    "|:--|--:|:-:|--|",
    "| `A1` | 64 | 1 | 2.5 |",
    "| `A2` | 64 | 1 | **3.5** |",
    "",
    "The best is bold.",
  );
  assertEquals(cells(results), [["two-copy", 64, 1, 2.5], ["one-copy", 64, 1, 3.5]]);
  assertStringIncludes(results.notes.join("\n"), "1 line of text among the rows left out");
});

Deno.test("tables of other things in a Markdown file are left out, and another one of trials is refused", () => {
  const trials = [
    "| Mode | Size | Threads | Gbps | Cycles |",
    "|:--|--:|:-:|--|--|",
    "| A1 (2-copy) | 64 | 1 | 2.5 | 8.1B |",
    "| A2 (1-copy) | 64 | 1 | 3.5 | 259M |",
  ];
  const others = [
    "",
    "### At 64 bytes",
    "",
    "| Size | A1 | Winner |",
    "|------|----|--------|",
    "| 64 bytes, 1T | 2.5 Gbps | A2 |",
    "| 64 bytes, 2T | 4.5 Gbps | A2 |",
    "Which is all.",
    "| Aspect | Remark |",
    "|---|---|",
    "| 1 | none |",
  ];
  const results = read(...trials, ...others);
  assertEquals(cells(results), [["two-copy", 64, 1, 2.5], ["one-copy", 64, 1, 3.5]]);
  assertEquals(results.rows.map(({ totals }) => totals.cycles), [8.1e9, 259e6]);
  assertStringIncludes(
    results.notes.join("\n"),
    '2 tables of other things left out (line 8: "| Size | A1 | Winner |")',
  );
  assertEquals(cells(read(...trials, "", ...trials.slice(0, 2), "| A3 | 64 | 1 | 4.5 | 1 |")).length, 3);
  assertEquals(cells(read(...trials, "", "| A3 | 64 | 1 | 4.5 | 1 |")).length, 3);
  assertThrows(
    () => read(...trials, "", "| Size | Threads | A1 Gbps |", "|---|---|---|", "| 64 | 1 | 2.5 |"),
    CsvError,
    "line 6: a table with other columns begins here",
  );
  const cut = new TextEncoder().encode([...trials, ...others].join("\n"));
  assertEquals(readBytes(cut).rows.length, 2);
});

Deno.test("a table far down in a Markdown file is found, and text without one is called that", () => {
  const prose = Array.from({ length: 300 }, (_, i) => `Each mode sends at ${i} sizes and thread counts.`);
  const results = read(
    ...prose,
    "| Mode | Size | Threads | Gbps |",
    "|---|---|---|---|",
    "| A1 | 64 | 1 | 2.5 |",
  );
  assertEquals(cells(results), [["two-copy", 64, 1, 2.5]]);
  assertThrows(
    () => read("How it was measured.", "Two-copy sends data by size and threads.", "It ran for 10 s."),
    CsvError,
    "no table of runs is found in it: netio needs a line that names columns",
  );
  assertThrows(
    () => read("| Grösse | Zero-Copy (ms) |", "| --- | --- |", "| 10MB | 13 |"),
    CsvError,
    "the header is: Grösse, Zero-Copy (ms)",
  );
});

Deno.test("a time of day is not how long something took", () => {
  const results = read("date,time,mode,size,threads,latency_us", "2026-11-01,12:04:01,a1,64,1,2.5");
  assertEquals(results.rows.map((row) => [row.duration_s, row.latency_mean_us]), [[null, 2.5]]);
  assertStringIncludes(results.notes.join("\n"), "time (of day)");
});

Deno.test("thread 1 to 4 may count threads or number them, which a note says; threads, and 1, 2, 4, are counts", () => {
  const notesOf = (name: string, values: readonly number[]) =>
    readText(
      table(`mode,size,${name},throughput_gbps`, ...values.map((value, i) => `A1,64,${value},${2 + i / 8}`)),
    )
      .notes.join("\n");
  const said =
    "column Thread, 1 to 4, is taken for the number of threads; if it numbers the threads of a run";
  assertStringIncludes(notesOf("Thread", [4, 2, 3, 1]), said);
  for (
    const [name, values] of [["threads", [1, 2, 3, 4]], ["Thread", [1, 2, 4]], ["Thread", [1, 2]]] as const
  ) {
    assert(!notesOf(name, values).includes("number of threads"), name);
  }
});

Deno.test("rows of single threads, and of single figures, are no runs", () => {
  const threads = [1, 2, 4].flatMap((count) =>
    Array.from({ length: count }, (_, i) => `A1,64,${count},${i},2.${i}`)
  );
  assertThrows(
    () => read("mode,size,threads,thread_id,gbps", ...threads),
    CsvError,
    "as many rows for each mode, size and thread count as it has threads (1, 2, 4): the rows are of single threads",
  );
  assertEquals(
    read("mode,size,threads,gbps", "A1,64,1,2", "A1,64,1,3", "A1,64,2,4", "A1,64,2,5").rows.length,
    4,
  );
  assertThrows(
    () => read("mode,size,threads,metric,value", "A1,64,1,throughput_gbps,2"),
    CsvError,
    "line 1: there is a row for each figure, which column metric names and value holds: write one row per run",
  );
  assertThrows(
    () => read("mode,size,threads,event,count", "A1,64,1,cycles,2"),
    CsvError,
    "there is a row for each figure, which column event names and count holds",
  );
});

Deno.test("a table of means alone has no runs in it", () => {
  assertThrows(
    () => read("stat,mode,size,threads,gbps", "mean,A1,64,1,2", "max,A1,64,1,3"),
    CsvError,
    "2 rows of totals or averages, and no others: netio needs the single runs",
  );
});

Deno.test("figures without a header are called that", () => {
  assertThrows(
    () => read("A1,64,1,9.4", "A2,64,1,9.5"),
    CsvError,
    "line 1: there is no header, but figures (A1, 64, 1, 9.4)",
  );
  assertThrows(
    () => read("A1 64 1 9.4", "A2 64 1 9.5"),
    CsvError,
    "line 1: there is no header, but figures (A1, 64, 1, 9.4)",
  );
});

Deno.test("JSON with an object for each run is a table, one a line, in an array, or one by one", () => {
  const runs = [
    { mode: "A1", size: 64, threads: 1, gbps: 2.5, latency: { us: 3.5 }, samples: [1, 2] },
    { mode: "A2", size: "4KiB", threads: 2, gbps: null, latency: { us: 4 }, host: "x" },
  ];
  const texts = [
    runs.map((run) => JSON.stringify(run)).join("\n"),
    JSON.stringify(runs),
    JSON.stringify(runs, null, 2),
    runs.map((run) => JSON.stringify(run, null, "\t")).join("\r\n"),
  ];
  for (const text of texts) {
    const results = readText(text);
    assertEquals(cells(results), [["two-copy", 64, 1, 2.5], ["one-copy", 4096, 2, null]]);
    assertEquals(results.rows.map((row) => row.latency_mean_us), [3.5, 4]);
  }
  assertThrows(
    () => readText(JSON.stringify([...runs, { ...runs[0], gbps: "much" }], null, 2)),
    CsvError,
    'line 25, column gbps: "much" is not a number',
  );
  const nested = { config: { mode: "A1", msg_size: 64, threads: 2 }, result: { throughput_gbps: 7 } };
  assertEquals(cells(readText(JSON.stringify(nested))), [["two-copy", 64, 2, 7]]);
  const units = { mode: "A1", size: 64, threads: 1, throughput: { value: 941, unit: "Mbps" } };
  assertEquals(cells(readText(JSON.stringify(units))), [["two-copy", 64, 1, 0.941]]);
  const python = '[{"mode": "A1", "size": 64, "threads": 1, "gbps": NaN, "latency_us": 2}]';
  assertEquals(readText(python).rows.map((row) => [row.throughput_gbps, row.latency_mean_us]), [[null, 2]]);
  assertThrows(() => readText(texts[1]!.slice(0, -1)), CsvError, "JSON");
  assertThrows(() => readText(`${texts[1]} and so on`), CsvError, "JSON");
});
