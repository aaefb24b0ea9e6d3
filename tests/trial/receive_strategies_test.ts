import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { refusedStrategies } from "../../doctor/refusals.ts";
import { present } from "../present.ts";
import { ok, shareOf, smallTrial, smallTrials } from "./small_trial.ts";

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

Deno.test({
  name: "recv-mapped maps what zero-copy sends of whole pages, and nothing of what is copied into the kernel",
  ignore: refusedStrategies(["recv-mapped"]).length > 0,
  fn: async () => {
    const specs = (["stream", "rr"] as const).flatMap((pattern) =>
      ["zero-copy", "one-copy"].map((mode) => (
        { rx: "recv-mapped", pattern, modes: [mode], messageBytes: 256 * 1024 }
      ))
    );
    const shares = (await smallTrials(specs)).map((result) => shareOf(present(ok(result).rx[0], "an end")));
    const mapped = shares.map(({ bytes, usage }) => present(usage.mappedBytes, "mapped bytes") / bytes);
    for (const [i, share] of mapped.entries()) {
      if (specs[i]!.modes[0] === "one-copy") assertEquals(share, 0);
      else assert(share > 0.3 && share <= 1, `${share} was mapped`);
    }
  },
});

Deno.test({
  name: "of modes that take turns, each has its own mapped bytes",
  ignore: refusedStrategies(["recv-mapped"]).length > 0,
  fn: async () => {
    const modes = ["zero-copy", "one-copy"];
    const schedule = { rounds: 3, washoutMs: 10, sliceMs: 20, tailMs: 2 };
    const result = await smallTrial({ rx: "recv-mapped", modes, messageBytes: 256 * 1024, schedule });
    const mapped = present(ok(result).rx[0], "an end").shares.map(({ bytes, usage }) =>
      present(usage.mappedBytes, "mapped bytes") / bytes
    );
    assertEquals(mapped.map((share) => share > 0.3), [true, false]);
    assertEquals(mapped[1], 0);
  },
});

Deno.test("the receiving end opens the strategy that its trial names, in both patterns", async () => {
  const specs = (["stream", "rr"] as const).map((pattern) => ({ rx: "recv-nothing", pattern }));
  for (const result of await smallTrials(specs)) {
    assertStringIncludes(JSON.stringify(result), 'no receive strategy \\"recv-nothing\\"');
  }
});
