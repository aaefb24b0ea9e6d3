import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
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
    "No. of threads",
    "connections",
    "num_clients",
  ],
  mode: ["Type", "Version", "Label", "part", "Impl", "Implementation", "METHOD", "copy_mode"],
  message_bytes: [
    "size",
    "MsgSize",
    "msg_size",
    "MessageSize",
    "Message_Size",
    "payload_size",
    "buffer size",
  ],
  "message_bytes in bytes": ["MsgSize_Bytes", "msg_size_bytes", "Message Size (bytes)", "size(B)"],
  "message_bytes in KB": ["size_kb", "MsgSizeKB", "Message Size [KB]"],
  field_size: ["field_size", "FieldSize", "bytes per field"],
  throughput_gbps: ["throughput", "Bandwidth", "goodput"],
  "throughput_gbps in Gbit/s": [
    "throughput_gbps",
    "ThroughputGbps",
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
  ],
  "throughput_gbps in Mbyte/s": ["Throughput (MB/s)", "throughput_MBps", "MBytes/sec"],
  "throughput_gbps in bit/s": ["bits_per_second", "throughput_bps"],
  "throughput_gbps in Gbit/s or Gbyte/s": ["Throughput_GBPS", "Throughput (gb/s)", "gb/s"],
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
  ],
  "latency_mean_us in ns": ["latency_ns", "Latency [ns]", "mean latency (nanoseconds)"],
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
  messages: ["TotalMessages", "total_msgs", "num_messages"],
  cycles: ["cycles", "CPUCycles", "cpu_cycles", "CPU_Cycles", "cpu-cycles", "total cycles"],
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
  ],
  llc_load_misses: [
    "LLCMiss",
    "llc_miss",
    "llc_cache_misses",
    "LLCLoadMisses",
    "LLC_load_misses",
    "LLC-load-misses",
    "L3_misses",
  ],
  cache_misses: ["CacheMiss", "cache_misses", "cache-misses"],
  context_switches: [
    "CtxSwitch",
    "CS",
    "ctx_switches",
    "ContextSwitch",
    "context-switches",
    "ContextSwitches",
  ],
  page_faults: ["page_faults", "PageFaults"],
  "": [
    "l1_miss_rate",
    "LLC miss %",
    "std_latency_us",
    "min_latency_us",
    "cpu_time_s",
    "send_calls",
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
  assertEquals(free.rows[0]?.throughput_gbps, 2.5);
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
    () => readText(table("mode,total_size,threads", "a1,64,1")),
    CsvError,
    "column total_size could be message_bytes or bytes",
  );
  const unused = readText(table("mode,size,threads,time", "a1,64,1,5"));
  assertEquals(unused.rows[0]?.duration_s, null);
  assertStringIncludes(
    unused.notes.join(),
    "column time is not used: it could be duration_s or latency_mean_us",
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
      "PartA1",
      "Part A-1",
      "server_a1",
      "a1_server",
    ],
    "one-copy": ["client_1copy", "A2_OneCopy", "one copy", "sendmsg", "Part A2"],
    "zero-copy": ["client_0copy", "A3_ZeroCopy", "ZeroCopy", "MSG_ZEROCOPY", "sendmsg_zerocopy", "zcopy"],
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
  for (const name of ["send", "rdma", "A10", "baseline"]) {
    assertEquals(recogniseMode(name), null, name);
  }
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

Deno.test("cycles are the receiver's, the sender's, or one server's and its client's together", () => {
  const { rows } = readText(
    table(
      "mode,size,threads,rx_cycles,sender_cycles,server_ctx_switches,client_ctx_switches",
      "a1,64,1,5,7,2,3",
    ),
  );
  assertEquals([rows[0]?.rx_cycles, rows[0]?.tx_cycles, rows[0]?.totals.context_switches], [5, 7, 5]);
});
