import { assertEquals } from "@std/assert";
import { RoundTrips } from "../../trial/round_trips.ts";

const FIRST = 1500;

/** What two modes have, after slices of these round trips, ns. */
function counted(slices: readonly (readonly [mode: number, ns: readonly number[]])[]) {
  const roundTrips = new RoundTrips(2, new Uint8Array(8));
  for (const [mode, times] of slices) {
    roundTrips.take(mode, false);
    roundTrips.take(mode, true);
    for (const ns of times) roundTrips.record(ns);
    roundTrips.take(mode, false);
  }
  return [roundTrips.pairs(0), roundTrips.pairs(1)];
}

Deno.test("the first round trip of each slice, which waits for the other end's readings, is left out", () => {
  assertEquals(counted([[0, [FIRST, 20, 20, 30]], [1, [FIRST, 40]], [0, [FIRST, 20]]]), [[20, 3, 30, 1], [
    40,
    1,
  ]]);
});

Deno.test("a slice's only round trip counts", () => {
  assertEquals(counted([[1, [FIRST]], [0, []], [1, [FIRST, 40]]]), [[], [40, 1, FIRST, 1]]);
});
