/** How long turns are, from what is known of the path. */
import { assertEquals } from "@std/assert";
import { turnsMs } from "../../trial/schedule.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { type PathFacts, slicedSchedule } from "../../trial/slice_length.ts";

const FAST: PathFacts = { rttMs: 0.05, bytesPerMs: 1e6, cpuCount: 2 };

function schedule(path: Partial<PathFacts>, settings: Partial<typeof DEFAULTS> = {}, messageBytes = 16384) {
  const cells = { messageBytes, threads: 1, rateBps: null };
  return slicedSchedule({ ...DEFAULTS, ...settings }, cells, { ...FAST, ...path });
}

Deno.test("slices are short on a fast path, and hold messages and round trips on a slow one", () => {
  assertEquals(schedule({}).sliceMs, 20);
  assertEquals(schedule({ rttMs: 20 }).sliceMs, 200);
  assertEquals(schedule({ bytesPerMs: 6250 }).sliceMs, 395); // 50 messages, for a mode three times as slow
});

Deno.test("a path that looked very slow for a moment makes no trial take minutes", () => {
  for (const pattern of ["stream", "rr"] as const) {
    const found = schedule({ bytesPerMs: 1, rttMs: 900 }, { pattern, durationMs: 150 }, 262144);
    assertEquals([found.rounds, found.sliceMs, found.washoutMs], [1, 2000, 2000]);
    assertEquals(turnsMs({ modes: ["a", "b", "c", "d"], schedule: found }) < 20_000, true);
  }
});

Deno.test("the washout lasts until a send queue of 1 MiB of each connection has drained", () => {
  assertEquals([schedule({}).washoutMs, schedule({ bytesPerMs: 125_000 }).washoutMs], [4, 2 ** 20 / 125_000]);
});

Deno.test("whoever wants longer slices gets them", () => {
  assertEquals(schedule({ bytesPerMs: 1 }, { durationMs: 10_000 }).sliceMs, 10_000);
  assertEquals(schedule({}, { sliceMs: 5000 }).sliceMs, 5000);
});
