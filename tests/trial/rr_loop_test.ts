import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { requestMark } from "../../trial/followed_edges.ts";
import { RoundTrips } from "../../trial/round_trips.ts";
import { requestLoop, respondLoop } from "../../trial/rr_loop.ts";
import { type Script, ScriptedEnd, seenIn, turnsOf } from "./scripted_end.ts";

const MESSAGE_BYTES = 10;

const TURN = requestMark(0, false), SLICE = requestMark(0, true);
/** The first byte of a receive that goes on with a request, or of none. */
const REST = 0xff;

function respond(script: Script, modeCount = 1) {
  const end = new ScriptedEnd(script), edges = end.followedEdges(modeCount);
  const result = respondLoop({
    requests: end,
    transmitter: end,
    messageBytes: MESSAGE_BYTES,
    shared: end,
    edges,
  });
  return { result, calls: end.calls, seen: seenIn(edges) };
}

function request(script: Script) {
  const end = new ScriptedEnd(script), edges = end.turnEdges();
  const result = requestLoop({
    requester: end,
    responses: end,
    messageBytes: MESSAGE_BYTES,
    connection: 3,
    clock: end,
    shared: end,
    edges,
    roundTrips: end,
  });
  return { result, calls: end.calls, seen: seenIn(edges), recorded: end.recorded };
}

Deno.test("a server answers each whole request with one message, and its slice is from one marked request to another", () => {
  const { result, calls, seen } = respond({
    clock: [103, 200],
    receives: [4, 6, 10, 1, 2, 7, 10, 10, 0],
    marks: [TURN, REST, SLICE, SLICE, REST, REST, TURN, TURN],
  });
  assertEquals(result, 5);
  assertEquals(
    calls,
    "recv 1:4, recv 1:6, turn 0, send 1, recv 1:10, slice 0, begin, at 103, send 1, " +
      "recv 1:1, recv 1:2, recv 1:7, send 1, recv 1:10, at 200, end, turn 0, send 1, recv 1:10, send 1, recv 1:0",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 97, amount: 2 }]);
});

Deno.test("a server takes turns as its client does, request by request", () => {
  const { result, calls, seen } = respond({
    clock: [10, 20, 30, 45],
    receives: [10, 10, 10, 10, 10, 10, 0],
    marks: [requestMark(1, true), TURN, SLICE, SLICE, SLICE, TURN],
  }, 2);
  assertEquals(result, 6);
  assertEquals(
    calls,
    "recv 1:10, slice 1, begin, at 10, send 1, recv 1:10, at 20, end, turn 0, send 1, " +
      "recv 1:10, slice 0, begin, at 30, send 1, recv 1:10, send 1, recv 1:10, send 1, " +
      "recv 1:10, at 45, end, turn 0, send 1, recv 1:0",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 15, amount: 3 }, { slices: 1, elapsedMs: 10, amount: 1 }]);
});

Deno.test("a server whose client leaves within a slice or a request says EPIPE, or ECANCELED once stopped", () => {
  for (const [stoppedAfter, expected] of [[undefined, -EPIPE], ["send 1", -ECANCELED]] as const) {
    const stop = stoppedAfter === undefined ? {} : { stoppedAfter };
    const inside = respond({ clock: [103], receives: [10, 0], marks: [SLICE], ...stop });
    assertEquals([inside.result, inside.seen[0]!.slices], [expected, 0]);
    const withinRequest = respond({ receives: [10, 4, 0], marks: [TURN, TURN], ...stop });
    assertEquals(withinRequest.result, expected);
  }
});

Deno.test("a server whose client leaves between slices has answered to the end, unless stopped", () => {
  const outside = { receives: [10, 0], marks: [TURN] };
  assertEquals(respond(outside).result, 1);
  assertEquals(respond({ ...outside, stoppedAfter: "send 1" }).result, -ECANCELED);
  assertEquals(respond({ receives: [0] }).result, 0);
});

Deno.test("a request that is cut off is EPIPE even after the slices, which stand", () => {
  const { result, seen } = respond({
    clock: [103, 200],
    receives: [10, 10, 4, 0],
    marks: [SLICE, TURN, TURN],
  });
  assertEquals([result, seen], [-EPIPE, [{ slices: 1, elapsedMs: 97, amount: 1 }]]);
});

Deno.test("a server hands on the errors of receives and sends, ECANCELED once stopped", () => {
  for (const [stoppedAfter, expected] of [[undefined, -ECONNRESET], ["send 1", -ECANCELED]] as const) {
    const stop = stoppedAfter === undefined ? {} : { stoppedAfter };
    const receiving = respond({ receives: [10, -ECONNRESET], marks: [TURN], ...stop });
    assertEquals(receiving.result, expected);
    const failedSends = { 1: -ECONNRESET };
    const sending = respond({ receives: [10, 10], marks: [TURN, TURN], failedSends, ...stop });
    assertEquals(
      [sending.result, sending.calls],
      [expected, "recv 1:10, turn 0, send 1, recv 1:10, send 1"],
    );
  }
});

Deno.test("a client makes round trips to the closing edge and one more; those wholly in the slice are timed", () => {
  const { result, calls, seen, recorded } = request({
    clock: [[50, 90], [95, 100, 103], [104, 130], [131, 200], [201]].flat(),
    receives: [10, 10, 3, 7, 10, 10],
  });
  assertEquals(result, 50);
  assertEquals(recorded, [26, 69]);
  assertEquals(
    calls,
    "turn 0, at 50, send 1, recv 1:10, at 90, publish 3:10, " +
      "at 95, send 1, recv 1:10, at 100, slice 0, begin, at 103, " +
      "at 104, send 1, recv 1:3, recv 1:7, at 130, publish 3:30, " +
      "at 131, send 1, recv 1:10, at 200, end, turn 0, at 201, send 1, recv 1:10",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 97, amount: 20 }]);
});

Deno.test("a client whose round trip outlasts its only slice opens it then, closes it after the next, and makes one more", () => {
  const { result, seen, recorded } = request({
    clock: [50, 300, 305, 310, 330, 340],
    receives: [10, 10, 10],
  });
  assertEquals([result, recorded], [30, [20]]);
  assertEquals(seen, [{ slices: 1, elapsedMs: 25, amount: 10 }]);
});

Deno.test("a client's last request is the first that says that the last slice has closed", () => {
  const { result, calls, seen } = request({
    clock: [[105, 110, 111], [112, 190], [191, 200], [201, 210, 212], [213, 290], [291]].flat(),
    receives: Array(6).fill(10),
    turns: turnsOf(["one-copy"], 2),
  });
  assertEquals(result, 60);
  assertEquals(calls.split(", at 290, ")[1], "end, turn 0, at 291, send 1, recv 1:10");
  assertEquals(seen, [{ slices: 2, elapsedMs: 79 + 78, amount: 20 }]);
});

Deno.test("a client whose server leaves says EPIPE, at any time and within a response; ECANCELED once stopped", () => {
  for (const [stoppedAfter, expected] of [[undefined, -EPIPE], ["at 50", -ECANCELED]] as const) {
    const stop = stoppedAfter === undefined ? {} : { stoppedAfter };
    assertEquals(request({ clock: [50], receives: [0], ...stop }).result, expected);
    assertEquals(request({ clock: [50], receives: [4, 0], ...stop }).result, expected);
    const inside = request({ clock: [50, 100, 103, 110], receives: [10, 0], ...stop });
    assertEquals([inside.result, inside.seen[0]!.slices], [expected, 0]);
    const after = request({ clock: [50, 100, 103, 110, 200, 210], receives: [10, 10, 0], ...stop });
    assertEquals([after.result, after.seen[0]!.slices], [expected, 1]);
  }
});

Deno.test("a client hands on the errors of sends and receives, ECANCELED once stopped", () => {
  for (const [stoppedAfter, expected] of [[undefined, -ECONNRESET], ["at 50", -ECANCELED]] as const) {
    const stop = stoppedAfter === undefined ? {} : { stoppedAfter };
    const sending = request({ clock: [50], failedSends: { 0: -ECONNRESET }, ...stop });
    assertEquals([sending.result, sending.calls], [expected, "turn 0, at 50, send 1"]);
    const receiving = request({ clock: [50], receives: [3, -ECONNRESET], ...stop });
    assertEquals([receiving.result, receiving.recorded], [expected, []]);
  }
});

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
