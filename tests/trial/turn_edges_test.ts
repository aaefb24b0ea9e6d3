import { assert, assertEquals } from "@std/assert";
import { MSG_DONTWAIT } from "../../ffi/constants.ts";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { LocalConnections } from "../../net/connections.ts";
import { turnOrder } from "../../trial/schedule.ts";
import { SendQueue } from "../../trial/send_queue.ts";
import { emptyTallies, SliceMeter } from "../../trial/slice_meter.ts";
import { type TimedTurns, TurnEdges } from "../../trial/turn_edges.ts";
import { ONE_WINDOW, ScriptedEnd, seenIn, turnsOf } from "./scripted_end.ts";

const NOT_SEEN = { slices: 0, elapsedMs: 0, amount: 0 };

/** Edges in one window that opens at 100 and closes at 200, or in turns, with a clock that gives these readings. */
function edgesWith(clock: readonly number[], turns?: TimedTurns) {
  const end = new ScriptedEnd(turns === undefined ? { clock } : { clock, turns });
  return { end, edges: end.turnEdges() };
}

/** Looks at one reading after another, each with ten more of the amount; what each look says. */
function look(edges: TurnEdges, readings: readonly number[]): string[] {
  return readings.map((ms, i) => {
    const passed = edges.look(ms * 1e6, 10 * (i + 1));
    return `${passed ? "passed" : "–"} ${edges.isOpen ? "open" : edges.isOver ? "over" : "shut"}`;
  });
}

Deno.test("the first readings at or after the edges open and close the slice, not those just before", () => {
  const { edges } = edgesWith([103]);
  const looks = look(edges, [0, 99, 100, 150, 199, 200]);
  assertEquals(looks, ["– shut", "– shut", "passed open", "– open", "– open", "passed over"]);
  assertEquals([seenIn(edges), [...edges.amounts]], [[{ slices: 1, elapsedMs: 97, amount: 30 }], [30, 60]]);
});

Deno.test("an end that comes late to both edges has the slice it saw", () => {
  const { edges } = edgesWith([171]);
  assertEquals(look(edges, [40, 170, 260]), ["– shut", "passed open", "passed over"]);
  assertEquals([seenIn(edges), [...edges.amounts]], [[{ slices: 1, elapsedMs: 89, amount: 10 }], [20, 30]]);
});

Deno.test("a single turn that is looked at when it is over is measured all the same, one edge per look", () => {
  const { edges } = edgesWith([305]);
  assertEquals(look(edges, [300, 310]), ["passed open", "passed over"]);
  assertEquals([seenIn(edges), [...edges.amounts]], [[{ slices: 1, elapsedMs: 5, amount: 10 }], [10, 20]]);
});

Deno.test("before its first edge nothing has been seen, and after the last nothing more is", () => {
  const { end, edges } = edgesWith([103]);
  assertEquals([look(edges, [99]), seenIn(edges), end.calls], [["– shut"], [NOT_SEEN], "turn 0"]);
  look(edges, [100, 200]);
  const before = [structuredClone(seenIn(edges)), [...edges.amounts], end.calls];
  assertEquals(look(edges, [201, 1e18]), ["– over", "– over"]);
  assertEquals([seenIn(edges), [...edges.amounts], end.calls], before);
});

/** Three modes in two rounds, in an order known to the test; turn t begins at 100 + 100 t. */
const TURNS = turnsOf(["a", "b", "c"], 2);
const ORDER = turnOrder(TURNS);

/** When the slice of a turn is due to open. */
function opensMs(turn: number): number {
  return 110 + 100 * turn;
}

Deno.test("a turn goes from washout to slice to tail to the next, and its mode is told at each edge before the clock is read", () => {
  const [first, second] = ORDER;
  const { end, edges } = edgesWith([111, 213], TURNS);
  assertEquals(end.calls, `turn ${first}`);
  const readings = [100, 109, 110, 189, 190, 199, 200, 209, 210, 290];
  assertEquals(look(edges, readings), [
    ...["– shut", "– shut", "passed open", "– open", "passed shut"],
    ...["– shut", "passed shut", "– shut", "passed open", "passed shut"],
  ]);
  assertEquals(
    end.calls,
    `turn ${first}, slice ${first}, begin, at 111, end, turn ${first}, ` +
      `turn ${second}, slice ${second}, begin, at 213, end, turn ${second}`,
  );
  assertEquals([...edges.amounts.subarray(0, 4)], [30, 50, 90, 100]);
});

Deno.test("each mode has the sum of its slices, and the edges of all are kept in the order of the turns", () => {
  const turnCount = ORDER.length;
  const clock = ORDER.map((_, turn) => opensMs(turn) + 1 + turn);
  const { edges } = edgesWith(clock, TURNS);
  let amount = 0;
  const amounts: number[] = [];
  for (let turn = 0; turn < turnCount; turn++) {
    const opened = amount += 1000, closed = amount += 10 ** turn;
    edges.look(opensMs(turn) * 1e6, opened);
    edges.look((opensMs(turn) + 80) * 1e6, closed);
    amounts.push(opened, closed);
    if (turn < turnCount - 1) assertEquals(edges.look((opensMs(turn) + 90) * 1e6, amount += 1), true);
  }
  assertEquals([edges.isOver, [...edges.amounts]], [true, amounts]);
  const expected = TURNS.modes.map((_, mode) => {
    const turns = ORDER.flatMap((of, turn) => of === mode ? [turn] : []);
    const sum = (of: (turn: number) => number) => turns.reduce((total, turn) => total + of(turn), 0);
    return { slices: 2, elapsedMs: sum((turn) => 79 - turn), amount: sum((turn) => 10 ** turn) };
  });
  assertEquals(seenIn(edges), expected);
});

Deno.test("a slice whose end is over at the first look is missed: no tally, equal amounts, and the next turn as planned", () => {
  const [first, second] = ORDER;
  const { end, edges } = edgesWith([211], TURNS);
  assertEquals(look(edges, [50, 195, 198, 201, 210, 290]), [
    ...["– shut", "passed shut", "– shut", "passed shut", "passed open", "passed shut"],
  ]);
  assertEquals(
    end.calls,
    `turn ${first}, turn ${second}, slice ${second}, begin, at 211, end, turn ${second}`,
  );
  assertEquals([...edges.amounts.subarray(0, 4)], [20, 20, 50, 60]);
  assertEquals(seenIn(edges)[first!], NOT_SEEN);
  assertEquals(seenIn(edges)[second!], { slices: 1, elapsedMs: 79, amount: 10 });
});

Deno.test("one who sleeps through turns passes their edges one by one and is in time for what is left", () => {
  const fourth = ORDER[3]!;
  const { end, edges } = edgesWith([470], TURNS);
  const looks = look(edges, [450, 451, 452, 453, 454, 455, 469, 490]);
  assertEquals(looks, [
    ...["passed shut", "passed shut", "passed shut", "passed shut", "passed shut", "passed shut"],
    ...["passed open", "passed shut"],
  ]);
  assertEquals([...edges.amounts.subarray(0, 8)], [10, 10, 30, 30, 50, 50, 70, 80]);
  assertEquals(seenIn(edges)[fourth], { slices: 1, elapsedMs: 20, amount: 10 });
  assertEquals(end.calls.split(", ").slice(0, 4), ORDER.slice(0, 4).map((mode) => `turn ${mode}`));
});

Deno.test("a last slice that is missed ends the trial too", () => {
  const turns = turnsOf(["a", "b"], 1);
  const { edges } = edgesWith([111], turns);
  assertEquals(look(edges, [110, 190, 200, 300, 301]), [
    ...["passed open", "passed shut", "passed shut", "passed over", "– over"],
  ]);
  assertEquals(seenIn(edges).map(({ slices }) => slices).toSorted(), [0, 1]);
  assertEquals([...edges.amounts], [10, 20, 40, 40]);
});

Deno.test("turns of a common start are where they are however late an end was before", () => {
  const { edges } = edgesWith([185, 211], TURNS);
  look(edges, [184, 205, 206, 210]);
  assertEquals(edges.isOpen, true, "opened late, closed late, and the next slice on time");
});

Deno.test("a slice waits for what another mode wrote before to leave the send queue, half of its time at most", () => {
  const end = new ScriptedEnd({ clock: [111, 231, 351] });
  const asked: number[] = [], answers = [true, true, false, true];
  const isDeeperThan = (messages: number) => asked.push(messages) > 0 && answers[asked.length - 1]!;
  const edges = new TurnEdges(TURNS, 0, end, end, end, { isDeeperThan });
  assertEquals(
    look(edges, [110, 190, 200, 210, 220, 230, 290, 300, 349, 350, 390]),
    [
      ...["passed open", "passed shut", "passed shut"], // the first mode has none before it
      ...["– shut", "– shut", "passed open", "passed shut", "passed shut"],
      ...["– shut", "passed open", "passed shut"],
    ],
  );
  assertEquals(asked, [10, 20, 30, 10]);
  assertEquals([...edges.amounts].slice(0, 6), [10, 20, 60, 70, 100, 110]);
});

const MESSAGE_BYTES = 1000;

Deno.test("the send queue is as deep as what was written and not sent, in messages", () => {
  using connections = new LocalConnections(1, {
    congestion: "system",
    sndbufBytes: 2 ** 20,
    rcvbufBytes: 16384,
  });
  const { tx, rx } = connections.pairs[0]!;
  using queue = new SendQueue(tx.fd, MESSAGE_BYTES);
  using memory = new NativeMemory(2 ** 20);
  const { address } = memory;
  assert(!queue.isDeeperThan(0));
  const written = libc().send(tx.fd, address, 2n ** 20n, MSG_DONTWAIT);
  assert(queue.isDeeperThan(0), `${written} bytes written to a receiver that does not read`);
  assert(!queue.isDeeperThan(written / MESSAGE_BYTES));
  for (let left = written; left > 0;) left -= libc().recv(rx.fd, address, BigInt(left), 0);
  assert(!queue.isDeeperThan(0));
});

Deno.test("where the kernel does not say, nothing is waited for", () => {
  using queue = new SendQueue(-1, MESSAGE_BYTES);
  assertEquals(queue.isDeeperThan(0), false);
});

Deno.test("a slice is between the clock's reading after the probe has begun and the one before it ends", () => {
  const end = new ScriptedEnd({ clock: [103] });
  const meter = new SliceMeter(ONE_WINDOW, end, end);
  meter.open(40);
  assertEquals(end.calls, "begin, at 103");
  meter.close(200e6, 70, 0);
  assertEquals(end.calls, "begin, at 103, end");
  assertEquals(seenIn(meter), [{ slices: 1, elapsedMs: 97, amount: 30 }]);
});

Deno.test("slices are added up for the mode that each is of", () => {
  const end = new ScriptedEnd({ clock: [10, 20, 40] });
  const meter = new SliceMeter(TURNS, end, end);
  for (const [opened, closedMs, closed, mode] of [[0, 15, 5, 2], [5, 27, 50, 0], [50, 41, 51, 2]] as const) {
    meter.open(opened);
    meter.close(closedMs * 1e6, closed, mode);
  }
  assertEquals(seenIn(meter), [
    { slices: 1, elapsedMs: 7, amount: 45 },
    { slices: 0, elapsedMs: 0, amount: 0 },
    { slices: 2, elapsedMs: 6, amount: 6 },
  ]);
});

Deno.test("costs are added to those of the slice's mode, figure by figure", () => {
  const windows = [[1, 100], [2, 200], [4, 400]];
  const probe = {
    width: 2,
    edgesNs: 0,
    begin: () => {},
    end: () => {},
    addTo: (costs: Float64Array) => windows.shift()!.forEach((figure, i) => costs[i]! += figure),
  };
  const meter = new SliceMeter(turnsOf(["a", "b"], 2), { now: () => 0 }, probe);
  for (const mode of [1, 0, 1]) {
    meter.open(0);
    meter.close(0, 0, mode);
  }
  assertEquals(meter.tallies.map(({ costs }) => [...costs]), [[2, 200], [5, 500]]);
});

Deno.test("each slice's edges count as the lower quartile of all, whatever stalls most of them", () => {
  const edgesNs = [600_000, 5000, 900_000, 4000, 50_000];
  const probe = {
    width: 1,
    begin: () => {},
    end: () => {},
    addTo: () => {},
    get edgesNs() {
      return edgesNs.shift()!;
    },
  };
  const meter = new SliceMeter(TURNS, { now: () => 0 }, probe);
  for (const mode of [0, 1, 1, 0, 0]) {
    meter.open(0);
    meter.close(0, 0, mode);
  }
  assertEquals(meter.tallies.map(({ edgeCostNs }) => edgeCostNs), [3 * 5000, 2 * 5000, 0]);
});

Deno.test("a slice that is never closed counts for nothing", () => {
  const end = new ScriptedEnd({ clock: [10] });
  const meter = new SliceMeter(ONE_WINDOW, end, end);
  meter.open(7);
  assertEquals(meter.tallies, emptyTallies(1, end.width));
});
