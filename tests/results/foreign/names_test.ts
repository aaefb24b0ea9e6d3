import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { TRIAL_COLUMNS } from "../../../results/columns.ts";
import { COLUMN_NAMES } from "../../../results/foreign/column_names.ts";
import { CsvError } from "../../../results/csv.ts";
import { meaningsOf } from "../../../results/foreign/header_name.ts";
import { readModes, recogniseMode } from "../../../results/foreign/mode_values.ts";
import { readText, table } from "./field_files.ts";

/** What a name is read as, with its unit: `latency_mean_us in ms`. */
function meaning(header: string): string {
  return meaningsOf(header).map(({ target, units, side }) =>
    [
      target,
      ...(units.length > 0 ? ["in", units.map(({ text }) => text).join(" or ")] : []),
      ...(side ? [`(${side})`] : []),
    ]
      .join(" ")
  ).join(" | ");
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  threads: [
    "num_threads",
    "NumThreads",
    "ThreadCount",
    "thread_count",
    "Workers",
    "Threads",
    "nthreads",
    "# threads",
    "X..threads",
    "No. of threads",
    "connections",
    "num_clients",
    "Client_Count",
    "concurrent_clients",
    "Concurrent Threads",
    "# of Threads",
    "config.threads",
    "n_conn",
    "nthr",
    "procs",
    "Anzahl Threads",
    "Nb threads",
  ],
  mode: [
    "Type",
    "Version",
    "Label",
    "part",
    "Impl",
    "Implementation",
    "METHOD",
    "copy_mode",
    "Verfahren",
    "Méthode",
  ],
  message_bytes: [
    "size",
    "MsgSize",
    "msg_size",
    "MessageSize",
    "Message_Size",
    "payload_size",
    "buffer size",
    "io_size",
    "bufsz",
    "Größe",
    "Groesse",
    "taille",
  ],
  "message_bytes in bytes": [
    "Msg.Size..B.",
    "MsgSize_Bytes",
    "msg_size_bytes",
    "Message Size (bytes)",
    "size(B)",
  ],
  "message_bytes in KB": ["size_kb", "MsgSizeKB", "Message Size [KB]"],
  field_size: ["field_size", "FieldSize", "bytes per field"],
  throughput_gbps: ["throughput", "Bandwidth", "goodput"],
  "throughput_gbps in Gbit/s": [
    "throughput_gbps",
    "ThroughputGbps",
    "Throughput..Gbps.",
    "Throughput.Gbit.s.",
    "Throughput(Gbps)",
    "Throughput [Gbit/s]",
    "total_gbps",
    "agg_throughput_gbps",
    "Gbps",
    "throughput_gbps_mean",
    "Throughput/Gbps",
    "Throughput / (Gbit/s)",
  ],
  "throughput_gbps in Mbit/s": [
    "throughput_mbps",
    "Throughput_Mbps",
    "bandwidth (Mbit/s)",
    "goodput_mbits_per_sec",
    "throughput_in_megabits_per_second",
    "Durchsatz [MBit/s]",
    "Débit (Mbit/s)",
  ],
  "throughput_gbps in Mbyte/s": [
    "Throughput (MB/s)",
    "throughput_MBps",
    "MBytes/sec",
    "Megabytes per second",
  ],
  "throughput_gbps in bit/s": ["bits_per_second", "throughput_bps"],
  "throughput_gbps in Gbit/s or Gbyte/s": [
    "Throughput_GBPS",
    "Throughput (gb/s)",
    "gb/s",
    "throughput_gb_per_sec",
  ],
  "messages_per_s in messages/s": ["Throughput (msg/s)", "msgs_per_sec", "ops/s"],
  latency_mean_us: ["latency", "AvgLatency", "mean_rtt"],
  "latency_mean_us in µs": [
    "avg_latency_us",
    "LatencyUs",
    "Latency (µs)",
    "Latency(μs)",
    "latency [us]",
    "weighted_avg_oneway_us",
    "avg_us",
    "avg_rtt_us",
    "Latency_usec",
    "Latency/us",
    "Latency / µs",
    "Latency (us/msg)",
    "Per-message latency (us)",
    "Mittlere Latenz [µs]",
    "Latence moyenne (us)",
  ],
  "latency_mean_us in ns": ["ns/msg", "latency_ns", "Latency [ns]", "mean latency (nanoseconds)"],
  "latency_mean_us in ms": ["latency_ms", "AvgLatencyMs"],
  "latency_p99_us in µs": [
    "p99_latency_us",
    "latency_us_p99",
    "Latency P99 (us)",
    "p99_us",
    "99th Percentile Latency Microseconds",
  ],
  "latency_max_us in µs": ["max_rtt_us", "MaxLatency_us"],
  duration_s: ["TimeElapsed", "duration", "Elapsed Time"],
  "duration_s in s": [
    "duration_sec",
    "Duration_sec",
    "elapsed_s",
    "total_time_sec",
    "TimeElapsed_sec",
    "time_sec",
    "Time (s)",
  ],
  bytes: ["total_bytes", "TotalBytes", "bytes_total", "bytes_transferred"],
  "bytes (rx)": ["total_rx_bytes", "bytes_received"],
  "bytes (tx)": ["Bytes_Sent"],
  messages: ["TotalMessages", "total_msgs", "num_messages", "msg_count"],
  cycles: [
    "cycles",
    "CPUCycles",
    "cpu_cycles",
    "CPU_Cycles",
    "cpu-cycles",
    "total cycles",
    "cycles:u",
    "cpu-cycles:uk",
    "Zyklen",
  ],
  "cycles (server)": ["server_cycles"],
  "tx_cycles (tx)": ["sender_cycles"],
  "cycles in × 1000000": ["Cycles (millions)", "CPU Cycles (10^6)", "cycles_M"],
  l1d_load_misses: [
    "L1Miss",
    "l1_miss",
    "L1_dcache_load_misses",
    "l1_cache_misses",
    "L1Misses",
    "L1-dcache-load-misses",
    "L1D Misses",
    "cache_misses_L1",
    "Misses (L1)",
  ],
  llc_load_misses: [
    "LLCMiss",
    "llc_miss",
    "llc_cache_misses",
    "LLCLoadMisses",
    "LLC_load_misses",
    "LLC-load-misses",
    "L3_misses",
    "cache_misses_LLC",
  ],
  cache_misses: ["CacheMiss", "cache_misses", "cache-misses"],
  context_switches: [
    "CtxSwitch",
    "CS",
    "ctx_switches",
    "ContextSwitch",
    "context-switches",
    "ContextSwitches",
    "Kontextwechsel",
  ],
  page_faults: ["page_faults", "PageFaults"],
  "": [
    "l1_miss_rate",
    "LLC miss %",
    "LLC.miss..",
    "cpu_core/cycles/",
    "cpu_atom/cycles/",
    "std_latency_us",
    "min_latency_us",
    "cpu_time_s",
    "send_calls",
    "send_time_us",
    "timestamp",
    "ipc",
    "L1_loads",
    "cache_refs",
    "total_latency_us",
    "",
  ],
};

Deno.test("a column is known by its many names, and its unit by them", () => {
  for (const [expected, headers] of Object.entries(NAMES)) {
    for (const header of headers) assertEquals(meaning(header), expected, header);
  }
});

Deno.test("netio's own names are understood, each as itself", () => {
  for (const { name } of TRIAL_COLUMNS) assertEquals(meaningsOf(name)[0]?.target, name);
});

Deno.test("no name stands for two columns", () => {
  const seen = new Map<string, string>();
  for (const { target, dimension, names } of COLUMN_NAMES) {
    for (const name of names) {
      assertEquals(seen.get(name) ?? `${target} ${dimension}`, `${target} ${dimension}`, name);
      seen.set(name, `${target} ${dimension}`);
    }
  }
});

Deno.test("a name that could be two things is what is still free, and a note says so; else it is refused or not used", () => {
  const free = readText(table("mode,size,threads,thr", "a1,64,1,2.5 Gbps"));
  assertEquals(free.rows.at(0)?.throughput_gbps, 2.5);
  assertStringIncludes(
    free.notes.join(),
    "column thr is read as throughput_gbps, since nothing else here is",
  );
  assertThrows(
    () => readText(table("mode,size,thr", "a1,64,1")),
    CsvError,
    "column thr could be threads or throughput_gbps",
  );
  assertThrows(
    () => readText(table("mode,size,t,gbps,total_bytes", "a1,64,1,2,1e9")),
    CsvError,
    "column t could be threads or duration_s",
  );
  for (const name of ["total_size", "Total Size (bytes)"]) {
    assertThrows(
      () => readText(table(`mode,${name},threads`, "a1,64,1")),
      CsvError,
      `column ${name} could be message_bytes or bytes`,
    );
    assertEquals(readText(table(`mode,${name},size,threads`, "a1,6400,64,1")).rows.at(0)?.bytes, 6400);
  }
  const unused = readText(table("mode,size,threads,time", "a1,64,1,5"));
  assertEquals(unused.rows.at(0)?.duration_s, null);
  assertStringIncludes(
    unused.notes.join(),
    "column time is not used: it could be duration_s or latency_mean_us",
  );
  const moved = readText(table("mode,size,threads,time,total_bytes", "a1,64,1,2 s,1e9"));
  assertEquals([moved.rows.at(0)?.duration_s, moved.rows.at(0)?.throughput_gbps], [2, 4]);
  assertStringIncludes(
    moved.notes.join(),
    "column time is read as duration_s, since the bytes that were moved are here too",
  );
  assertThrows(
    () => readText(table("mode,bytes,threads,gbps", "a1,64,1,2")),
    CsvError,
    "column bytes could be the message size or the bytes that were moved: name it msg_size or total_bytes",
  );
});

Deno.test("modes are known with other words around them", () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    "two-copy": [
      "client_2copy",
      "A1_TwoCopy",
      "Two-Copy",
      "two_copy",
      "A1 (two copies)",
      "Zweifachkopie",
      "deux copies",
      "PartA1",
      "Part A-1",
      "A.1",
      "server_a1",
      "a1_server",
    ],
    "one-copy": [
      "client_1copy",
      "A2_OneCopy",
      "one copy",
      "sendmsg",
      "Part A2",
      "sendmsg+iovec",
      "sendmsg/recvmsg",
      "sendmsg() w/ iovec",
      "writev",
      "scatter-gather",
      "Einfachkopie",
      "une copie",
      "vectored I/O",
    ],
    "zero-copy": [
      "0 copies",
      "keine Kopie",
      "zéro copie",
      "client_0copy",
      "A3_ZeroCopy",
      "ZeroCopy",
      "MSG_ZEROCOPY",
      "sendmsg_zerocopy",
      "zcopy",
    ],
    "uring-send": ["io_uring", "uring_sendmsg"],
    "uring-zero-copy": ["io_uring_zc", "uring-zerocopy", "sendmsg_zc"],
    "uring-zero-copy-fixed": ["send_zc", "io_uring-zc-fixed"],
    "sendfile": ["sendfile", "memfd"],
    "splice": ["splice", "vmsplice"],
    "per-field-more": ["MSG_MORE"],
  };
  for (const [mode, all] of Object.entries(names)) {
    for (const name of all) assertEquals(recogniseMode(name)?.mode, mode, name);
  }
  for (
    const name of ["send", "rdma", "A10", "baseline", "zero-copy sendfile", "splice_zerocopy", "rx zerocopy"]
      .concat(["no_zerocopy", "nonzerocopy", "Non-Zero-Copy", "without zero copy", "MSG_ZEROCOPY=0"])
      .concat(["zerocopy_off", "zero-copy (disabled)", "A2 without zerocopy", "w/o zerocopy", "zerocopy=no"])
      .concat(["zerocopy=none", "disable_zerocopy", "ohne zerocopy", "sans zerocopy"])
  ) {
    assertEquals(recogniseMode(name), null, name);
  }
  assertEquals(recogniseMode("two-copy off-cpu")?.mode, "two-copy");
  assertThrows(
    () => recogniseMode("A1_OneCopy"),
    CsvError,
    '"A1_OneCopy" could be two-copy by its letter or one-copy by its words',
  );
});

Deno.test("two names of one mode are told apart where they say more", () => {
  assertEquals([...readModes(["two_copy", "two_copy_opt", "A2", "OneCopy"], "impl").ids.values()], [
    "two-copy",
    "two-copy (opt)",
    "one-copy",
    "one-copy",
  ]);
});

Deno.test("what a program compares one-copy and zero-copy with is its two-copy, by names that say no more", () => {
  for (const name of ["baseline", "Standard", "send()", "Regular TCP", "send/recv", "std_send"]) {
    const { ids, notes } = readModes([name, "one_copy", "zero_copy"], "impl");
    assertEquals(ids.get(name), "two-copy", name);
    assertStringIncludes(
      notes.join(),
      `"${name}" is taken for two-copy, since the other modes are one-copy and zero-copy`,
    );
  }
  for (
    const names of [["baseline", "zero_copy"], ["rdma", "one_copy", "zero_copy"], ["base", "A1", "A2", "A3"]]
  ) {
    assertEquals(readModes(names, "impl").ids.get(names[0]!), names[0], names.join());
  }
});

Deno.test("letters alone are parts of something, and none of them is a control", () => {
  const { ids } = readModes(["A", "B", "C"], "part");
  assertEquals([...ids.values()], ["A", "B", "C"]);
  assertEquals(readModes(["A1", "C"], "part").ids.get("C"), "contiguous");
});

Deno.test("numbers of runs in the names of modes make no modes", () => {
  const { ids } = readModes(["A1_run1", "A1_run_2", "two-copy (trial 3)", "A2 iter 1"], "impl");
  assertEquals([...ids.values()], ["two-copy", "two-copy", "two-copy", "one-copy"]);
});

Deno.test("numbers behind a word are numbers", () => {
  const modes = (...names: string[]) => [...readModes(names, "impl").ids.values()];
  assertEquals(modes("part1", "part2", "part3"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(modes("Part 1", "Part 2"), ["two-copy", "one-copy"]);
  assertEquals(modes("mode0", "mode1", "mode2"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(modes("v1", "v2", "v3"), ["v1", "v2", "v3"], "versions of a program may be anything");
  assertThrows(() => modes("mode1", "mode2"), CsvError, "which could be");
});

Deno.test("a mode's name that repeats size and threads of its rows is the mode's", () => {
  const modes = (...rows: string[]) =>
    readText(table("name,size,threads", ...rows)).rows.map(({ mode }) => mode);
  assertEquals(
    modes("a1_64_1,64,1", "a1_4k_t8,4096,8", "two_copy_64B_2threads,64,2"),
    Array(3).fill("two-copy"),
  );
  assertEquals(modes("a1_64_1,64,1", "a1_32_1,64,1"), ["two-copy", "two-copy (32)"]);
});

Deno.test("a column of copies has their number, and under a name that may mean that or the mode's number is refused", () => {
  for (const column of ["copies", "num_copies", "Number of copies"]) {
    assertEquals(
      [...readModes(["0", "1", "2"], column).ids.values()],
      ["zero-copy", "one-copy", "two-copy"],
      column,
    );
  }
  assertThrows(
    () => readModes(["0", "1", "2"], "copy_mode"),
    CsvError,
    "which could be how often a mode copies (0 = zero-copy) or numbers of the modes (0 = two-copy)",
  );
});

Deno.test("numbered modes count from 0 or from 1, and what can't be told is refused", () => {
  const modes = (column: string, ...names: string[]) => [...readModes(names, column).ids.values()];
  assertEquals(modes("Impl", "0", "1", "2"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(modes("Impl", "0", "1"), ["two-copy", "one-copy"]);
  assertEquals(modes("Impl", "1", "2", "3"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(modes("Impl", "3"), ["zero-copy"]);
  assertEquals(modes("part", "1", "2"), ["two-copy", "one-copy"]);
  assertEquals(modes("Impl", "0", "3"), ["two-copy", "3"]);
  assertEquals(modes("Impl", "1", "2", "3", "4"), ["1", "2", "3", "4"]);
  assertStringIncludes(
    readModes(["1", "2", "3"], "Impl").notes.join(),
    "numbered from 1 since there is a 3 and no 0",
  );
  for (const names of [["1"], ["2"], ["1", "2"]]) {
    assertThrows(() => modes("Impl", ...names), CsvError, "which could be");
  }
});

Deno.test("the mode's column is the one that has modes in it, whatever it is called", () => {
  const { rows } = readText(table("name,stack,size,threads", "run7,A1,64,1", "run7,A2,64,1"));
  assertEquals(rows.map(({ mode }) => mode), ["two-copy", "one-copy"]);
  const sender = readText(
    table("sender,size,threads", "write,64,1", "writev,64,1", "send_zerocopy,64,1"),
  );
  assertEquals([...sender.rows].map(({ mode }) => mode), ["two-copy", "one-copy", "zero-copy"]);
  assertThrows(
    () => readText(table("stack,size,threads", "foo,64,1")),
    CsvError,
    "no column is recognised as the mode",
  );
});

Deno.test("of columns without known modes the one counts that tells rows apart, then the likelier name", () => {
  const { rows } = readText(
    table("name,method,version,size,threads", "x,splice,v1,64,1", "x,sendfile,v2,64,1"),
  );
  assertEquals(rows.map(({ mode }) => mode), ["splice", "sendfile"]);
});

Deno.test("counts in user space or the kernel alone are said to be that", () => {
  const { rows, notes } = readText(table("mode,size,threads,cycles:u,L1-dcache-load-misses", "a1,64,1,5,7"));
  assertEquals([rows.at(0)?.totals.cycles, rows.at(0)?.totals.l1d_load_misses], [5, 7]);
  assertStringIncludes(
    notes.join("\n"),
    "cycles:u: counted in user space alone, by the names of the columns",
  );
  const kernel = readText(table("mode,size,threads,cycles:k,branches:uk", "a1,64,1,5,7")).notes.join("\n");
  assertStringIncludes(kernel, "cycles:k: counted in the kernel alone");
  assert(!kernel.includes("branches:uk: counted"), kernel);
});

Deno.test("cycles are the receiver's, the sender's, or one server's and its client's together", () => {
  const { rows } = readText(
    table(
      "mode,size,threads,rx_cycles,sender_cycles,server_ctx_switches,client_ctx_switches",
      "a1,64,1,5,7,2,3",
    ),
  );
  assertEquals([rows.at(0)?.rx_cycles, rows.at(0)?.tx_cycles, rows.at(0)?.totals.context_switches], [
    5,
    7,
    5,
  ]);
});
