import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { receiveVerifiedLoop, sendVerifiedLoop } from "../../trial/verify_loop.ts";
import { type Script, ScriptedEnd } from "./scripted_end.ts";

function send(script: Script) {
  const end = new ScriptedEnd(script);
  const result = sendVerifiedLoop({ sender: end, clock: end, shared: end, edges: end.edges });
  return { result, calls: end.calls, seen: end.seen };
}

function receive(script: Script) {
  const end = new ScriptedEnd(script);
  const result = receiveVerifiedLoop({ receiver: end, clock: end, shared: end, edges: end.edges });
  return { result, calls: end.calls, seen: end.seen };
}

Deno.test("with --verify a sender reads its clock after each message, and sends one more after the window", () => {
  const { result, calls, seen } = send({ clock: [90, 100, 103, 150, 200] });
  assertEquals(result, 0);
  assertEquals(
    calls,
    "send 1, at 90, send 1, at 100, begin, at 103, send 1, at 150, send 1, at 200, end, send 1",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 2, amountAtClose: 4, total: 5 });
});

Deno.test("with --verify a receiver reads its clock after each message, to the end of the stream", () => {
  const { result, calls, seen } = receive({ clock: [90, 100, 103, 200, 230], receives: [10, 10, 10, 10, 0] });
  assertEquals(result, 0);
  assertEquals(
    calls,
    "recv 1:10, at 90, recv 1:10, at 100, begin, at 103, recv 1:10, at 200, end, recv 1:10, at 230, recv 1:0",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 20, amountAtClose: 30, total: 40 });
});

Deno.test("with --verify, too, both edges within one message are passed one after the other", () => {
  const expected = { openedNs: 305, closedNs: 330 };
  const sender = send({ clock: [300, 305, 330] });
  assertEquals(sender.seen, { ...expected, amountAtOpen: 1, amountAtClose: 2, total: 3 });
  const receiver = receive({ clock: [300, 305, 330], receives: [10, 10, 0] });
  assertEquals(receiver.seen, { ...expected, amountAtOpen: 10, amountAtClose: 20, total: 20 });
  assertEquals([sender.result, receiver.result], [0, 0]);
});

Deno.test("with --verify both ends leave when stopped, before the window and inside it", () => {
  assertEquals(send({ clock: [50], stoppedFromNs: 50 }).result, -ECANCELED);
  assertEquals(send({ clock: [100, 103], stoppedFromNs: 103 }).result, -ECANCELED);
  assertEquals(receive({ clock: [50], receives: [10, 10], stoppedFromNs: 50 }).result, -ECANCELED);
  assertEquals(receive({ clock: [100, 103], receives: [10, 0], stoppedFromNs: 103 }).result, -ECANCELED);
});

Deno.test("with --verify a stream that ends before or inside the window is EPIPE, right after it is whole", () => {
  assertEquals(receive({ clock: [50], receives: [10, 0] }).result, -EPIPE);
  assertEquals(receive({ clock: [100, 103, 199], receives: [10, 10, 0] }).result, -EPIPE);
  assertEquals(receive({ clock: [100, 103, 200], receives: [10, 10, 0] }).result, 0);
});

Deno.test("with --verify both ends hand on errors, the sender that of its last message too", () => {
  assertEquals(send({ clock: [50], failedSends: { 1: -EPIPE } }).result, -EPIPE);
  assertEquals(send({ clock: [100, 103, 200], failedSends: { 2: -EPIPE } }).result, -EPIPE);
  assertEquals(receive({ clock: [50], receives: [10, -ECONNRESET] }).result, -ECONNRESET);
  assertEquals(receive({ clock: [100, 103, 200], receives: [10, 10, -ECONNRESET] }).result, -ECONNRESET);
});
