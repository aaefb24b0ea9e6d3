import { present } from "../../present.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CsvError } from "../../../results/csv.ts";
import { readText, table } from "./field_files.ts";
import { MADE_ROWS, type MadeRow, madeTable } from "./made_table.ts";

const gbps = (row: MadeRow) => row.gbps.toFixed(5);
const latencyUs = ({ size, gbps }: MadeRow) => size * 8 / gbps / 1e3;
const noted = (text: string) => readText(text).notes.join("\n");

Deno.test("sizes are of one field where latency × throughput ÷ size is 8 in every row, for all threads or each", () => {
  for (const perConnection of [false, true]) {
    const { rows, notes } = readText(madeTable({
      throughput_gbps: gbps,
      latency_us: (row) => (8 * latencyUs(row) * (perConnection ? row.threads : 1)).toFixed(3),
    }));
    assertEquals(rows.at(0)?.message_bytes, 512);
    assertStringIncludes(
      notes.join(),
      `msg_size is the size of one of 8 fields: latency × throughput ÷ size is 8.00${
        perConnection ? " times the threads" : ""
      } in all 48 rows`,
    );
  }
});

Deno.test("sizes are of one field where bytes ÷ messages ÷ size is 8 in every row, and no latency tells", () => {
  const table = (factor: number) =>
    madeTable({
      throughput_gbps: gbps,
      total_bytes: ({ size }, i) => factor * size * (1000 + 7 * i),
      messages: (_, i) => 1000 + 7 * i,
    });
  const { rows, notes } = readText(table(8));
  assertEquals([rows.at(0)?.message_bytes, rows.at(47)?.message_bytes], [512, 8 * 65536]);
  assertStringIncludes(
    notes.join(),
    "msg_size is the size of one of 8 fields: total_bytes ÷ messages ÷ size is 8.00 in all 48 rows",
  );
  assertEquals(readText(table(1)).rows.at(0)?.message_bytes, 64);
});

Deno.test("messages per second tell sizes of one field too, and what contradicts the throughput", () => {
  const table = (factor: number) =>
    madeTable({ throughput_gbps: gbps, msgs_per_sec: ({ size, gbps }) => gbps * 1e9 / 8 / size * factor });
  const fields = readText(table(1 / 8));
  assertEquals(fields.rows.at(0)?.message_bytes, 512);
  assertStringIncludes(
    fields.notes.join(),
    "msg_size is the size of one of 8 fields: throughput_gbps ÷ msgs_per_sec ÷ size is 8.00 in all 48 rows",
  );
  assertStringIncludes(
    noted(table(3)),
    "msgs_per_sec × msg_size contradicts throughput_gbps in all 48 rows, being 3.00 times it: which is right the file",
  );
  const whole = readText(table(1));
  assertEquals([whole.rows.at(0)?.message_bytes, whole.notes.join().includes("contradicts")], [64, false]);
});

Deno.test("8 threads everywhere are 8 threads, not 8 fields", () => {
  const eight = MADE_ROWS.filter(({ threads }) => threads === 8);
  const { rows } = readText(
    madeTable({ throughput_gbps: gbps, latency_us: (row) => latencyUs(row) * 8 }, eight),
  );
  assertEquals(rows.at(0)?.message_bytes, 64);
});

Deno.test("sizes stay whole where bytes ÷ messages says so", () => {
  const { rows, notes } = readText(madeTable({
    throughput_gbps: gbps,
    latency_us: (row) => (8 * latencyUs(row)).toFixed(3),
    total_bytes: ({ size }, i) => size * (1000 + i),
    total_messages: (_, i) => 1000 + i,
  }));
  assertEquals(rows.at(0)?.message_bytes, 64);
  assertStringIncludes(notes.join(), "though bytes ÷ messages says that sizes are of whole messages");
});

Deno.test("field_size by name is not multiplied twice", () => {
  const text = madeTable({ throughput_gbps: gbps, latency_us: (row) => 8 * latencyUs(row) }).replace(
    "msg_size",
    "field_size",
  );
  const { rows, notes } = readText(text);
  assertEquals(rows.at(0)?.message_bytes, 512);
  assert(!notes.join().includes("÷ size is"));
});

Deno.test("a throughput in binary units is called that, and stays", () => {
  const text = madeTable({ throughput_gbps: (row) => row.gbps * 1e9 / 2 ** 30, latency_us: latencyUs });
  assertStringIncludes(noted(text), "its Gbit/s is bits ÷ 2^30, so that true figures are 7.4 % higher");
});

Deno.test("a latency × throughput that is the same at every size is told: the size made no difference", () => {
  for (const perConnection of [false, true]) {
    const columns = {
      throughput_mbps: (row: MadeRow) => (1000 * row.gbps).toFixed(2),
      latency_us: ({ gbps, threads }: MadeRow) =>
        (1024 * 8 / gbps / 1e3 * (perConnection ? threads : 1)).toFixed(4),
    };
    const { rows, notes } = readText(madeTable(columns));
    assertEquals(rows.at(0)?.message_bytes, 64);
    assertStringIncludes(
      notes.join(),
      `latency_us × throughput_mbps${perConnection ? " ÷ threads" : ""} is 1024 bytes in all 48 rows, ` +
        "whatever msg_size says: what is sent at a time does not depend on it",
    );
    const oneSize = madeTable(columns, MADE_ROWS.filter(({ size }) => size === 64));
    assert(!noted(oneSize).includes("whatever msg_size says"));
  }
});

Deno.test("columns of one thing that contradict each other are told, with in how many rows and where", () => {
  const mbps = (row: MadeRow, i: number) => Math.trunc(row.gbps * (i === 5 ? 1200 : 1000));
  const said = (columns: Parameters<typeof madeTable>[0]) => noted(madeTable(columns));
  assertStringIncludes(
    said({ throughput_gbps: gbps, throughput_mbps: mbps }),
    "columns throughput_gbps and throughput_mbps could both be throughput_gbps, and contradict each other in 1 of 48 rows " +
      `(line 7: ${gbps(MADE_ROWS[5]!)} and ${mbps(MADE_ROWS[5]!, 5)}): throughput_gbps is used`,
  );
  assertStringIncludes(
    said({ throughput_gbps: gbps, size: ({ size }) => 8 * size }),
    "columns msg_size and size could both be message_bytes, and contradict each other in all 48 rows " +
      "(line 2: 64 and 512): msg_size is used",
  );
  assertStringIncludes(
    said({ bandwidth: (row) => `${gbps(row)} Gbps`, "tput_MB/s": mbps }),
    "columns bandwidth and tput_MB/s could both be throughput_gbps, and contradict each other in all 48 rows",
  );
  assertStringIncludes(
    said({ gbps, latency_us: latencyUs, latency_ms: (row) => (latencyUs(row) / 1000 + 1).toFixed(3) }),
    "columns latency_us and latency_ms could both be latency_mean_us, and contradict",
  );
});

Deno.test("of a throughput of each run and an average that of the run is read, whichever comes first", () => {
  for (const header of ["mean_gbps,gbps", "gbps,mean_gbps"]) {
    const cells = (run: string) => header.startsWith("mean") ? `3,${run}` : `${run},3`;
    const runs = ["2.5", "3.5"].map((run, i) => `a1,64,1,${i},${cells(run)}`);
    const { rows } = readText(table(`mode,size,threads,run,${header}`, ...runs));
    assertEquals(rows.map(({ throughput_gbps }) => throughput_gbps), [2.5, 3.5], header);
  }
});

Deno.test("columns of one thing that agree within their digits do not contradict each other, nor other statistics", () => {
  const columns = {
    throughput_gbps: gbps,
    throughput_mbps: (row: MadeRow) => Math.trunc(1000 * row.gbps),
    bandwidth: (row: MadeRow) => `${row.gbps.toFixed(1)} Gbps`,
    "median throughput (Gbps)": (row: MadeRow) => row.gbps * 0.9,
    rx_throughput_gbps: (row: MadeRow) => row.gbps * 1.1,
    message_size: ({ size }: MadeRow) => `${size / 1024} KB`,
    latency_us: latencyUs,
    rtt_us: (row: MadeRow) => 2 * latencyUs(row),
    latency_ms: (row: MadeRow) => (latencyUs(row) / 1000).toFixed(2),
    cycles: (_: unknown, i: number) => i === 3 ? "<not supported>" : 1e9 + i,
    cpu_cycles: (_: unknown, i: number) => i === 4 ? 0 : 1e9 + i,
    "cycles:u": (_: unknown, i: number) => 7e8 + i,
    "cycles:k": (_: unknown, i: number) => 3e8 + i,
    duration: () => 10,
    elapsed_s: () => 12.5,
  };
  const notes = noted(madeTable(columns));
  assert(!notes.includes("contradict each other"), notes);
});

Deno.test("words that split every cell evenly are patterns, never repeats", () => {
  const twice = MADE_ROWS.flatMap((row) => [row, row]);
  const split = (name: string, values: readonly string[]) =>
    readText(madeTable({ [name]: (_, i) => values[i % 2]!, throughput_gbps: gbps }, twice));
  for (
    const [name, values, patterns] of [
      ["test", ["throughput", "latency"], ["stream", "rr"]],
      ["kind_of_run", ["bulk", "pingpong"], ["stream", "rr"]],
      ["pinning", ["pinned", "free"], ["pinned", "free"]],
      ["nagle", ["0", "1"], ["nagle=0", "nagle=1"]],
      ["fields", ["4", "8"], ["fields=4", "fields=8"]],
      ["congestion_control", ["cubic", "bbr"], ["cubic", "bbr"]],
      ["nodelay", ["0", "1"], ["nodelay=0", "nodelay=1"]],
      ["mss", ["1", "2"], ["mss=1", "mss=2"]],
    ] as const
  ) {
    const { rows, notes } = split(name, values);
    assertEquals(new Set(rows.map(({ pattern }) => pattern)), new Set(patterns), name);
    assert(rows.every(({ repeat }) => repeat === 0), name);
    assertStringIncludes(notes.join(), `column ${name} (${values.join(", ")})`);
  }
});

Deno.test("two names of one mode with rows of the same configurations are kept apart, never repeats", () => {
  const named = (second: string, isBeside: boolean) => {
    const rows = MADE_ROWS.filter(({ mode }) => mode === "A2");
    const others = rows.map((row) => ({ ...row, mode: second, size: isBeside ? row.size : 3 * row.size }));
    const { rows: read } = readText(madeTable({ throughput_gbps: gbps }, [...MADE_ROWS, ...others]));
    return new Set(read.map(({ mode }) => mode));
  };
  const apart = new Set(["two-copy", "one-copy (A2)", "one-copy (writev)", "zero-copy"]);
  assertEquals(named("writev", true), apart);
  const one = new Set(["two-copy", "one-copy", "zero-copy"]);
  assertEquals([named("writev", false), named("a2", true), named("A2_run2", true)], [one, one, one]);
});

Deno.test("rows of one cell that fall apart in every cell are told, where no column tells them apart", () => {
  const told = (of: (row: MadeRow, i: number) => number) =>
    noted(madeTable({ gbps: of }, MADE_ROWS.flatMap((row) => [row, row, row]))).includes("two kinds of runs");
  assert(told((row, i) => i % 3 === 1 ? row.gbps / 4 : row.gbps * (1 + i % 3 / 10)));
  assert(!told((row, i) => row.gbps * (1 + i % 3 / 10)), "repeats");
  assert(!told((row, i) => i % 3 === 1 && i > 9 ? row.gbps / 4 : row.gbps), "not in every cell");
});

Deno.test("a column that counts the rows of a cell numbers its repeats", () => {
  const thrice = MADE_ROWS.flatMap((row) => [row, row, row]);
  for (const name of ["run", "iteration", "idx"]) {
    const { rows } = readText(madeTable({ [name]: (_, i) => i % 3 + 1, throughput_gbps: gbps }, thrice));
    assertEquals([...rows].slice(0, 3).map(({ repeat, pattern }) => [repeat, pattern]), [
      [1, null],
      [2, null],
      [
        3,
        null,
      ],
    ], name);
  }
});

Deno.test("a file's own numbers of repeats count in any order, unless one is there twice in a cell", () => {
  const numbered = (...numbers: number[]) =>
    readText(table(
      "mode,size,threads,repeat,throughput_gbps",
      ...numbers.flatMap((n, i) => [`a1,64,1,${n},${5 + i / 8}`, `a2,64,1,${n + 4},${6 + i / 9}`]),
    )).rows.filter(({ mode }) => mode === "two-copy").map(({ repeat }) => repeat);
  assertEquals(numbered(1, 2, 3), [1, 2, 3]);
  assertEquals(numbered(3, 1, 2), [3, 1, 2]);
  assertEquals(numbered(2, 2, 3), [0, 1, 2]);
});

Deno.test("words that differ within cells by no rule leave repeats, and a note says so", () => {
  const thrice = MADE_ROWS.flatMap((row) => [row, row, row]);
  const { rows, notes } = readText(
    madeTable(
      { remark: (_, i) => i % 3 === 0 || i % 7 === 0 ? "slow" : "fine", throughput_gbps: gbps },
      thrice,
    ),
  );
  assertEquals([...rows].slice(0, 3).map(({ repeat, pattern }) => [repeat, pattern]), [[0, null], [1, null], [
    2,
    null,
  ]]);
  assertStringIncludes(
    notes.join(),
    "column remark (slow, fine) differs between rows of one configuration, but not evenly",
  );
});

Deno.test("a setting with many values is kept apart where every configuration has all of them, else told", () => {
  const tenfold = MADE_ROWS.flatMap((row) => Array.from({ length: 10 }, () => row));
  const read = (name: string, cell: (i: number) => string | number) => {
    const { rows, notes } = readText(
      madeTable({ [name]: (_, i) => cell(i), throughput_gbps: gbps }, tenfold),
    );
    const patterns = new Set(rows.map(({ pattern }) => pattern)).size;
    const [, told = "nothing"] = notes.join("\n").match(new RegExp(`column ${name} \\(.*\\) (.*)`)) ?? [];
    return [patterns, told.split(": ").at(-1)];
  };
  const apart = "its 10 values are kept apart as patterns, not as repeats";
  const repeats =
    "those rows count as repeats; if it is a setting, write a file for each value, and read these with " +
    "--join settings";
  assertEquals(read("sndbuf", (i) => 4096 << i % 10), [10, apart]);
  assertEquals(read("socket_buffer", (i) => 4096 << i % 10), [10, apart]);
  assertEquals(read("tuning", (i) => "abcdefghij"[i % 10]!), [10, apart]);
  assertEquals(read("sndbuf", (i) => 4096 << i * i % 11 + i % 5), [1, repeats]);
  assertEquals(read("sndbuf", (i) => 4096 + i), [1, repeats]);
  assertEquals(read("sndbuf", (i) => i < 10 ? 4096 << i % 3 : 4096), [1, repeats]);
  assertEquals(read("tuning", (i) => "abcdefghijklmn"[i * i % 11 + i % 5]!), [1, repeats]);
  for (const name of ["temperature", "sequence"]) {
    assertEquals(read(name, (i) => 40 + i * i % 11 + i % 5), [1, "nothing"]);
    assertEquals(read(name, (i) => 40 + i % 10), [1, "nothing"]);
  }
});

Deno.test("runs whose exit code is not 0, or whose status says so, failed", () => {
  const ends = (name: string, ...cells: readonly string[]) =>
    readText(
      table(`mode,size,threads,gbps,${name}`, ...cells.map((cell, i) => `A1,64,${i + 1},2,${cell}`)),
    ).rows.map(({ status }) => status).join();
  for (const name of ["exit_code", "Return Code", "rc"]) {
    assertEquals(ends(name, "0", "139", "-1", "", "killed"), "ok,failed,failed,ok,failed");
  }
  assertEquals(ends("status", "ok", "1", "FAILED", "timeout"), "ok,ok,failed,failed");
});

Deno.test("a time that counts up within every cell is no duration: its rows are intervals", () => {
  const seconds = MADE_ROWS.flatMap((row) => [row, row, row]);
  const read = (first: number) =>
    readText(madeTable({ gbps: ({ gbps }, i) => gbps + i % 3, second: (_, i) => first + i % 3 }, seconds));
  for (const first of [0, 1]) {
    const { rows, notes } = read(first);
    assert(rows.every(({ duration_s, bytes }) => duration_s === null && bytes === null));
    assertStringIncludes(
      notes.join("\n"),
      "second counts up within every cell, so rows are the intervals of one run",
    );
  }
  assertEquals(read(5).rows.at(0)?.duration_s, 5);
});

Deno.test("words that go with the cell are no kinds of rows", () => {
  const { rows } = readText(
    madeTable({ label2: ({ threads }) => threads > 2 ? "V2" : "V1", throughput_gbps: gbps }),
  );
  assert(rows.every(({ pattern }) => pattern === null));
});

Deno.test("0 that means not counted is not measured; 0 that may be true stays", () => {
  const { rows, notes } = readText(madeTable({
    throughput_gbps: gbps,
    cycles: (_, i) => i % 5 === 0 ? 0 : 1000000 + i * i * i % 977,
    l1_misses: () => 0,
    llc_misses: (_, i) => i % 2 * 17 * i,
  }));
  assertEquals(rows.filter(({ totals }) => totals.cycles === undefined).length, 10);
  assert(rows.every(({ totals }) => totals.l1d_load_misses === undefined));
  assertEquals([rows.at(2)?.totals.llc_load_misses, rows.at(0)?.totals.llc_load_misses], [0, undefined]);
  assertStringIncludes(notes.join("\n"), "l1_misses: 0 in every row, which means that it was not counted");
  assertStringIncludes(notes.join("\n"), "0 that means not counted: cycles in 10 rows");
});

Deno.test("rows in which every figure is 0 failed; a file of them is no measurement", () => {
  const { rows, notes } = readText(table("mode,size,threads,gbps,cycles", "a1,64,1,0,0", "a1,64,2,2.5,1000"));
  assertEquals(rows.map(({ status, throughput_gbps }) => [status, throughput_gbps]), [["failed", null], [
    "ok",
    2.5,
  ]]);
  assertStringIncludes(notes.join(), "1 row in which every figure is 0: failed, not measured");
  assertThrows(
    () => readText(table("mode,size,threads,throughput,cycles", "a1,64,1,0,0.00")),
    CsvError,
    "every figure in the one row is 0: no row is a measurement",
  );
});

Deno.test("a throughput below the digits that are written is made from bytes and time, where they are", () => {
  const { rows } = readText(
    table("mode,size,threads,gbps,total_bytes,duration_s", "a1,64,1,0.00,125000,1", "a2,64,1,0.01,1250000,1"),
  );
  assertEquals(rows.map(({ throughput_gbps }) => throughput_gbps), [0.001, 0.01]);
});

Deno.test("a throughput that is the same in all modes and goes with the settings is not used", () => {
  const { rows, notes } = readText(madeTable({
    throughput_gbps: ({ size, threads }) => (size * threads * 8e-6).toFixed(6),
    cycles: (_, i) => 1000003 + i * i * i % 977,
  }));
  assert(rows.every((row) => row.throughput_gbps === null && present(row.totals.cycles) > 0));
  assertStringIncludes(notes.join(), "can't tell modes apart");
});

Deno.test("a throughput that is the same in all modes for another reason is told, and stays", () => {
  const { rows, notes } = readText(madeTable({ throughput_gbps: ({ size }) => size === 64 ? 1.5 : 9.41 }));
  assertEquals(rows.at(47)?.throughput_gbps, 9.41);
  assertStringIncludes(notes.join(), "does something limit them all, or are the digits too few?");
});

Deno.test("bytes that contradict throughput × time are not used, with a hint where the factor is known", () => {
  const read = (factor: (row: MadeRow) => number) =>
    readText(madeTable({
      throughput_gbps: gbps,
      total_bytes: (row) => Math.round(row.gbps * 1.25e9 * factor(row)),
      duration_s: () => 10,
    }));
  for (
    const [factor, hint] of [
      [() => 0.01, "being 1.00 % of it: nothing"],
      [() => 2, "being 2.00 times it (are bytes counted in both directions?)"],
      [() => 8, "being 8.00 times it (is the throughput in bytes, not bits?)"],
      [({ threads }: MadeRow) => threads * 2, "being 2.00 to 16.0 times it: nothing"],
    ] as const
  ) {
    const { rows, notes } = read(factor);
    assert(
      rows.every(({ bytes, duration_s, throughput_gbps }) =>
        bytes === null && duration_s === null && throughput_gbps
      ),
      hint,
    );
    assertStringIncludes(notes.join(), hint);
  }
  const ofOne = read(({ threads }) => threads);
  assertEquals(ofOne.rows.filter(({ bytes }) => bytes === null).length, 36);
  assertStringIncludes(ofOne.notes.join(), "is the throughput that of one thread?");
  assertStringIncludes(
    read(({ threads }) => 1 / threads).notes.join(),
    "being 12.5 % to 50.0 % of it (are bytes those of one thread?): nothing",
  );
  assert(read(() => 1.1).rows.every(({ bytes }) => bytes !== null));
});

Deno.test("counts that follow from size and threads by a formula are not counted; those with noise are", () => {
  const formulas: ((row: MadeRow) => number)[] = [
    ({ size, threads }) => 12500 * size * threads,
    ({ size, threads }) => Math.round(3e6 * size ** 0.7 * threads ** 1.2),
    ({ size, threads, mode }) => 5e6 + 1000 * size + 70000 * threads + (mode === "A1" ? 1e6 : 0),
  ];
  for (const formula of formulas) {
    const { rows, notes } = readText(
      madeTable({
        throughput_gbps: gbps,
        cycles: formula,
        llc_misses: (row, i) => Math.round(row.gbps * 1e5) + i,
      }),
    );
    assert(rows.every(({ totals }) => totals.cycles === undefined && present(totals.llc_load_misses) > 0));
    assertStringIncludes(
      notes.join(),
      "cycles follows from size and threads by a formula, exactly in every row",
    );
  }
  const few = { l1_misses: ({ size, threads }: MadeRow) => size / 64 + 10 * threads };
  const l1Misses = (columns: Parameters<typeof madeTable>[0]) =>
    readText(madeTable({ throughput_gbps: gbps, ...columns })).rows.map(({ totals }) =>
      totals.l1d_load_misses
    );
  assertEquals(l1Misses(few)[0], 11);
  assert(l1Misses({ ...few, cycles: formulas[0]! }).every((count) => count === undefined));
  assertStringIncludes(
    noted(madeTable({ throughput_gbps: ({ size, threads }) => 0.01 * size ** 0.5 * threads ** 0.9 })),
    "is it measured?",
  );
});

Deno.test("counts that are a part of the bytes, exactly in every row, are not counted; those with noise are", () => {
  const bytes = (row: MadeRow) => Math.round(row.gbps * 1.25e9);
  const l1_misses = (row: MadeRow) => Math.floor(bytes(row) / 64);
  const { rows, notes } = readText(madeTable({
    total_bytes: bytes,
    duration_s: () => 10,
    l1_misses,
    llc_misses: (row, i) => l1_misses(row) + 1000 * (i % 7),
  }));
  assert(
    rows.every(({ totals }) => totals.l1d_load_misses === undefined && present(totals.llc_load_misses) > 0),
  );
  assertStringIncludes(
    notes.join("\n"),
    "l1_misses is the same part of total_bytes in every row: it is computed, not counted, and not used",
  );
});

Deno.test("figures beyond what hardware does are told, and stay", () => {
  const { rows, notes } = readText(madeTable({
    throughput_gbps: ({ gbps }) => gbps * 1000,
    latency_us: (row, i) => latencyUs(row) * (1 + i % 3) * 1e-6,
  }));
  assertEquals(rows.at(0)?.throughput_gbps, MADE_ROWS[0]!.gbps * 1000);
  assertStringIncludes(notes.join("\n"), "throughput_gbps is more than 2000 Gbit/s a thread in");
  assertStringIncludes(notes.join("\n"), "latency_us is less than 10 ns in");
  const few = madeTable({ throughput_gbps: gbps, cycles: (_, i) => 10 + 7 * i % 90 });
  assertStringIncludes(
    noted(few),
    "cycles is less than 1,000 in 48 rows, which is fewer than one system call takes",
  );
});

Deno.test("sizes that are too small for a system call are told where no latency tells their unit", () => {
  const sized = (sizeOf: (row: MadeRow) => number) =>
    noted(madeTable({ gbps }, MADE_ROWS.map((row) => ({ ...row, size: sizeOf(row) }))));
  assertStringIncludes(
    sized(({ size }) => size / 64),
    "msg_size ÷ gbps is less than 10 ns for each message of a thread in 12 rows, which is shorter than a system call: are sizes in KiB?",
  );
  assert(!sized(({ size }) => size).includes("KiB?"));
});

Deno.test("a latency that is the inverse of the throughput is of all threads, or the throughput is of one", () => {
  assertStringIncludes(
    noted(madeTable({ gbps, latency_us: latencyUs })),
    "latency_us is message size / throughput in every row: the mean time between messages of all threads together, not " +
      "what one connection waits (that is threads times as much); or gbps is that of one thread",
  );
});

Deno.test("zero-copy at under 1 % of a plain send at small sizes may wait for each completion", () => {
  const text = madeTable({
    throughput_gbps: (row) => row.mode === "A3" && row.size <= 1024 ? row.gbps / 1000 : row.gbps,
  });
  assertStringIncludes(
    noted(text),
    "under 1 % of a plain send's at small sizes (64 B × 1 thread, 64 B × 2 threads, 64 B × 4 threads, 64 B × 8 threads and 4 more): a program that waits for each completion?",
  );
  assert(!noted(madeTable({ throughput_gbps: gbps })).includes("completion?"));
});

Deno.test("rows that are there twice to the last digit are told; repeats that differ somewhere are none", () => {
  const rows = [1, 2, 4, 6, 8].map((threads) => `a1,64,${threads},2.${threads}5,3.${threads}`);
  const notes = (...more: string[]) =>
    readText(table("mode,size,threads,gbps,latency_us", ...rows, ...more)).notes.join("\n");
  const said = "5 rows have the figures of another row of their configuration, to the last digit";
  assertStringIncludes(notes(...rows), said);
  assert(!notes(...rows.slice(1), "a1,64,1,2.16,3.1").includes("last digit"));
  assert(!notes().includes("last digit"));
});

Deno.test("bytes follow from a file's own cycles per byte, and messages per second are a throughput", () => {
  const { rows } = readText(
    table("mode,size,threads,cycles,cycles_per_byte", "a1,64,1,5000,2.5", "a2,64,1,5000,2"),
  );
  assertEquals(rows.map(({ bytes }) => bytes), [2000, 2500]);
  assertEquals(
    readText(table("mode,size,threads,msgs_per_sec", "a1,1000,1,1e6")).rows.at(0)?.throughput_gbps,
    8,
  );
  const messages = readText(table("mode,size,threads,messages,duration_s", "a1,1000,1,2e6,2"));
  assertEquals(messages.rows.at(0)?.throughput_gbps, 8);
  assertStringIncludes(messages.notes.join(), "throughput is messages × message size ÷ time in 1 row");
});

Deno.test("of what is missing failed rows are no part", () => {
  const notes = noted(madeTable({ throughput_gbps: (row, i) => i === 3 ? 0 : row.gbps }));
  assertStringIncludes(notes, "1 row in which every figure is 0: failed, not measured");
  assertStringIncludes(notes, "no row has a latency that can be used");
  assert(!notes.includes("is missing in"), notes);
});
