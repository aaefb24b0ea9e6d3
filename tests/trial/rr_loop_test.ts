import { assertEquals } from "@std/assert";
import { ECANCELED, ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { requestLoop, respondLoop } from "../../trial/rr_loop.ts";
import { type Script, ScriptedEnd } from "./scripted_end.ts";

const MESSAGE_BYTES = 10;

function respond(script: Script) {
  const end = new ScriptedEnd(script);
  const result = respondLoop({
    requests: end,
    transmitter: end,
    messageBytes: MESSAGE_BYTES,
    clock: end,
    shared: end,
    edges: end.edges,
  });
  return { result, calls: end.calls, seen: end.seen };
}

function request(script: Script) {
  const end = new ScriptedEnd(script);
  const result = requestLoop({
    requester: end,
    responses: end,
    messageBytes: MESSAGE_BYTES,
    connection: 3,
    clock: end,
    shared: end,
    edges: end.edges,
    roundTrips: end,
  });
  return { result, calls: end.calls, seen: end.seen, recorded: end.recorded };
}

Deno.test("a server answers each whole request with one message, before, in and after its window, to the end", () => {
  const { result, calls, seen } = respond({
    clock: [90, 100, 103, 200, 230],
    receives: [4, 6, 10, 1, 2, 7, 10, 0],
  });
  assertEquals(result, 0);
  assertEquals(
    calls,
    "recv 1:4, recv 1:6, send 1, at 90, recv 1:10, send 1, at 100, begin, at 103, " +
      "recv 1:1, recv 1:2, recv 1:7, send 1, at 200, end, recv 1:10, send 1, at 230, recv 1:0",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 2, amountAtClose: 3, total: 4 });
});

Deno.test("a server that comes late to both edges opens at one answer and closes at the next", () => {
  const { result, seen } = respond({ clock: [300, 305, 330], receives: [10, 10, 0] });
  assertEquals(result, 0);
  assertEquals(seen, { openedNs: 305, closedNs: 330, amountAtOpen: 1, amountAtClose: 2, total: 2 });
});

Deno.test("a server whose client leaves before the window has closed says EPIPE, or ECANCELED once stopped", () => {
  for (const [stoppedFromNs, expected] of [[Infinity, -EPIPE], [90, -ECANCELED]] as const) {
    const before = respond({ clock: [90], receives: [10, 0], stoppedFromNs });
    assertEquals([before.result, before.calls], [expected, "recv 1:10, send 1, at 90, recv 1:0"]);
    const inside = respond({ clock: [100, 103, 199], receives: [10, 10, 0], stoppedFromNs });
    assertEquals([inside.result, inside.seen.amountAtClose], [expected, NaN]);
    const withinRequest = respond({ clock: [90], receives: [10, 4, 0], stoppedFromNs });
    assertEquals(withinRequest.result, expected);
  }
});

Deno.test("a server whose client leaves right after the closing edge has measured its window", () => {
  const { result, seen } = respond({ clock: [100, 103, 200], receives: [10, 10, 0], stoppedFromNs: 200 });
  assertEquals([result, seen.closedNs, seen.total], [0, 200, 2]);
});

Deno.test("a request that is cut off is EPIPE even after the window", () => {
  const { result, seen } = respond({ clock: [100, 103, 200], receives: [10, 10, 4, 0] });
  assertEquals([result, seen.closedNs], [-EPIPE, 200]);
});

Deno.test("a server hands on the errors of receives and sends, ECANCELED once stopped", () => {
  for (const [stoppedFromNs, expected] of [[Infinity, -ECONNRESET], [90, -ECANCELED]] as const) {
    const receiving = respond({ clock: [90], receives: [10, -ECONNRESET], stoppedFromNs });
    assertEquals(receiving.result, expected);
    const failedSends = { 1: -ECONNRESET };
    const sending = respond({ clock: [90], receives: [10, 10], failedSends, stoppedFromNs });
    assertEquals([sending.result, sending.calls], [expected, "recv 1:10, send 1, at 90, recv 1:10, send 1"]);
  }
});

Deno.test("a client makes round trips to the closing edge and one more; those wholly in the window are timed", () => {
  const { result, calls, seen, recorded } = request({
    clock: [[50, 90], [95, 100, 103], [104, 130], [131, 200], [201, 260]].flat(),
    receives: [10, 10, 3, 7, 10, 10],
  });
  assertEquals(result, 0);
  assertEquals(recorded, [26, 69]);
  assertEquals(
    calls,
    "at 50, send 1, recv 1:10, at 90, publish 3:10, at 95, send 1, recv 1:10, at 100, begin, at 103, " +
      "at 104, send 1, recv 1:3, recv 1:7, at 130, publish 3:30, at 131, send 1, recv 1:10, at 200, end, " +
      "at 201, send 1, recv 1:10, at 260, publish 3:50",
  );
  assertEquals(seen, { openedNs: 103, closedNs: 200, amountAtOpen: 20, amountAtClose: 40, total: 50 });
});

Deno.test("a client whose round trip outlasts the window opens it then, closes it after the next, and makes one more", () => {
  const { result, seen, recorded } = request({
    clock: [50, 300, 305, 310, 330, 340, 350],
    receives: [10, 10, 10],
  });
  assertEquals([result, recorded], [0, [20]]);
  assertEquals(seen, { openedNs: 305, closedNs: 330, amountAtOpen: 10, amountAtClose: 20, total: 30 });
});

Deno.test("a client whose server leaves says EPIPE, at any time and within a response; ECANCELED once stopped", () => {
  for (const [stoppedFromNs, expected] of [[Infinity, -EPIPE], [50, -ECANCELED]] as const) {
    assertEquals(request({ clock: [50], receives: [0], stoppedFromNs }).result, expected);
    assertEquals(request({ clock: [50], receives: [4, 0], stoppedFromNs }).result, expected);
    const inside = request({ clock: [50, 100, 103, 110], receives: [10, 0], stoppedFromNs });
    assertEquals([inside.result, inside.seen.closedNs], [expected, NaN]);
    const after = { clock: [50, 100, 103, 110, 200, 210], receives: [10, 10, 0], stoppedFromNs };
    assertEquals([request(after).result, request(after).seen.closedNs], [expected, 200]);
  }
});

Deno.test("a client hands on the errors of sends and receives, ECANCELED once stopped", () => {
  for (const [stoppedFromNs, expected] of [[Infinity, -ECONNRESET], [50, -ECANCELED]] as const) {
    const sending = request({ clock: [50], failedSends: { 0: -ECONNRESET }, stoppedFromNs });
    assertEquals([sending.result, sending.calls], [expected, "at 50, send 1"]);
    const receiving = request({ clock: [50], receives: [3, -ECONNRESET], stoppedFromNs });
    assertEquals([receiving.result, receiving.recorded], [expected, []]);
  }
});
