import { assertEquals } from "@std/assert";
import { Payload } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { LocalConnections } from "../../net/connections.ts";
import { PREWARM_MESSAGE_BYTES } from "../../trial/prewarm.ts";

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
