import { assert, assertEquals } from "@std/assert";
import { explain } from "../../../cli/commands/run.ts";
import { planFrom } from "../../../cli/options/sweep_options.ts";
import { emptyRow, type ResultRow } from "../../../results/columns.ts";

const PLAN = planFrom({ warmup: 200 });

/** A stream row of one connection, unless changed. */
function rowWith(changes: Partial<ResultRow>): ResultRow {
  return {
    ...emptyRow(),
    status: "ok",
    mode: "one-copy",
    rx: "recv",
    pattern: "stream",
    message_bytes: 16384,
    threads: 1,
    duration_s: 1.00012,
    throughput_gbps: 41.28049,
    messages_per_s: 314945.6,
    latency_kind: "interval",
    latency_mean_us: 3.175152,
    cpu_ns_per_byte: 0.331234,
    tx_cpu_s: 0.98765,
    rx_cpu_s: 0.7212,
    tx_context_switches: 12,
    rx_context_switches: 3456,
    bytes_per_segment: 32741.3,
    retransmits: 0,
    congestion_control: "cubic",
    nodelay: "off",
    sndbuf: 2626560,
    rcvbuf: 131072,
    verify: "off",
    ...changes,
  };
}

function explained(changes: Partial<ResultRow>): string[] {
  return explain(rowWith(changes), PLAN).split("\n");
}

Deno.test("run explains a stream row line by line and leaves out what was not measured", () => {
  assertEquals(explained({}), [
    "one-copy (one sendmsg with iovec[8]), 16 KiB × 1",
    "  throughput   41.28 Gbit/s, 314900 messages/s",
    "  per message  3.175 µs between messages on a connection",
    "  window       1 s after 200ms of warm-up",
    "  CPU time     0.3312 ns per byte: 0.9877 s sending, 0.7212 s receiving",
    "  switches     12 sending, 3456 receiving",
    "  segments     32740 bytes each, 0 retransmitted",
    "  sockets      cubic, nodelay off, sndbuf 2565 KiB, rcvbuf 128 KiB",
  ]);
});

Deno.test("run explains counters, placement and warnings where there are any", () => {
  const lines = explained({
    threads: 2,
    cycles_per_byte: 0.71239,
    tx_cpus: "0,1",
    rx_cpus: "2,3",
    warnings: "steal (3 %); retransmits (0.1 %)",
  });
  assertEquals(lines[0], "one-copy (one sendmsg with iovec[8]), 16 KiB × 2");
  assertEquals(lines.filter((line) => /^ {2}(cycles|placement)/.test(line)), [
    "  cycles       0.7124 per byte, both ends",
    "  placement    sending on CPU 0,1, receiving on CPU 2,3",
  ]);
  assert(!lines.some((line) => line.includes("steal")), "the warnings are said once, with their advice");
});

Deno.test("run says ? for figures of a line whose others were measured", () => {
  const lines = explained({ tx_context_switches: null, cpu_ns_per_byte: null, bytes_per_segment: null });
  assertEquals(lines.slice(3), [
    "  window       1 s after 200ms of warm-up",
    "  switches     ? sending, 3456 receiving",
    "  sockets      cubic, nodelay off, sndbuf 2565 KiB, rcvbuf 128 KiB",
  ]);
});

Deno.test("run explains an rr row by its round trips", () => {
  const lines = explained({
    pattern: "rr",
    message_bytes: 64,
    nodelay: "on",
    throughput_gbps: 0.0163842,
    messages_per_s: 32000.4,
    latency_kind: "rtt",
    latency_mean_us: 31.2,
    latency_p50_us: 28.7689,
    latency_p90_us: 40.1,
    latency_p99_us: 76.0912,
    latency_p99_9_us: 144.127,
    latency_max_us: 2754.56,
  });
  assertEquals(lines, [
    "one-copy (one sendmsg with iovec[8]), 64 B × 1",
    "  throughput   0.01638 Gbit/s, 32000 messages/s",
    "  round trip   median 28.77 µs, 99 % under 76.09, 99.9 % under 144.1, longest 2755",
    "  window       1 s after 200ms of warm-up",
    "  CPU time     0.3312 ns per byte: 0.9877 s sending, 0.7212 s receiving",
    "  switches     12 sending, 3456 receiving",
    "  segments     32740 bytes each, 0 retransmitted",
    "  sockets      cubic, nodelay on, sndbuf 2565 KiB, rcvbuf 128 KiB",
  ]);
});

Deno.test("run explains what the kernel did with MSG_ZEROCOPY", () => {
  const zeroCopy = {
    mode: "zero-copy",
    zc_sends: 40345,
    zc_completions: 40345,
    zc_copied: 12,
    zc_fallbacks: 3,
    enobufs: 4,
    effective_copy: "mixed",
  };
  const zeroCopyLine = (changes: Partial<ResultRow>) =>
    explained({ ...zeroCopy, ...changes }).find((line) => line.startsWith("  zero-copy"));
  assertEquals(
    explained(zeroCopy)[0],
    "zero-copy (one sendmsg(MSG_ZEROCOPY) with iovec[8]), 16 KiB × 1",
  );
  assertEquals(
    zeroCopyLine({}),
    "  zero-copy    mixed: 40345 calls, 40345 completed, 12 copied by the kernel, 4 ENOBUFS, 3 fallbacks to a plain send",
  );
  assertEquals(
    zeroCopyLine({ effective_copy: null, zc_sends: 0, zc_completions: 0, zc_copied: 0 }),
    "  zero-copy    no verdict: 0 calls, 0 completed, 0 copied by the kernel, 4 ENOBUFS, 3 fallbacks to a plain send",
  );
});

Deno.test("run explains a failed row by its reason alone", () => {
  const reason = "sender of connection 0 (one-copy): ECONNRESET";
  for (const verify of ["off", "on"]) {
    assertEquals(explained({ status: "failed", verify, warnings: reason }), [
      `one-copy (one sendmsg with iovec[8]), 16 KiB × 1: failed: ${reason}`,
    ]);
  }
});

Deno.test("run explains a verify row by what arrived, without figures that don't count", () => {
  assertEquals(explained({ verify: "on", messages: 178839.2, pool_depth: 4 }), [
    "one-copy (one sendmsg with iovec[8]), 16 KiB × 1: " +
    "OK (178839 messages verified in the window), from a pool of 4 buffers",
  ]);
});
