import { assert, assertEquals } from "@std/assert";
import { latencyDistribution } from "../../stats/latency_histogram.ts";
import { batchesPerSample, batchMessages } from "../../trial/timed_loop.ts";
import { ok, shareOf, smallTrials } from "./small_trial.ts";

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
