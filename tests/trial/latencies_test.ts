/** Trials on real sockets: the round trips of rr, and the calls and completions that stream times. */
import { assert, assertEquals } from "@std/assert";
import { MODES } from "../../modes/registry.ts";
import { latencyDistribution } from "../../stats/latency_histogram.ts";
import { batchesPerSample, batchMessages } from "../../trial/batches.ts";
import { ok, shareOf, smallTrial, smallTrials } from "./small_trial.ts";

const KIB = 1024;

function roundTripsOf(result: ReturnType<typeof ok>) {
  const distribution = latencyDistribution(result.rx.map((end) => shareOf(end).latencies.roundTrips));
  assert(distribution !== null);
  return distribution;
}

Deno.test("rr counts one response per round trip of its window, on both ends, and times all but the first", async () => {
  const result = ok(await smallTrial({ pattern: "rr", messageBytes: 64, durationMs: 100 }));
  const [client, server] = [result.rx[0]!, result.tx[0]!];
  const { count, p50Us, p90Us, p99Us, maxUs } = roundTripsOf(result);
  assert(count > 10, `${count} round trips in 100 ms`);
  assertEquals(count, shareOf(client).bytes / 64 - 1);
  assertEquals(shareOf(server).bytes, shareOf(client).bytes);
  assertEquals(client.totalBytes, server.totalBytes);
  assert(p50Us <= p90Us && p90Us <= p99Us && p99Us <= maxUs);
  assertEquals(shareOf(server).latencies.roundTrips, []);
});

Deno.test("round trips fill the window, but where the machine stops a thread between two of them", async () => {
  const spec = { pattern: "rr", messageBytes: 64, durationMs: 100 } as const;
  const shares = (await smallTrials(Array(5).fill(spec))).map(ok).map((result) => {
    const { count, meanUs } = roundTripsOf(result);
    return meanUs * count / (shareOf(result.rx[0]!).elapsedNs / 1e3);
  });
  assert(shares.some((share) => Math.abs(share - 1) < 0.05), `${shares}`);
  assert(shares.every((share) => share < 1.05), `${shares}`);
});

Deno.test("rr does not deadlock with 1 MiB both ways through buffers of 16 KiB, in any mode", async () => {
  const specs = MODES.map(({ id }) => ({
    pattern: "rr" as const,
    modes: [id],
    messageBytes: 1024 * KIB,
    sndbufBytes: 16 * KIB,
    rcvbufBytes: 16 * KIB,
    durationMs: 50,
  }));
  for (const result of await smallTrials(specs)) {
    assert(roundTripsOf(ok(result)).count > 0);
    assertEquals(ok(result).settings.sndbuf, 32 * KIB);
  }
});

Deno.test("rr merges the round trips of 6 connections", async () => {
  const result = ok(
    await smallTrial({ pattern: "rr", threads: 6, messageBytes: 4 * KIB, warmupMs: 100, durationMs: 200 }),
  );
  assertEquals(result.rx.length, 6);
  const messages = result.rx.reduce((sum, end) => sum + shareOf(end).bytes, 0) / (4 * KIB);
  assertEquals(roundTripsOf(result).count, messages - 6);
});

Deno.test("rr counts zero-copy completions to the last one", async () => {
  const result = ok(await smallTrial({ pattern: "rr", modes: ["zero-copy"], messageBytes: 64 * KIB }));
  const [{ zeroCopy }, { totalBytes }] = [shareOf(result.tx[0]!), result.tx[0]!];
  assertEquals(zeroCopy!.completions, zeroCopy!.sends);
  assert(zeroCopy!.sends >= totalBytes / (64 * KIB));
});

const SIZES = [64, 16 * 1024, 1024 * 1024];

Deno.test("stream times the send calls of one message after so many batches of its window", async () => {
  const specs = SIZES.map((messageBytes) => ({ messageBytes, durationMs: 100 }));
  for (const [i, result] of (await smallTrials(specs)).entries()) {
    const messageBytes = SIZES[i]!;
    const sender = shareOf(ok(result).tx[0]!);
    const sendCalls = latencyDistribution([sender.latencies.sendCalls])!;
    const period = batchMessages(messageBytes) * batchesPerSample(messageBytes) + 1;
    const expected = sender.bytes / messageBytes / period;
    assert(Math.abs(sendCalls.count - expected) <= 2, `${sendCalls.count} samples, expected ${expected}`);
    assert(sendCalls.p50Us > 0 && sendCalls.p50Us <= sendCalls.p99Us);
    assert(sendCalls.p50Us < 1e3 * (sender.elapsedNs / 1e6), "a send call fits into the window");
  }
});

Deno.test("only zero-copy senders time completions, and each sampled send once", async () => {
  const modes = ["zero-copy", "zero-copy-contiguous", "one-copy"];
  const results = await smallTrials(
    modes.map((mode) => ({ modes: [mode], messageBytes: 1024 * 1024, durationMs: 60 })),
  );
  for (const [i, result] of results.entries()) {
    const { zeroCopy } = shareOf(ok(result).tx[0]!);
    if (modes[i] === "one-copy") assertEquals(zeroCopy, null);
    else assertEquals(latencyDistribution([zeroCopy!.completionTimes])!.count, zeroCopy!.sends);
  }
});
