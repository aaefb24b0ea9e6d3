import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { batchMessages, receiveLoop, sendLoop } from "../../trial/timed_loop.ts";
import { type Script, ScriptedEnd } from "./scripted_end.ts";

const NEVER = 1e9;

/** Runs the loop, by default in batches of 2 messages without samples. */
function send(script: Script, batch = 2, batchesPerSample = NEVER) {
  const end = new ScriptedEnd(script);
  const result = sendLoop({
    transmitter: end,
    batch,
    batchesPerSample,
    clock: end,
    shared: end,
    edges: end.edges,
    sendCalls: end,
  });
  return { result, calls: end.calls, seen: end.seen, recorded: end.recorded };
}

function receive(script: Script) {
  const end = new ScriptedEnd(script);
  const result = receiveLoop({ receiver: end, connection: 3, clock: end, shared: end, edges: end.edges });
  return { result, calls: end.calls, seen: end.seen };
}

Deno.test("the clock is read every 32 short messages, and after each long one", () => {
  assertEquals([8, 64, 2048, 4096, 65536, 65537, 2 ** 30].map(batchMessages), [32, 32, 32, 16, 1, 1, 1]);
});

Deno.test("a sender sends batches up to the closing edge, reads its clock after each, and sends one message more", () => {
  const { result, calls, seen } = send({ clock: [90, 100, 103, 150, 200] });
  assertEquals(result, 0);
  assertEquals(
    calls,
    "send 2, at 90, send 2, at 100, begin, at 103, send 2, at 150, send 2, at 200, end, send 1",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 4, amountAtClose: 8, total: 9 });
});

Deno.test("a sender that comes late counts from and to its own readings", () => {
  const { result, seen } = send({ clock: [99, 170, 172, 199, 260] });
  assertEquals(result, 0);
  assertEquals(seen, { openedNs: 172, closedNs: 260, amountAtOpen: 4, amountAtClose: 8, total: 9 });
});

Deno.test("a sender whose batch outlasts the window opens it after that batch and closes it after the next", () => {
  const { result, calls, seen } = send({ clock: [300, 305, 330] });
  assertEquals(result, 0);
  assertEquals(calls, "send 2, at 300, begin, at 305, send 2, at 330, end, send 1");
  assertEquals(seen, { openedNs: 305, closedNs: 330, amountAtOpen: 2, amountAtClose: 4, total: 5 });
});

Deno.test("a stopped sender leaves after its batch, before the window and inside it", () => {
  const before = send({ clock: [50, 60], stoppedFromNs: 60 });
  assertEquals([before.result, before.calls], [-ECANCELED, "send 2, at 50, send 2, at 60"]);
  const inside = send({ clock: [100, 103, 150], stoppedFromNs: 150 });
  assertEquals([inside.result, inside.calls], [-ECANCELED, "send 2, at 100, begin, at 103, send 2, at 150"]);
});

Deno.test("a sender stopped once its window has closed has measured it", () => {
  const { result, seen } = send({ clock: [100, 103, 200], stoppedFromNs: 200 });
  assertEquals([result, seen.closedNs], [0, 200]);
});

Deno.test("a sender hands on the error of any send: of a batch, of a sample, of the last message", () => {
  const before = send({ clock: [50], failedSends: { 1: -EPIPE } });
  assertEquals([before.result, before.calls], [-EPIPE, "send 2, at 50, send 2"]);
  const inside = send({ clock: [100, 103], failedSends: { 1: -ECONNRESET } });
  assertEquals([inside.result, inside.calls], [-ECONNRESET, "send 2, at 100, begin, at 103, send 2"]);
  const sample = send({ clock: [50], failedSends: { 1: -EPIPE } }, 2, 1);
  assertEquals([sample.result, sample.calls], [-EPIPE, "send 2, at 50, send 1"]);
  const last = send({ clock: [100, 103, 200], failedSends: { 2: -EPIPE } });
  assertEquals([last.result, last.calls.endsWith("at 200, end, send 1")], [-EPIPE, true]);
});

Deno.test("after every second batch one message is timed on its own, and recorded inside the window only", () => {
  const clock = [[10, 20, 26], [90, 95, 101, 104], [110, 120, 127], [150, 190, 205]].flat();
  const { result, calls, seen, recorded } = send({ clock }, 3, 2);
  assertEquals(result, 0);
  assertEquals(recorded, [7, 15]);
  assertEquals(
    calls,
    "send 3, at 10, send 3, at 20, send 1, at 26, " +
      "send 3, at 90, send 3, at 95, send 1, at 101, begin, at 104, " +
      "send 3, at 110, send 3, at 120, send 1, at 127, " +
      "send 3, at 150, send 3, at 190, send 1, at 205, end, send 1",
  );
  assertEquals(seen, { openedNs: 104, closedNs: 205, amountAtOpen: 14, amountAtClose: 28, total: 29 });
});

Deno.test("a receiver reads its clock after every four receives, and after the window reads on to the end", () => {
  const { result, calls, seen } = receive({
    clock: [90, 100, 103, 150, 200],
    receives: [300, 100, 50, 70, 20, 5, 0],
  });
  assertEquals(result, 0);
  assertEquals(
    calls,
    "recv 4:300, at 90, publish 3:300, recv 4:100, at 100, begin, at 103, " +
      "recv 4:50, at 150, publish 3:450, recv 4:70, at 200, end, recv 4:20, recv 4:5, recv 4:0",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 400, amountAtClose: 520, total: 545 });
});

Deno.test("a receiver that comes late counts from and to its own readings", () => {
  const { result, seen } = receive({ clock: [99, 170, 172, 199, 260], receives: [1, 2, 4, 8, 0] });
  assertEquals(result, 0);
  assertEquals(seen, { openedNs: 172, closedNs: 260, amountAtOpen: 3, amountAtClose: 15, total: 15 });
});

Deno.test("a receiver that waits past the window opens it then and closes it after the next receives", () => {
  const { result, calls, seen } = receive({ clock: [300, 305, 330], receives: [10, 20, 0] });
  assertEquals(result, 0);
  assertEquals(calls, "recv 4:10, at 300, begin, at 305, recv 4:20, at 330, end, recv 4:0");
  assertEquals(seen, { openedNs: 305, closedNs: 330, amountAtOpen: 10, amountAtClose: 30, total: 30 });
});

Deno.test("a stream that ends before the window, at its opening or inside it is EPIPE", () => {
  const before = receive({ clock: [50, 60], receives: [10, 0] });
  assertEquals([before.result, before.calls], [-EPIPE, "recv 4:10, at 50, publish 3:10, recv 4:0, at 60"]);
  const opening = receive({ clock: [100, 103, 105], receives: [0, 0] });
  assertEquals(
    [opening.result, opening.calls],
    [-EPIPE, "recv 4:0, at 100, begin, at 103, recv 4:0, at 105"],
  );
  const inside = receive({ clock: [100, 103, 199], receives: [10, 0] });
  assertEquals(
    [inside.result, inside.calls],
    [-EPIPE, "recv 4:10, at 100, begin, at 103, recv 4:0, at 199"],
  );
});

Deno.test("a stream that ends exactly at the closing edge has been received whole", () => {
  const { result, calls, seen } = receive({ clock: [100, 103, 200], receives: [10, 0, 0] });
  assertEquals(result, 0);
  assertEquals(calls, "recv 4:10, at 100, begin, at 103, recv 4:0, at 200, end, recv 4:0");
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 10, amountAtClose: 10, total: 10 });
});

Deno.test("the end of the stream is ECANCELED once the trial is stopped, before the window and inside it", () => {
  assertEquals(receive({ clock: [50, 60], receives: [10, 0], stoppedFromNs: 50 }).result, -ECANCELED);
  const inside = receive({ clock: [100, 103, 150], receives: [10, 0], stoppedFromNs: 150 });
  assertEquals(
    [inside.result, inside.calls],
    [-ECANCELED, "recv 4:10, at 100, begin, at 103, recv 4:0, at 150"],
  );
});

Deno.test("a receiver hands on the error of a receive before, inside and after the window", () => {
  const before = receive({ clock: [50], receives: [10, -ECONNRESET] });
  assertEquals(
    [before.result, before.calls],
    [-ECONNRESET, `recv 4:10, at 50, publish 3:10, recv 4:${-ECONNRESET}`],
  );
  const inside = receive({ clock: [100, 103], receives: [10, -ECONNRESET] });
  assertEquals(
    [inside.result, inside.calls],
    [-ECONNRESET, `recv 4:10, at 100, begin, at 103, recv 4:${-ECONNRESET}`],
  );
  const after = receive({ clock: [100, 103, 200], receives: [10, 10, -ECONNRESET] });
  assertEquals([after.result, after.seen.closedNs], [-ECONNRESET, 200]);
});
