import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { cpuUsage } from "node:process";
import { counterPerMib, counterTotal } from "../../results/counters.ts";
import { CsvError } from "../../results/csv.ts";
import { readText } from "./foreign/field_files.ts";

function table(...lines: string[]): string {
  return lines.join("\n") + "\n";
}

Deno.test("header names are matched without regard to case, spaces and punctuation", () => {
  for (
    const header of [
      "Mode,Size,Threads,Throughput_Gbps,Latency_us",
      "implementation,msg_size,threads,throughput_gbps,latency_us",
      'IMPL,MsgSize_Bytes,THREADS,"Throughput (Gbps)",Latency (us)',
    ]
  ) {
    const { rows } = readText(table(header, "A2,1024,4,3.5,9.25"));
    const [row] = rows;
    assertEquals(
      [row?.mode, row?.message_bytes, row?.threads, row?.throughput_gbps, row?.latency_mean_us],
      ["one-copy", 1024, 4, 3.5, 9.25],
    );
  }
});

Deno.test("modes are known by number, letter and name", () => {
  const names: [written: string, id: string][] = [
    ["a1", "two-copy"],
    ["Two Copy", "two-copy"],
    ["two_copy", "two-copy"],
    ["A2", "one-copy"],
    ["onecopy", "one-copy"],
    ["A3", "zero-copy"],
    ["zero-copy", "zero-copy"],
    ["per-field", "per-field"],
    ["A1f", "per-field"],
    ["C", "contiguous"],
    ["C3", "zero-copy-contiguous"],
  ];
  for (const [written, id] of names) {
    assertEquals(readText(table("mode,size,threads", `${written},64,1`)).rows.at(0)?.mode, id, written);
  }
});

Deno.test("a mode that netio does not know keeps its name, and a note says so", () => {
  const { rows, notes } = readText(table("mode,size,threads", "rdma-write,64,1"));
  assertEquals(rows.at(0)?.mode, "rdma-write");
  assert(notes.some((note) => note.includes('does not know the mode "rdma-write"')), notes.join("\n"));
});

Deno.test("field_size is the size of one of 8 fields, unless the message size is there too", () => {
  assertEquals(readText(table("impl,field_size,threads", "a1,64,1")).rows.at(0)?.message_bytes, 512);
  assertEquals(
    readText(table("impl,field_size,size,threads", "a1,64,100,1")).rows.at(0)?.message_bytes,
    100,
  );
});

Deno.test("CRLF, blank lines, spaces, a byte order mark and a missing last line end are no trouble", () => {
  const { rows } = readText("\uFEFFmode, size ,threads\r\n\r\na1, 64 ,1\r\n   \r\na2,64,2");
  assertEquals(rows.map((row) => [row.mode, row.message_bytes, row.threads]), [["two-copy", 64, 1], [
    "one-copy",
    64,
    2,
  ]]);
});

Deno.test("quoted fields go with every kind of line end, and with a byte order mark", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const { rows } = readText(`\uFEFF"mode",size,"threads"${end}"a1",64,"1"${end}a2,64,"2"${end}`);
    assertEquals(rows.map((row) => [row.mode, row.threads]), [["two-copy", 1], ["one-copy", 2]]);
  }
});

Deno.test("text that says that there is none is none, and runs that failed are failed, however it is put", () => {
  const { rows } = readText(
    "mode,size,threads,status,effective_copy\n0,64,1,PASS,n/a\n0,64,1,FAILED,copied\n0,64,1,-,NaN\n0,64,1,Timeout,\n0,64,1,no errors,\n0,64,1,ERR 5,\n",
  );
  assertEquals(rows.map((row) => row.status), ["ok", "failed", "ok", "failed", "ok", "failed"]);
  assertEquals([...rows].slice(0, 3).map((row) => row.effective_copy), [null, "copied", null]);
});

Deno.test("a header without rows is said to be just that", () => {
  assertEquals(readText("mode,size,threads,throughput_gbps\n").notes, [
    "the file has a header and no rows",
  ]);
});

Deno.test("cells without a number are not measured, which is not 0", () => {
  for (
    const cell of [
      "<not supported>",
      "<not counted>",
      "N/A",
      "n/a",
      "NA",
      "-",
      "",
      "nan",
      "-nan",
      "inf",
      "null",
    ]
  ) {
    const { rows } = readText(
      table("mode,size,threads,throughput_gbps,cycles", `a1,64,1,${cell},${cell}`),
    );
    assertEquals([rows.at(0)?.throughput_gbps, rows.at(0) && counterTotal(rows.at(0)!, "cycles")], [
      null,
      null,
    ], cell);
  }
});

Deno.test("counts without ends are totals of both, in neither end's column", () => {
  const { rows } = readText(
    table("mode,size,threads,Cycles,L1Misses,LLC_load_misses,Context_Switches", "a1,64,1,1000,20,3,4"),
  );
  const row = rows.at(0);
  assert(row);
  assertEquals([row.tx_cycles, row.rx_cycles, row.tx_l1d_load_misses, row.rx_l1d_load_misses], [
    null,
    null,
    null,
    null,
  ]);
  assertEquals(
    (["cycles", "l1d_load_misses", "llc_load_misses", "context_switches", "branches"] as const)
      .map((counter) => counterTotal(row, counter)),
    [1000, 20, 3, 4, null],
  );
});

Deno.test("cycles per byte and misses per MiB need bytes, or a duration to make them from", () => {
  const without = readText(
    table("mode,size,threads,throughput_gbps,cycles,L1Misses", "a1,64,1,8,4e9,1000"),
  );
  assertEquals(without.rows.at(0)?.cycles_per_byte, null);
  assert(without.notes.some((note) => note.includes("cycles per byte and misses per MiB can't be computed")));
  const within = readText(
    table("mode,size,threads,throughput_gbps,duration_s,cycles,L1Misses", "a1,64,1,8,2,4e9,1000"),
  );
  const row = within.rows.at(0);
  assert(row);
  assertEquals([row.bytes, row.cycles_per_byte], [2e9, 2]);
  assertAlmostEquals(counterPerMib(row, "l1d_load_misses") ?? 0, 1000 / (2e9 / 2 ** 20), 1e-9);
});

Deno.test("rows of the same cell are its repeats, in the order of the file", () => {
  const { rows } = readText(
    table("mode,size,threads,throughput_gbps", "a1,64,1,1", "a2,64,1,2", "a1,64,1,3"),
  );
  assertEquals(rows.map((row) => row.repeat), [0, 0, 1]);
  assertEquals(rows.map((row) => row.block), [null, null, null]);
  const atTwoRates = readText(
    table("mode,size,threads,throughput_gbps,offered_gbps", "a1,64,1,1,1", "a1,64,1,2,2", "a1,64,1,1,1"),
  );
  assertEquals(atTwoRates.rows.map((row) => row.repeat), [0, 0, 1]);
});

Deno.test("errors name the line and the column", () => {
  const cases: [text: string, message: string][] = [
    ["", "the file is empty"],
    ["\n \n", "the file is empty"],
    [
      table("size,threads", "64,1"),
      "line 1: no column is recognised as the mode (mode, implementation, impl, method …); the header is: size, threads",
    ],
    [
      table("mode,threads", "a1,1"),
      "line 1: no column is recognised as the message size (size, message size",
    ],
    [table("mode,size", "a1,64"), "line 1: no column is recognised as the thread count (threads, thread"],
    [
      table("hello"),
      "line 1: no column is recognised as the mode (mode, implementation, impl, method …), nor as the message size",
    ],
    [
      table("", "mode,size,threads,cycles", "", "a1,64,1,many"),
      'line 4, column cycles: "many" is not a number',
    ],
    [table("mode,size,threads,cycles", "a1,64,1,0x10"), 'column cycles: "0x10" is not a number'],
    [table("mode,size,threads,cycles", "a1,64,1,-5"), "line 2, column cycles: -5 is negative"],
    [table("mode,size,threads", "a1,64"), "line 2 has 2 fields, the header has 3"],
    [table("mode,size,threads", "a1,0,1"), "line 2: message_bytes is 0, it has to be a whole number from 1"],
    [table("mode,size,threads", "a1,64,1.5"), "line 2: threads is 1.5, it has to be a whole number from 1"],
    [table("mode,size,threads", "a1,N/A,1"), "line 2: message_bytes is missing"],
    [table("mode,size,threads", ",64,1"), "line 2: the mode is missing"],
    [table("mode,size,threads", 'a1,"64,1'), 'line 2: a quote (") is missing or misplaced'],
  ];
  for (const [text, message] of cases) assertThrows(() => readText(text), CsvError, message);
});

Deno.test("of two columns with the same meaning the first counts, and a note names the other", () => {
  const { rows, notes } = readText(table("mode,size,threads,llc_misses,LLC_load_misses", "a1,64,1,5,6"));
  assertEquals(rows.at(0) && counterTotal(rows.at(0)!, "llc_load_misses"), 5);
  assert(notes.includes("columns that are not used: LLC_load_misses"), notes.join("\n"));
});

Deno.test("a latency that is nothing but the inverse of the throughput is called that", () => {
  const notesOf = (latencyUs: number) =>
    readText(
      table(
        "mode,size,threads,throughput_gbps,latency_us",
        ...[1, 2, 4].map((threads) => `a1,1000,${threads},8,${latencyUs * (latencyUs > 1 ? threads : 1)}`),
      ),
    ).notes.join("\n");
  assertStringIncludes(notesOf(1), "message size / throughput in every row");
  assert(!notesOf(4).includes("message size / throughput"));
});

for (
  const [file, cells, first] of [
    ["published-veth-64B-4KiB.csv", 48, {
      mode: "two-copy",
      message_bytes: 64,
      threads: 1,
      throughput_gbps: 0.0359,
    }],
    ["published-rr-field-size.csv", 48, {
      mode: "two-copy",
      message_bytes: 512,
      threads: 1,
      throughput_gbps: 0.000097,
    }],
  ] as const
) {
  Deno.test(`${file} is read whole`, () => {
    const { rows, notes } = readText(Deno.readTextFileSync(new URL(`../data/${file}`, import.meta.url)));
    assertEquals(rows.length, cells);
    for (const [column, value] of Object.entries(first)) {
      assertEquals(rows.at(0)?.[column as keyof typeof first], value);
    }
    assertEquals(new Set(rows.map((row) => row.mode)), new Set(["two-copy", "one-copy", "zero-copy"]));
    assert(!notes.some((note) => note.startsWith("columns that are not used")), notes.join("\n"));
  });
}

Deno.test("a hundred thousand rows are read in seconds", () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i) => `a${i % 3 + 1},${64 << i % 8},${1 << i % 4},${i / 7},12.5,1000,N/A`,
  );
  const start = cpuUsage();
  const { rows } = readText(
    table("impl,msg_size,threads,throughput_gbps,latency_us,cycles,llc_misses", ...lines),
  );
  assertEquals(rows.length, 100_000);
  const { user, system } = cpuUsage(start);
  assert(user + system < 10e6, `${(user + system) / 1e3} ms of CPU time`);
});
