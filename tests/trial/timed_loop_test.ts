import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { batchMessages, queuedMessages } from "../../trial/batches.ts";
import { receiveLoop, sendLoop } from "../../trial/timed_loop.ts";
import { type Script, ScriptedEnd, seenIn, turnsOf } from "./scripted_end.ts";

const NEVER = 1e9;

/** Runs the loop, by default in batches of 2 messages without samples. */
function send(script: Script, batch = 2, batchesPerSample = NEVER) {
  const end = new ScriptedEnd(script), edges = end.turnEdges();
  const result = sendLoop({
    transmitter: end,
    batch,
    batchesPerSample,
    clock: end,
    shared: end,
    edges,
    sendCalls: end,
  });
  const { calls, recorded } = end;
  return { result, calls, seen: seenIn(edges), amounts: [...edges.amounts], recorded };
}

function receive(script: Script) {
  const end = new ScriptedEnd(script), { log } = end;
  const result = receiveLoop({ receiver: end, connection: 3, clock: end, shared: end, log });
  return { result, calls: end.calls };
}

Deno.test("the clock is read every 32 short messages, and after each long one", () => {
  const sizes = [8, 8192, 8193, 65536, 131072, 131073, 2 ** 30];
  assertEquals(sizes.map((bytes) => batchMessages(bytes)), [32, 32, 31, 4, 2, 1, 1]);
});

Deno.test("a sender sends batches up to the closing edge, reads its clock after each, and sends one message more", () => {
  const { result, calls, seen, amounts } = send({ clock: [90, 100, 103, 150, 200] });
  assertEquals(result, 9);
  assertEquals(
    calls,
    "turn 0, send 2, at 90, send 2, at 100, slice 0, begin, at 103, send 2, at 150, " +
      "send 2, at 200, end, turn 0, send 1",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 97, amount: 4 }]);
  assertEquals(amounts, [4, 8]);
});

Deno.test("a sender that comes late counts from and to its own readings", () => {
  const { result, seen, amounts } = send({ clock: [99, 170, 172, 199, 260] });
  assertEquals([result, seen], [9, [{ slices: 1, elapsedMs: 88, amount: 4 }]]);
  assertEquals(amounts, [4, 8]);
});

Deno.test("a sender whose batch outlasts the window opens it after that batch and closes it after the next", () => {
  const { result, calls, seen } = send({ clock: [300, 305, 330] });
  assertEquals(result, 5);
  assertEquals(
    calls,
    "turn 0, send 2, at 300, slice 0, begin, at 305, send 2, at 330, end, turn 0, send 1",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 25, amount: 2 }]);
});

Deno.test("a sender goes on through all turns, and sends its one message more after the last", () => {
  const clock = [[110, 112, 150, 190], [200, 210, 211, 290]].flat();
  const { result, calls, seen, amounts } = send({ clock, turns: turnsOf(["one-copy"], 2) });
  assertEquals(result, 13);
  assertEquals(
    calls,
    "turn 0, send 2, at 110, slice 0, begin, at 112, send 2, at 150, send 2, at 190, end, turn 0, " +
      "send 2, at 200, turn 0, send 2, at 210, slice 0, begin, at 211, send 2, at 290, end, turn 0, send 1",
  );
  assertEquals(seen, [{ slices: 2, elapsedMs: 78 + 79, amount: 4 + 2 }]);
  assertEquals(amounts, [2, 6, 10, 12]);
});

Deno.test("a stopped sender leaves after its batch: before a slice, inside it, and between two", () => {
  const before = send({ clock: [50, 60], stoppedAfter: "at 60" });
  assertEquals([before.result, before.calls], [-ECANCELED, "turn 0, send 2, at 50, send 2, at 60"]);
  const inside = send({ clock: [100, 103, 150], stoppedAfter: "at 150" });
  assertEquals(
    [inside.result, inside.calls],
    [-ECANCELED, "turn 0, send 2, at 100, slice 0, begin, at 103, send 2, at 150"],
  );
  const between = { clock: [110, 112, 190, 195], turns: turnsOf(["one-copy"], 2), stoppedAfter: "at 195" };
  assertEquals(send(between).result, -ECANCELED);
});

Deno.test("a sender stopped once its last slice has closed has measured it", () => {
  const { result, seen } = send({ clock: [100, 103, 200], stoppedAfter: "at 200" });
  assertEquals([result, seen], [5, [{ slices: 1, elapsedMs: 97, amount: 2 }]]);
});

Deno.test("a sender hands on the error of any send: of a batch, of a sample, of the last message", () => {
  const before = send({ clock: [50], failedSends: { 1: -EPIPE } });
  assertEquals([before.result, before.calls], [-EPIPE, "turn 0, send 2, at 50, send 2"]);
  const inside = send({ clock: [100, 103], failedSends: { 1: -ECONNRESET } });
  assertEquals(
    [inside.result, inside.calls],
    [-ECONNRESET, "turn 0, send 2, at 100, slice 0, begin, at 103, send 2"],
  );
  const sample = send({ clock: [50], failedSends: { 1: -EPIPE } }, 2, 1);
  assertEquals([sample.result, sample.calls], [-EPIPE, "turn 0, send 2, at 50, send 1"]);
  const last = send({ clock: [100, 103, 200], failedSends: { 2: -EPIPE } });
  assertEquals([last.result, last.calls.endsWith("at 200, end, turn 0, send 1")], [-EPIPE, true]);
});

Deno.test("after every second batch one message is timed on its own, and recorded inside a slice only", () => {
  const clock = [[10, 20, 26], [90, 95, 101, 104], [110, 120, 127], [150, 190, 205]].flat();
  const { result, calls, seen, amounts, recorded } = send({ clock }, 3, 2);
  assertEquals(result, 29);
  assertEquals(recorded, [7, 15]);
  assertEquals(
    calls,
    "turn 0, send 3, at 10, send 3, at 20, send 1, at 26, " +
      "send 3, at 90, send 3, at 95, send 1, at 101, slice 0, begin, at 104, " +
      "send 3, at 110, send 3, at 120, send 1, at 127, " +
      "send 3, at 150, send 3, at 190, send 1, at 205, end, turn 0, send 1",
  );
  assertEquals([seen, amounts], [[{ slices: 1, elapsedMs: 101, amount: 14 }], [14, 28]]);
});

Deno.test("a receiver reads its clock after every four receives; it notes what it has when due, else publishes it", () => {
  const { result, calls } = receive({
    clock: [5, 10, 14, 15, 19, 25, 26],
    receives: [300, 100, 50, 70, 20, 0],
    notesEveryMs: 10,
  });
  assertEquals(result, 540);
  assertEquals(
    calls,
    "at 5, note 0, recv 4:300, at 10, publish 3:300, recv 4:100, at 14, publish 3:400, " +
      "recv 4:50, at 15, note 450, recv 4:70, at 19, publish 3:520, recv 4:20, at 25, note 540, " +
      "recv 4:0, at 26, over 540 at 26",
  );
});

Deno.test("a stream of nothing is noted at its beginning and at its end", () => {
  const { result, calls } = receive({ clock: [5, 8], receives: [0] });
  assertEquals([result, calls], [0, "at 5, note 0, recv 4:0, at 8, over 0 at 8"]);
});

Deno.test("the end of the stream is ECANCELED once the trial is stopped", () => {
  const { result } = receive({ clock: [5, 8, 9], receives: [10, 0], stoppedAfter: "at 8" });
  assertEquals(result, -ECANCELED);
});

Deno.test("a receiver hands on the error of a receive, the first and a later one", () => {
  assertEquals(receive({ clock: [5], receives: [-ECONNRESET] }).result, -ECONNRESET);
  const later = receive({ clock: [5, 8], receives: [10, -ECONNRESET] });
  assertEquals(
    [later.result, later.calls],
    [-ECONNRESET, `at 5, note 0, recv 4:10, at 8, publish 3:10, recv 4:${-ECONNRESET}`],
  );
});

const STREAM = {
  pattern: "stream",
  poolDepth: null,
  messageBytes: 64,
  threads: 2,
  rateBps: null,
  queueDepth: 32,
} as const;

Deno.test("a batch holds at least what a mode hands over at a time, up to 256 KiB", () => {
  assertEquals([64, 1024, 4096, 65536, 2 ** 20].map((bytes) => batchMessages(bytes, 256)), [
    256,
    256,
    64,
    4,
    1,
  ]);
  assertEquals(batchMessages(64, 1), 32);
});

Deno.test("so many messages are handed over at a time as the depth and their size allow, else one", () => {
  assertEquals(queuedMessages(STREAM), 32);
  assertEquals(queuedMessages({ ...STREAM, queueDepth: 4 }), 4);
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 65536 }), 4);
  assertEquals(queuedMessages({ ...STREAM, pattern: "rr" }), 1);
  assertEquals(queuedMessages({ ...STREAM, poolDepth: 4 }), 1);
  // 1 Gbit/s on two connections: a burst of 0.25 ms holds 15 messages of 1 KiB
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 1024, rateBps: 1e9 }), 15);
  assertEquals(queuedMessages({ ...STREAM, messageBytes: 1024, rateBps: 1e6 }), 1);
});
