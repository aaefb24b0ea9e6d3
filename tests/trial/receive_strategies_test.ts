import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { ok, shareOf, smallTrials } from "./small_trial.ts";

/** Longer than TCP's least retransmission time-out: a stall in slow start is over when the window opens. */
const WARMUP_MS = 200;

for (const { id } of RECEIVE_STRATEGIES) {
  Deno.test(`--rx ${id} takes every byte that is sent, in both patterns`, async () => {
    const messageBytes = 10_007;
    const specs = (["stream", "rr"] as const).map((pattern) => ({
      rx: id,
      pattern,
      messageBytes,
      nodelay: "on" as const,
      warmupMs: WARMUP_MS,
    }));
    for (const [i, result] of (await smallTrials(specs)).entries()) {
      const { tx: [sender], rx: [receiver] } = ok(result);
      const { bytes, latencies } = shareOf(receiver!);
      assert(bytes > 0 && receiver!.totalBytes > bytes, `${bytes} bytes`);
      assertEquals(receiver!.totalBytes, sender!.totalBytes);
      assertEquals(receiver!.totalBytes % messageBytes, 0);
      assertEquals(latencies.roundTrips.length > 0, specs[i]!.pattern === "rr");
    }
  });
}

Deno.test("the receiving end opens the strategy that its trial names, in both patterns", async () => {
  const specs = (["stream", "rr"] as const).map((pattern) => ({ rx: "recv-nothing", pattern }));
  for (const result of await smallTrials(specs)) {
    assertStringIncludes(JSON.stringify(result), 'no receive strategy \\"recv-nothing\\"');
  }
});
