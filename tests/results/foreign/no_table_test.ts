import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CsvError } from "../../../results/csv.ts";
import { fieldText, readBytes, readText } from "./field_files.ts";

const PERF_TEXT = `
 Performance counter stats for './a1_client':

     1,234,567      cycles
`;
const PERF_LINES = "1234567,,cycles,1000123,100.00,,\n<not supported>,,LLC-load-misses,0,100.00,,\n";
const IPERF_TEXT = "Connecting to host 192.0.2.1, port 5201\n[ ID] Interval           Transfer     Bitrate\n";
const NETPERF_TEXT =
  "MIGRATED TCP STREAM TEST from 0.0.0.0 () port 0 AF_INET\nRecv   Send    Send\nSocket Socket  Message  Elapsed\n";

async function gzipped(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const bytes = (...values: (number | string)[]) =>
  new Uint8Array(
    values.flatMap((value) => typeof value === "string" ? [...new TextEncoder().encode(value)] : [value]),
  );

Deno.test("what is no table of trials is called by its name, with what to do instead", async () => {
  const cases: [content: Uint8Array, what: string, instead: string][] = [
    [await gzipped(fieldText("07")), "compressed by gzip", "unpack it first (gunzip)"],
    [bytes("PK", 3, 4, 20, 0), "a workbook of a spreadsheet program", "save the sheet as CSV"],
    [bytes("%PDF-1.7\n"), "a PDF", "as CSV"],
    [bytes(0x89, "PNG\r\n", 0x1a, "\n"), "a picture (PNG)", "netio needs the numbers"],
    [bytes(0xff, 0xd8, 0xff, 0xe0), "a picture (JPEG)", "netio needs the numbers"],
    [bytes("<svg xmlns='http://www.w3.org/2000/svg'>"), "a picture (SVG)", "netio needs the numbers"],
    [bytes("<!DOCTYPE html>\n<html><table><tr><td>mode"), "a web page (HTML)", "save its table as CSV"],
    [bytes(PERF_TEXT), "the text that perf stat prints", "write one row per run with mode, size, threads"],
    [bytes(PERF_LINES), "the output of perf stat -x,", "write one row per run with these and the counts"],
    [bytes("# started on Mon\n\n", PERF_LINES), "the output of perf stat -x,", "write one row per run"],
    [bytes(PERF_LINES.replaceAll(",", ";")), "the output of perf stat -x,", "write one row per run"],
    [bytes("     1.000123456,", PERF_LINES), "the output of perf stat -x,", "write one row per run"],
    [
      bytes('{"counter-value" : "12.0", "unit" : "", "event" : "cycles", "event-runtime" : 1}\n'),
      "the output of perf stat -j",
      "write one row per run",
    ],
    [
      bytes("sockperf: == version #3.7 == \nsockperf: ====> avg-latency=14.1\n"),
      "sockperf prints",
      "one row per run",
    ],
    [
      bytes("Running 10s test @ http://x\n  2 threads and 10 connections\n"),
      "a load generator",
      "one row per run",
    ],
    [bytes("This is ApacheBench, Version 2.3\n"), "a load generator", "one row per run"],
    [
      bytes("runs:\n  - mode: A1\n    size: 64\n    threads: 1\n"),
      "YAML",
      "one row per run",
    ],
    [
      bytes("mode,size,threads,gbps\n<<<<<<< HEAD\nA1,64,1,5\n=======\nA1,64,1,6\n>>>>>>> other\n"),
      "a file that git could not merge",
      "choose one side of each conflict",
    ],
    [bytes("version https://git-lfs.github.com/spec/v1\noid sha256:ab\n"), "Git LFS", "git lfs pull"],
    [bytes('{"cells": [{"cell_type": "code"}], "nbformat": 4}'), "a Jupyter notebook", "as CSV"],
    [bytes("tcp_bw:\n    bw  =  1.1 GB/sec\n"), "qperf prints", "one row per run"],
    [
      bytes(
        "# OSU MPI Bandwidth Test v5.7\n# Size      Bandwidth (MB/s)\n1          6.50\n2         12.95\n",
      ),
      "an OSU benchmark of MPI",
      "one row per run",
    ],
    [
      bytes(
        "---\n #bytes     #iterations    BW peak[Gb/sec]    BW average[Gb/sec]\n 65536  20000  98.01  98.01\n",
      ),
      "what perftest prints",
      "one row per run",
    ],
    [
      bytes("#       size         count    type   redop     time   algbw   busbw  error\n"),
      "what nccl-tests prints",
      "one row per run",
    ],
    [
      bytes(" 1120.3125 MB /  10.01 sec =  938.8400 Mbps 3 %TX 8 %RX 0 retrans\n"),
      "the text that nuttcp prints",
      "one row per run",
    ],
    [bytes("total_run_time=10\nnum_flows=4\nthroughput=234.5\n"), "the output of neper", "one row per run"],
    [
      bytes("20261128120000,10.0.0.1,52044,10.0.0.2,5001,3,0.0-10.0,117870,94295\n"),
      "iperf 2 writes",
      "iperf3 with -J",
    ],
    [bytes("Mode & Size & Threads & Gbps \\\\\n\\hline\n"), "a table in LaTeX", "save its table as CSV"],
    [bytes("- mode: A1\n  size: 64\n"), "YAML", "into a CSV"],
    [bytes("[12:00] mode=A1 size=64 threads=1 gbps=9\n"), "a log of name=value pairs", "into a row"],
    [bytes(IPERF_TEXT), "the text that iperf prints", "run iperf3 with -J"],
    [
      bytes(NETPERF_TEXT),
      "netperf's output for people",
      "run netperf with -- -o THROUGHPUT,THROUGHPUT_UNITS",
    ],
    [bytes('{"seed": 7, "runId": "x"}'), "one of netio's own JSON files", "the directory that it lies in"],
    [
      bytes('{"run_id": "x", "sizes": [64], "threads": [1], "mode": 1}'),
      "one of netio's own JSON files",
      "directory",
    ],
    [
      bytes('{"date": 1, "host": {"name": "x"}, "results": [{"mode": "a1"}]}'),
      "JSON, and not what iperf3 -J writes",
      "jq -c '.results[]'",
    ],
    [bytes('{"mode": "a1"}'), "JSON, and not what iperf3 -J writes", "write one row per run into a CSV"],
    [bytes("{'mode': 'a1', 'gbps': 9}\n"), "what Python prints of a dict", "json.dumps"],
    [bytes("[{'mode': 'a1'},\n {'mode': 'a2'}]\n"), "what Python prints of a dict", "json.dumps"],
    [bytes('{"mode": "a1"'), "JSON, and not what iperf3 -J writes", "write one row per run into a CSV"],
    [
      bytes("mode,rx,n,throughput_gbps_median,throughput_gbps_mean\n"),
      "netio's summary.csv",
      "the trials.csv there",
    ],
    [bytes(0x7f, "ELF", 2, 1), "a program", "give netio its results"],
    [bytes("abc", 0, 1, 2, "def"), "a binary file", "netio reads tables as text"],
  ];
  for (const [content, what, instead] of cases) {
    const error = assertThrows(() => readBytes(content), CsvError);
    assertStringIncludes(error.message, what);
    assertStringIncludes(error.message, instead);
    assertEquals(error.message.includes("\n"), false);
  }
});

Deno.test("iperf3: several runs, a stream of events, sendfile, and what is no run", () => {
  const run = JSON.parse(fieldText("62"));
  const sendfile = structuredClone(run);
  sendfile.start.test_start.zerocopy = 1;
  const two = readText(`${JSON.stringify(run, null, 2)}\n${JSON.stringify(sendfile, null, 2)}\n`);
  assertEquals(two.rows.map(({ mode, threads }) => [mode, threads]), [["contiguous", 1], ["sendfile", 1]]);
  assertStringIncludes(two.notes.join(), "iperf3 -Z sends by sendfile(2), not MSG_ZEROCOPY");
  const events = [{ event: "start", data: run.start }, { event: "interval", data: {} }, {
    event: "end",
    data: run.end,
  }];
  const streamed = readText(events.map((event) => JSON.stringify(event)).join("\n"));
  assertEquals(streamed.rows.map(({ bytes }) => bytes), [80706276]);
  const failed = {
    start: run.start,
    intervals: [],
    end: {},
    error: "unable to connect to server: Connection refused\u001b[31m",
  };
  const error = assertThrows(
    () => readText(JSON.stringify(failed)),
    CsvError,
    "of a run that failed: unable to connect",
  );
  assertEquals(error.message.includes("\u001b"), false);
  const beside = readText([run, failed].map((one) => JSON.stringify(one)).join("\n"));
  assertEquals(beside.rows.length, 1);
  assertStringIncludes(beside.notes.join("\n"), "1 of 2 runs failed and are left out: unable to connect");
  const bothWays = structuredClone(run);
  bothWays.start.test_start.bidir = 1;
  const backwards = structuredClone(run);
  backwards.start.test_start.reverse = 1;
  const mixed = readText(JSON.stringify(backwards) + fieldText("62"));
  assertEquals(mixed.rows.map(({ pattern, repeat }) => [pattern, repeat]), [["reverse", 0], ["stream", 0]]);
  assertStringIncludes(
    mixed.notes.join(),
    "runs with -R sent from the server to the client: they are kept apart",
  );
  assertEquals(readText(JSON.stringify([bothWays, run])).rows.map(({ pattern }) => pattern), [
    "bidirectional",
    "stream",
  ]);
  const [bbr, again] = [structuredClone(run), structuredClone(run)];
  bbr.end.sender_tcp_congestion = "bbr";
  const settings = readText(JSON.stringify([run, bbr, again]));
  assertEquals(settings.rows.map(({ pattern, repeat }) => [pattern, repeat]), [["cubic", 0], ["bbr", 0], [
    "cubic",
    1,
  ]]);
  assertStringIncludes(
    settings.notes.join("\n"),
    "runs of one configuration differ in congestion_control (cubic, bbr): they are kept apart as patterns",
  );
  const both = structuredClone(backwards);
  both.end.sender_tcp_congestion = "bbr";
  const reverse = readText(JSON.stringify([backwards, both]));
  assertEquals(reverse.rows.map(({ pattern }) => pattern), ["reverse, cubic", "reverse, bbr"]);
  assertStringIncludes(reverse.notes.join(), "runs with -R sent from the server to the client");
  const udp = structuredClone(run);
  udp.start.test_start.protocol = "UDP";
  assertThrows(() => readText(JSON.stringify(udp)), CsvError, "iperf3 run of UDP; netio compares TCP");
  assertThrows(
    () => readText(JSON.stringify({ start: run.start, intervals: [], end: {} })),
    CsvError,
    "the run did not end",
  );
  assertThrows(() => readText(JSON.stringify(run, null, 2).slice(0, 5000)), CsvError, "cut off or damaged");
  assertEquals(readText(`${JSON.stringify(run)}\n`.repeat(2000)).rows.length, 2000);
  const many = "{}\n".repeat(20_000).replaceAll("{}", '{"error":"no","intervals":[]}');
  assertThrows(
    () => readText(many),
    CsvError,
    "line 16385: more runs of iperf3 than are read from one file",
  );
  assertThrows(
    () => readText('[{"mode":"A1","size":64,"threads":1,"gbps":9},\n{"mode":"A2","size":'),
    CsvError,
    "this is JSON with an object for each run, but it is cut off or damaged in line 2",
  );
});

Deno.test("netperf's omni output is a row where it has the message size", () => {
  const stream = readText(
    "MIGRATED TCP STREAM TEST from 0.0.0.0 () port 0 AF_INET : demo\n" +
      "Throughput,Throughput Units,Elapsed Time (sec),Local Send Size,Local Transport Retransmissions,Transport MSS bytes\n" +
      "9412.50,10^6bits/s,10.00,16384,3,1448\n",
  );
  const [row] = stream.rows;
  assertEquals(
    [
      row?.mode,
      row?.pattern,
      row?.message_bytes,
      row?.threads,
      row?.throughput_gbps,
      row?.bytes,
      row?.retransmits,
      row?.mss,
    ],
    ["contiguous", "stream", 16384, 1, 9.4125, 11765625000, 3, 1448],
  );
  const trips = readText(
    "MIGRATED TCP REQUEST/RESPONSE TEST from 0.0.0.0 () port 0\n" +
      "THROUGHPUT=20000.00\nTHROUGHPUT_UNITS=Trans/s\nREQUEST_SIZE=64\nRESPONSE_SIZE=64\nP99_LATENCY=71\nMEAN_LATENCY=49.5\n",
  );
  const [trip] = trips.rows;
  assertEquals(
    [
      trip?.pattern,
      trip?.message_bytes,
      trip?.messages_per_s,
      trip?.throughput_gbps,
      trip?.latency_mean_us,
      trip?.latency_p99_us,
      trip?.latency_kind,
    ],
    ["rr", 64, 20000, 20000 * 64 * 8 / 1e9, 49.5, 71, "rtt"],
  );
  assertEquals(
    readText(
      "MIGRATED TCP SENDFILE TEST from x\nThroughput,Throughput Units,Local Send Size\n1,GBytes/s,65536\n",
    ).rows.at(0)?.mode,
    "sendfile",
  );
  assertThrows(
    () =>
      readText(
        "MIGRATED UDP STREAM TEST from x\nThroughput,Throughput Units,Local Send Size\n1,10^6bits/s,1024\n",
      ),
    CsvError,
    "of another protocol; netio compares TCP",
  );
  assertThrows(
    () => readText("MIGRATED TCP STREAM TEST from x\nThroughput,Local Send Size\n1,1024\n"),
    CsvError,
    "does not say the throughput's units",
  );
});
