import { assertEquals } from "@std/assert";
import { requestMark } from "../../trial/followed_edges.ts";
import { RoundTrips } from "../../trial/round_trips.ts";
import { ScriptedEnd, seenIn } from "./scripted_end.ts";

const [TURN_A, SLICE_A] = [requestMark(0, false), requestMark(0, true)];
const [TURN_B, SLICE_B] = [requestMark(1, false), requestMark(1, true)];

/** Follows marks, the amount being the number of requests before; what is open after each. */
function follow(clock: readonly number[], marks: readonly number[]) {
  const end = new ScriptedEnd({ clock });
  const edges = end.followedEdges(2);
  const open = marks.map((mark, amount) => {
    edges.follow(mark, amount);
    return edges.isOpen;
  });
  return { calls: end.calls, open, seen: seenIn(edges) };
}

Deno.test("marks tell modes and slices apart, and fit into a byte for more modes than there are", () => {
  const modes = Array.from({ length: 16 }, (_, mode) => mode);
  const marks = modes.flatMap((mode) => [requestMark(mode, false), requestMark(mode, true)]);
  assertEquals(new Set(marks).size, marks.length);
  assertEquals(marks.every((mark) => mark >= 0 && mark < 256), true);
});

Deno.test("a slice opens at the first request that says so and closes at the first that doesn't", () => {
  const { calls, open, seen } = follow([5, 9], [TURN_A, TURN_A, SLICE_A, SLICE_A, SLICE_A, TURN_A, TURN_A]);
  assertEquals(open, [false, false, true, true, true, false, false]);
  assertEquals(calls, "turn 0, slice 0, begin, at 5, at 9, end, turn 0");
  assertEquals(seen[0], { slices: 1, elapsedMs: 4, amount: 3 });
});

Deno.test("modes switch with the requests, in slices and outside of them", () => {
  const { calls, seen } = follow([5, 9, 10, 30], [TURN_B, SLICE_B, TURN_B, TURN_A, SLICE_A, SLICE_A, TURN_B]);
  assertEquals(
    calls,
    "turn 1, slice 1, begin, at 5, at 9, end, turn 1, turn 0, slice 0, begin, at 10, at 30, end, turn 1",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 20, amount: 2 }, { slices: 1, elapsedMs: 4, amount: 1 }]);
});

Deno.test("slices back to back count for the mode of each", () => {
  const { calls, open, seen } = follow([5, 9, 10, 12], [SLICE_A, SLICE_B, SLICE_B, TURN_A]);
  assertEquals(open, [true, true, true, false]);
  assertEquals(calls, "slice 0, begin, at 5, at 9, end, slice 1, begin, at 10, at 12, end, turn 0");
  assertEquals(seen, [{ slices: 1, elapsedMs: 4, amount: 1 }, { slices: 1, elapsedMs: 2, amount: 2 }]);
});

Deno.test("a mode that has two turns in succession has two slices", () => {
  const { seen } = follow([5, 9, 20, 21], [SLICE_A, TURN_A, SLICE_A, SLICE_A, TURN_A]);
  assertEquals(seen[0], { slices: 2, elapsedMs: 5, amount: 3 });
});

Deno.test("a slice that the requests do not end counts for nothing, and is still open", () => {
  const { open, seen } = follow([5], [SLICE_B, SLICE_B]);
  assertEquals([open.at(-1), seen[1]!.slices], [true, 0]);
});

Deno.test("before the first request nothing is open", () => {
  const end = new ScriptedEnd({});
  assertEquals([end.followedEdges(1).isOpen, end.calls], [false, ""]);
});

Deno.test("requests say what the asking end was told, and round trips count for the mode whose turn it is", () => {
  const request = new Uint8Array([9, 8, 7]);
  const roundTrips = new RoundTrips(2, request);
  const marks: number[] = [];
  for (
    const [mode, isMeasured, ns] of [
      [1, false, 0],
      [1, true, 100],
      [0, true, 50],
      [1, true, 100],
      [1, false, 0],
    ] as const
  ) {
    roundTrips.take(mode, isMeasured);
    marks.push(request[0]!);
    if (ns > 0) roundTrips.record(ns);
  }
  assertEquals(marks, [TURN_B, SLICE_B, SLICE_A, SLICE_B, TURN_B]);
  assertEquals([...request.subarray(1)], [8, 7], "the rest is the payload's");
  assertEquals([roundTrips.pairs(0), roundTrips.pairs(1)], [[50, 1], [100, 2]]);
});

Deno.test("both ends, one by its clock and one by what it is told, see the same requests in each mode's slices", () => {
  const request = new Uint8Array(1);
  const roundTrips = new RoundTrips(2, request);
  const end = new ScriptedEnd({ clock: [1, 2, 3, 4, 5, 6, 7, 8] });
  const edges = end.followedEdges(2);
  const asked = [0, 0];
  const turns = [[0, false, 3], [0, true, 4], [0, false, 1], [1, false, 2], [1, true, 5], [0, true, 2], [
    0,
    false,
    1,
  ]];
  let answered = 0;
  for (const [mode, isMeasured, requests] of turns as [number, boolean, number][]) {
    roundTrips.take(mode, isMeasured);
    for (let i = 0; i < requests; i++) {
      if (isMeasured) asked[mode]! += 1;
      edges.follow(request[0]!, answered++);
    }
  }
  assertEquals(seenIn(edges).map(({ amount }) => amount), asked);
});
