import { present } from "../../present.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { ForeignRow } from "../../../results/foreign/foreign_row.ts";
import { CsvError } from "../../../results/csv.ts";
import type { ForeignResults } from "../../../results/foreign/reader.ts";
import { fieldTable, fieldText, readText } from "./field_files.ts";

const read = (number: string): ForeignResults => readText(fieldText(number));

function said({ notes }: ForeignResults, ...texts: readonly string[]): void {
  for (const text of texts) assertStringIncludes(notes.join("\n"), text);
}

/** The best mode of each size and thread count by throughput, as `size × threads = mode`. */
function bestModes(rows: readonly ForeignRow[]): string[] {
  const cells = Map.groupBy(rows, (row) => `${row.pattern ?? ""}${row.message_bytes} × ${row.threads}`);
  return [...cells].map(([cell, group]) => {
    const [best] = group.toSorted((a, b) => (b.throughput_gbps ?? -1) - (a.throughput_gbps ?? -1));
    return `${cell} = ${best?.mode}`;
  }).sort();
}

const PARTS = ["two-copy", "one-copy", "zero-copy"] as const;

/** The same from the table as a spreadsheet shows it. */
function bestBySpreadsheet(
  number: string,
  columns: {
    readonly mode: string;
    readonly size: string;
    readonly threads: string;
    readonly throughput: string;
  },
  names: readonly string[],
  sizeTimes = 1,
): string[] {
  const { header, rows } = fieldTable(number);
  const at = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? "";
  const cells = Map.groupBy(
    rows,
    (row) => `${Number(at(row, columns.size)) * sizeTimes} × ${at(row, columns.threads)}`,
  );
  return [...cells].map(([cell, group]) => {
    const [best] = group.toSorted((a, b) =>
      Number(at(b, columns.throughput)) - Number(at(a, columns.throughput))
    );
    return `${cell} = ${PARTS[names.indexOf(at(best!, columns.mode))]}`;
  }).sort();
}

const A = ["A1", "A2", "A3"];
const CAMEL = ["TwoCopy", "OneCopy", "ZeroCopy"];

Deno.test("the best mode of each cell is the one that a spreadsheet finds", () => {
  const cases = [
    ["06", { mode: "impl", size: "msg_size", threads: "threads", throughput: "throughput_mbps" }, A, 1],
    ["07", { mode: "Type", size: "MsgSize", threads: "Threads", throughput: "Throughput" }, CAMEL, 1],
    [
      "13",
      { mode: "Implementation", size: "MessageSize", threads: "Threads", throughput: "ThroughputGbps" },
      A,
      8,
    ],
    ["16", { mode: "impl", size: "msg_size", threads: "threads", throughput: "throughput_gbps" }, A, 1],
    [
      "17",
      { mode: "implementation", size: "msg_size", threads: "num_threads", throughput: "throughput_gbps" },
      ["twocopy", "onecopy", "zerocopy"],
      1,
    ],
    [
      "23",
      { mode: "Implementation", size: "MessageSize", threads: "ThreadCount", throughput: "Throughput_Gbps" },
      CAMEL,
      1,
    ],
    [
      "26",
      { mode: "Implementation", size: "MessageSize", threads: "NumThreads", throughput: "Throughput_Gbps" },
      A,
      1,
    ],
    ["50", { mode: "part", size: "msg_size", threads: "threads", throughput: "agg_throughput_gbps" }, [
      "1",
      "2",
      "3",
    ], 1],
    [
      "51",
      { mode: "implementation", size: "msg_size", threads: "thread_count", throughput: "throughput_gbps" },
      ["two_copy", "one_copy", "zero_copy"],
      1,
    ],
    [
      "53",
      { mode: "Implementation", size: "MessageSize", threads: "Threads", throughput: "Throughput(Gbps)" },
      ["A1_TwoCopy", "A2_OneCopy", "A3_ZeroCopy"],
      8,
    ],
  ] as const;
  for (const [number, columns, names, sizeTimes] of cases) {
    assertEquals(
      bestModes([...read(number).rows]),
      bestBySpreadsheet(number, columns, names, sizeTimes),
      number,
    );
  }
});

Deno.test("02: a broken-off run with perf's marks cut at their blanks", () => {
  const results = read("02");
  assertEquals(results.rows.length, 6);
  const [row] = results.rows;
  assertEquals(
    [row?.throughput_gbps, row?.latency_mean_us, row?.totals.cycles, row?.totals.llc_load_misses],
    [
      1.502429,
      5.408112,
      49000429781,
      undefined,
    ],
  );
  said(
    results,
    'LLCMisses: "<not" is what is left of perf\'s',
    "one mode alone (two-copy): nothing to compare",
  );
});

Deno.test("03: where every figure is 0 no row is a measurement", () => {
  assertThrows(() => read("03"), CsvError, "every figure in all 48 rows is 0: no row is a measurement");
});

Deno.test("06: megabits, after the latency", () => {
  const results = read("06");
  assertEquals(results.rows.at(0)?.throughput_gbps, 21630.056876 / 1000);
  assertEquals(results.rows.at(0)?.latency_mean_us, 0.023671);
  said(results, "throughput_mbps is in Mbit/s, by its name");
});

Deno.test("07: units that the file's own arithmetic tells", () => {
  const results = read("07");
  const [, second] = results.rows;
  assertEquals([second?.throughput_gbps, second?.latency_mean_us, second?.threads], [10.7514, 0.76, 2]);
  assertEquals(results.rows.at(0)?.totals.context_switches, 31);
  said(
    results,
    "column Throughput in Gbit/s and column Latency in µs: so latency × throughput agrees with the message size in 48 rows",
  );
});

Deno.test("13: sizes of one field, and cycles per byte from TotalBytes", () => {
  const results = read("13");
  const [row] = results.rows;
  assertEquals([row?.message_bytes, row?.bytes, row?.duration_s], [512 * 8, 48253067264, 30.00134908]);
  assertAlmostEquals(row?.cycles_per_byte ?? 0, 211972758136 / 48253067264, 1e-12);
  said(
    results,
    "MessageSize is the size of one of 8 fields: latency × throughput ÷ size is 8.00 in all 48 rows",
  );
});

Deno.test("16: 0 cycles are not counted, nor are the misses beside them", () => {
  const results = read("16");
  const uncounted = results.rows.filter((row) => row.totals.cycles === undefined);
  assertEquals(uncounted.map((row) => [row.mode, row.message_bytes, row.threads])[0], ["two-copy", 64, 2]);
  assertEquals(uncounted.length, 4);
  assert(uncounted.every((row) => row.totals.llc_load_misses === undefined));
  assertEquals(results.rows.at(0)?.totals.page_faults, 64);
  said(results, "0 that means not counted: cpu_cycles in 4 rows, llc_cache_misses in 4 rows");
});

Deno.test("26: bytes that contradict throughput × time; nothing is derived from them", () => {
  const results = read("26");
  assert(
    results.rows.every((row) =>
      row.bytes === null && row.duration_s === null && row.cycles_per_byte === null
    ),
  );
  assertEquals(results.rows.at(0)?.throughput_gbps, 1.35414);
  said(
    results,
    "TotalBytes contradicts Throughput_Gbps × TimeElapsed_sec in all 48 rows, being 0.0701 % to 0.663 % of it",
  );
});

Deno.test("32: a throughput of the settings tells no modes apart; counters stay", () => {
  const results = read("32");
  assert(
    results.rows.every((row) =>
      row.throughput_gbps === null && row.bytes === null && present(row.totals.cycles) > 0
    ),
  );
  said(
    results,
    "Throughput_Gbps is the same in all modes to the last digit, in 14 of 16",
    "can't tell modes apart",
  );
  assert(!results.notes.join().includes("neither bytes nor duration"));
});

Deno.test("45: counters alone, twice cut in every row, with its own cycles per byte", () => {
  const results = read("45");
  const [row] = results.rows;
  assertEquals(results.rows.length, 60);
  assertEquals([
    row?.cycles_per_byte,
    row?.totals.l1d_load_misses,
    row?.totals.context_switches,
    row?.totals.llc_load_misses,
  ], [
    36.095,
    216625866,
    289041,
    undefined,
  ]);
  said(results, 'llc_misses: "<not"', "columns that are not used: cache_refs, l1_loads, llc_loads");
});

Deno.test("46: two kinds of rows in a cell are two patterns, not repeats", () => {
  const results = read("46");
  const at = (mode: string, pattern: string) =>
    results.rows.filter((row) =>
      row.mode === mode && row.pattern === pattern && row.message_bytes === 1024 && row.threads === 8
    );
  const [two, one] = [at("two-copy", "stream"), at("one-copy", "stream")];
  assertEquals([two.length, one.length, two.at(0)?.repeat], [1, 1, 0]);
  assertAlmostEquals(one.at(0)!.throughput_gbps! / two.at(0)!.throughput_gbps!, 2.8, 0.02);
  assertEquals([two.at(0)?.latency_mean_us, at("two-copy", "rr").at(0)?.latency_kind], [null, "rtt"]);
  assertEquals(at("two-copy", "rr").at(0)?.latency_mean_us, 18.397);
  said(results, "column mode (throughput, latency) is read as the pattern, stream and rr");
});

Deno.test("50: parts are numbered from 1, and latencies are round trips", () => {
  const results = read("50");
  assertEquals(results.rows.length, 24);
  assertEquals(new Set(results.rows.map((row) => row.mode)), new Set(PARTS));
  const [row] = results.rows;
  assertEquals([row?.latency_kind, row?.latency_mean_us, row?.latency_max_us, row?.bytes], [
    "rtt",
    9.312,
    3050.9,
    35051225088,
  ]);
  assert(results.rows.every(({ repeat }) => repeat === 0));
  said(results, "numbered from 1 since part numbers parts", "counted at the server");
});

Deno.test("51: 0 in every row is not counted", () => {
  const results = read("51");
  assert(results.rows.every((row) => row.totals.llc_load_misses === undefined));
  said(results, "llc_cache_misses: 0 in every row, which means that it was not counted");
});

Deno.test("53: sizes of one field, and MiB taken for MB", () => {
  const results = read("53");
  assertEquals([
    results.rows.at(0)?.message_bytes,
    results.rows.at(0)?.throughput_gbps,
    results.rows.at(0)?.latency_mean_us,
  ], [
    512,
    0.0664,
    58.8188,
  ]);
  said(results, "latency × throughput ÷ size is 7.63 in all 48 rows", "its Gbit/s is MiB/s × 8 ÷ 1000");
});

Deno.test("61: netperf's omni output without a message size says what to run", () => {
  assertThrows(
    () => read("61"),
    CsvError,
    "this is netperf's omni output (TCP REQUEST/RESPONSE, 3545.77 Trans/s), which does not say the message size: run netperf with -- -o",
  );
});

Deno.test("62: iperf3 -J is one row of what the receiver got", () => {
  const results = read("62");
  const [row] = results.rows;
  assertEquals(results.rows.length, 1);
  assertEquals(
    [
      row?.mode,
      row?.pattern,
      row?.message_bytes,
      row?.threads,
      row?.bytes,
      row?.duration_s,
      row?.retransmits,
    ],
    ["contiguous", "stream", 131072, 1, 80706276, 10.306482, 1627],
  );
  assertAlmostEquals(row?.throughput_gbps ?? 0, 0.062645062, 1e-9);
});
