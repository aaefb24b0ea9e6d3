import { assertEquals } from "@std/assert";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { LocalConnections } from "../../net/connections.ts";
import { bestRateOf, PREWARM_MESSAGE_BYTES } from "../../trial/prewarm.ts";

/** Sizes around every boundary at which a mode might change its code. */
const SIZES = [8, 63, 64, 72, 128, 1024, 4096, 65536];

function classesAt(sizes: readonly number[]): Set<string> {
  using connections = new LocalConnections(1, { congestion: "system" });
  return new Set(sizes.flatMap((messageBytes) =>
    MODES.map((mode) => {
      using payload = new Payload(messageBytes, 4096, 1);
      using transmitter = mode.open(connections.pairs[0]!.tx.fd, payload);
      return transmitter.constructor.name;
    })
  ));
}

Deno.test("prewarming runs every class of transmitter that a plan may open", () => {
  assertEquals(classesAt(PREWARM_MESSAGE_BYTES), classesAt([...PREWARM_MESSAGE_BYTES, ...SIZES]));
});

Deno.test("a rate of a busy moment is measured again, three times at most; the best of all counts", async () => {
  const cases = [
    { first: 23e3, further: [null, 3e6, 5e6], best: 3e6, asked: 2 },
    { first: 23e3, further: [9e3, 40e3, 30e3, 3e6], best: 40e3, asked: 3 },
    { first: 3e6, further: [5e6], best: 3e6, asked: 0 },
    { first: null, further: [5e6], best: null, asked: 0 },
  ];
  for (const { first, further, best, asked } of cases) {
    let times = 0;
    const found = await bestRateOf(first, () => Promise.resolve(further[times++] ?? null));
    assertEquals([found, times], [best, asked]);
  }
});
