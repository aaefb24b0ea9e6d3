/** How long turns are, from what is known of the path. */
import { assertEquals } from "@std/assert";
import { turnsMs } from "../../trial/schedule.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { type Pin, threadsPerCpu } from "../../trial/placement.ts";
import { type PathFacts, slicedSchedule } from "../../trial/slice_length.ts";

/** Of two CPUs. */
const FAST: PathFacts = { rttMs: 0.05, bytesPerMs: 1e6, threadsPerCpu: (connections) => connections };

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

Deno.test("the washout lasts until a send queue of 1 MiB of each connection has drained, in whole milliseconds", () => {
  assertEquals([schedule({}).washoutMs, schedule({ bytesPerMs: 125_000 }).washoutMs], [4, 9]);
});

Deno.test("where more than two threads share a CPU slices are as many times longer, by the CPUs that are used", () => {
  const cpus = Array.from({ length: 16 }, (_, cpu) => (
    { cpu, core: cpu, package: 0, node: cpu >> 3, coreType: "uniform", maxFreqKhz: null, capacity: null }
  ));
  const sliceMs = (pin: Pin, threads: number, holdsOneEnd = false) => {
    const path = { ...FAST, threadsPerCpu: threadsPerCpu(pin, cpus, holdsOneEnd) };
    return slicedSchedule(DEFAULTS, { messageBytes: 64, threads, rateBps: null }, path).sliceMs;
  };
  const auto = { kind: "auto" } as const, few = { kind: "lists", tx: [0], rx: [1, 2] } as const;
  assertEquals([8, 16, 32].map((threads) => sliceMs(auto, threads)), [20, 40, 80]); // of one node's 8
  assertEquals([16, 32].map((threads) => sliceMs({ kind: "none" }, threads)), [20, 40]);
  assertEquals([3, 12].map((threads) => sliceMs(few, threads)), [20, 80]);
  assertEquals([2, 8].map((threads) => sliceMs(few, threads, true)), [20, 80]); // all senders on one
});

Deno.test("whoever wants longer slices gets them", () => {
  assertEquals(schedule({ bytesPerMs: 1 }, { durationMs: 10_000 }).sliceMs, 10_000);
  assertEquals(schedule({}, { sliceMs: 5000 }).sliceMs, 5000);
});
