import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { receiveVerifiedLoop, sendVerifiedLoop } from "../../trial/verify_loop.ts";
import { type Script, ScriptedEnd, seenIn } from "./scripted_end.ts";

function send(script: Script) {
  const end = new ScriptedEnd(script), edges = end.turnEdges();
  const result = sendVerifiedLoop({ sender: end, clock: end, shared: end, edges });
  return { result, calls: end.calls, seen: seenIn(edges) };
}

function receive(script: Script) {
  const end = new ScriptedEnd(script), { log } = end;
  const result = receiveVerifiedLoop({ receiver: end, clock: end, shared: end, log });
  return { result, calls: end.calls };
}

Deno.test("with --verify a sender reads its clock after each message, and sends one more after the window", () => {
  const { result, calls, seen } = send({ clock: [90, 100, 103, 150, 200] });
  assertEquals(result, 5);
  assertEquals(
    calls,
    "turn 0, send 1, at 90, send 1, at 100, slice 0, begin, at 103, send 1, at 150, " +
      "send 1, at 200, end, turn 0, send 1",
  );
  assertEquals(seen, [{ slices: 1, elapsedMs: 97, amount: 2 }]);
});

Deno.test("with --verify a receiver reads its clock after each message, to the end of the stream", () => {
  const { result, calls } = receive({
    clock: [5, 10, 15, 18, 30],
    receives: [10, 10, 10, 0],
    notesEveryMs: 10,
  });
  assertEquals(result, 30);
  assertEquals(
    calls,
    "at 5, note 0, recv 1:10, at 10, recv 1:10, at 15, note 20, recv 1:10, at 18, " +
      "recv 1:0, at 30, over 30 at 30",
  );
});

Deno.test("with --verify, too, both edges within one message are passed one after the other", () => {
  const { result, seen } = send({ clock: [300, 305, 330] });
  assertEquals([result, seen], [3, [{ slices: 1, elapsedMs: 25, amount: 1 }]]);
});

Deno.test("with --verify both ends leave when stopped, before the window and inside it", () => {
  assertEquals(send({ clock: [50], stoppedAfter: "at 50" }).result, -ECANCELED);
  assertEquals(send({ clock: [100, 103], stoppedAfter: "at 103" }).result, -ECANCELED);
  assertEquals(receive({ clock: [5, 9], receives: [10, 10], stoppedAfter: "at 9" }).result, -ECANCELED);
  assertEquals(receive({ clock: [5, 9], receives: [10, 0], stoppedAfter: "at 9" }).result, -ECANCELED);
});

Deno.test("with --verify both ends hand on errors, the sender that of its last message too", () => {
  assertEquals(send({ clock: [50], failedSends: { 1: -EPIPE } }).result, -EPIPE);
  assertEquals(send({ clock: [100, 103, 200], failedSends: { 2: -EPIPE } }).result, -EPIPE);
  assertEquals(receive({ clock: [5], receives: [-ECONNRESET] }).result, -ECONNRESET);
  assertEquals(receive({ clock: [5, 9], receives: [10, -ECONNRESET] }).result, -ECONNRESET);
});
