/**
 * What a receiver notes, held against made-up truth: a stream of which every turn has its own rate and its own costs per
 * byte, received in steps by somebody who knows neither turns nor rates.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { seededRandom } from "../../stats/random.ts";
import { ReceiveLog } from "../../trial/receive_log.ts";
import { type Schedule, turnMs, turnOrder } from "../../trial/schedule.ts";
import type { TimedTurns } from "../../trial/turn_edges.ts";

const MS = 1e6;
const STEP_BYTES = 64 * 1024;
/** What reading its clock takes the made-up thread. */
const CLOCK_NS = 25;

/** What is true of one turn: bytes per ns, and what each byte costs. */
interface Turn {
  readonly rate: number;
  readonly cost: number;
}

/** A point of the stream: when its byte arrives, and what the thread has spent by then. */
interface Point {
  readonly offset: number;
  readonly ns: number;
  readonly cost: number;
}

/** The true stream: warm-up at the first turn's rate, then the turns. */
class Stream {
  /** Where each turn begins; then the end of the last. */
  readonly edges: readonly Point[];
  readonly #turns: readonly Turn[];

  constructor({ warmupMs, schedule }: TimedTurns, turns: readonly Turn[]) {
    this.#turns = [turns[0]!, ...turns];
    const edges: Point[] = [{ offset: 0, ns: 0, cost: 0 }];
    for (const [i, turn] of this.#turns.entries()) {
      edges.push(after(edges[i]!, turn, (i === 0 ? warmupMs : turnMs(schedule)) * MS));
    }
    this.edges = edges;
  }

  /** The point of a byte. */
  at(offset: number): Point {
    const part = Math.max(0, this.edges.findLastIndex((edge) => edge.offset <= offset));
    const from = this.edges[part]!, turn = this.#turns[Math.min(part, this.#turns.length - 1)]!;
    return after(from, turn, (offset - from.offset) / turn.rate);
  }

  /** The byte that goes at a time within a turn, whole as the sender counts. */
  offsetIn(turn: number, ms: number): number {
    return Math.round(after(this.edges[turn + 1]!, this.#turns[turn + 1]!, ms * MS).offset);
  }
}

function after({ offset, ns, cost }: Point, turn: Turn, spanNs: number): Point {
  const bytes = turn.rate * spanNs;
  return { offset: offset + bytes, ns: ns + spanNs, cost: cost + turn.cost * bytes };
}

/** Clock, probe and receiver's loop in one. Its costs: what the bytes cost. */
class Receiver {
  readonly width = 1;
  begun = 0;
  /** When the costs were noted, of the stream. */
  readonly notedNs: number[] = [];
  readonly #noteNs: number;
  #nowNs = 0;
  #cost = 0;

  /** @param noteNs what a note of the costs takes */
  constructor(noteNs = 2000) {
    this.#noteNs = noteNs;
  }

  now(): number {
    return this.#nowNs += CLOCK_NS;
  }

  begin(): void {
    this.begun += 1;
  }

  note(figures: Float64Array, at: number): void {
    this.notedNs.push(this.#nowNs);
    figures[at] = this.#cost;
    this.#nowNs += this.#noteNs;
  }

  /** Receives the stream to its end, in steps of random size, and has it logged when the log wants it. */
  receive(stream: Stream, log: ReceiveLog, seed: number): void {
    const random = seededRandom(seed), end = stream.edges.at(-1)!.offset;
    this.notedNs.length = 0;
    log.note(this.#arrived(stream.at(0)), 0);
    let bytes = 0;
    while (bytes < end) {
      bytes = Math.min(end, bytes + Math.ceil(STEP_BYTES * (0.5 + random.next())));
      const nowNs = this.#arrived(stream.at(bytes));
      if (nowNs >= log.dueNs) log.note(nowNs, bytes);
    }
    log.end(stream.at(bytes).ns, bytes);
  }

  #arrived({ ns, cost }: Point): number {
    this.#cost = cost;
    return this.#nowNs = ns;
  }
}

/** The sender's edges of each turn's slice, none where it missed one. */
function offsetsOf(
  stream: Stream,
  { washoutMs, sliceMs }: Schedule,
  missed: (turn: number) => boolean,
  turns: number,
) {
  return Array.from({ length: turns }, (_, turn) => {
    const opened = stream.offsetIn(turn, washoutMs), closed = stream.offsetIn(turn, washoutMs + sliceMs);
    return missed(turn) ? [opened, opened] : [opened, closed];
  }).flat();
}

/** What the slices of each mode truly took. */
function truthOf(stream: Stream, offsets: readonly number[], order: readonly number[], modeCount: number) {
  const truth = Array.from({ length: modeCount }, () => ({ slices: 0, bytes: 0, ns: 0, cost: 0 }));
  for (const [turn, mode] of order.entries()) {
    const opened = stream.at(offsets[2 * turn]!), closed = stream.at(offsets[2 * turn + 1]!);
    if (opened.offset === closed.offset) continue;
    const sums = truth[mode]!;
    sums.slices += 1;
    sums.bytes += offsets[2 * turn + 1]! - offsets[2 * turn]!;
    sums.ns += closed.ns - opened.ns;
    sums.cost += closed.cost - opened.cost;
  }
  return truth;
}

function assertWithin(share: number, actual: number, expected: number, what: string): void {
  assert(Math.abs(actual - expected) <= share * expected, `${what}: ${actual}, truly ${expected}`);
}

const SLICES: Schedule = { rounds: 6, washoutMs: 4, sliceMs: 15, tailMs: 1 };

function turnsWith(modes: readonly string[], schedule: Schedule): TimedTurns {
  return { modes, schedule, payloadSeed: 3, warmupMs: 20 };
}

/** Each mode's rate and cost, up to thirty-fold apart, and every turn a little off them. */
const machine = fc.record({
  modes: fc.array(
    fc.record({
      rate: fc.double({ min: 0.3, max: 9, noNaN: true }),
      cost: fc.double({ min: 0.1, max: 3, noNaN: true }),
    }),
    { minLength: 2, maxLength: 5 },
  ),
  seed: fc.integer(),
});

Deno.test("whatever the rates and costs of modes, time and costs are theirs within 1 %, and bytes exact", () => {
  fc.assert(
    fc.property(machine, ({ modes, seed }) => {
      const turns = turnsWith(modes.map((_, mode) => `${mode}`), SLICES);
      const order = turnOrder(turns), random = seededRandom(seed);
      const swayed = (figure: number) => figure * (0.8 + 0.4 * random.next());
      const stream = new Stream(
        turns,
        order.map((mode) => ({ rate: swayed(modes[mode]!.rate), cost: swayed(modes[mode]!.cost) })),
      );
      const missedTurn = random.below(order.length);
      const offsets = offsetsOf(stream, SLICES, (turn) => turn === missedTurn, order.length);
      const receiver = new Receiver();
      const log = new ReceiveLog(turns, receiver, receiver);
      receiver.receive(stream, log, seed);
      const tallies = log.tallies(offsets, turns);
      for (
        const [mode, { slices, bytes, ns, cost }] of truthOf(stream, offsets, order, modes.length).entries()
      ) {
        const tally = tallies[mode]!;
        assertEquals([tally.slices, tally.amount], [slices, bytes]);
        assertWithin(0.01, tally.elapsedNs, ns, `time of ${mode}`);
        assertWithin(0.01, tally.costs[0]!, cost, `costs of ${mode}`);
      }
    }),
    { numRuns: 40 },
  );
});

/** A receiver's stream of one rate, logged; the trial may last longer than planned. */
function logged(turns: TimedTurns, { rate = 1, lastingMs = NaN, noteNs = 2000 } = {}) {
  const receiver = new Receiver(noteNs);
  const log = new ReceiveLog(turns, receiver, receiver);
  const spec = Number.isNaN(lastingMs)
    ? turns
    : { ...turns, schedule: { ...turns.schedule, sliceMs: lastingMs } };
  const order = turnOrder(spec);
  const stream = new Stream(spec, order.map(() => ({ rate, cost: 1 })));
  receiver.receive(stream, log, 1);
  const offsets = offsetsOf(stream, spec.schedule, () => false, order.length);
  return { receiver, stream, tallies: log.tallies(offsets, turns) };
}

const WINDOW = turnsWith(["a"], { rounds: 1, washoutMs: 0, sliceMs: 200, tailMs: 0 });

Deno.test("counters are started once, before the stream", () => {
  assertEquals(logged(WINDOW).receiver.begun, 1);
});

Deno.test("notes of the costs take at most 0.15 % of the thread's time, as long as they come as often as a tail is long", () => {
  const turns = turnsWith(["a", "b"], { ...SLICES, tailMs: 1.5 });
  for (const [noteNs, expectedMs] of [[400, 0.25], [1500, 1], [50_000, 1.2]] as const) {
    const { notedNs } = logged(turns, { rate: 10, noteNs }).receiver;
    const gapsMs = notedNs.slice(1).map((ns, i) => (ns - notedNs[i]!) / MS).slice(0, -1);
    const clockNoteMs = SLICES.sliceMs / 100; // they come with these
    assert(Math.min(...gapsMs) >= expectedMs, `${noteNs} ns: ${Math.min(...gapsMs)} ms`);
    assert(Math.max(...gapsMs) < expectedMs + 2 * clockNoteMs, `${noteNs} ns: ${Math.max(...gapsMs)} ms`);
  }
});

Deno.test("in a short window, which has no tail, costs are noted no oftener than 0.15 % of the time allows", () => {
  const window = turnsWith(["a"], { rounds: 1, washoutMs: 0, sliceMs: 60, tailMs: 0 });
  for (const [noteNs, expectedMs] of [[1500, 1], [50_000, 3]] as const) {
    const { notedNs } = logged(window, { rate: 10, noteNs }).receiver;
    const gapsMs = notedNs.slice(1).map((ns, i) => (ns - notedNs[i]!) / MS).slice(0, -1);
    assert(Math.min(...gapsMs) >= expectedMs, `${noteNs} ns: ${Math.min(...gapsMs)} ms`);
    assert(Math.max(...gapsMs) < expectedMs + 1.2, `${noteNs} ns: ${Math.max(...gapsMs)} ms`);
  }
});

Deno.test("what notes take is told as costs too, by what they took at first", () => {
  const noteNs = 2000, notes = 100; // in a slice, of the clock and of the costs alike
  const { tallies: [tally] } = logged(WINDOW, { rate: 10, noteNs });
  assertWithin(0.05, tally!.edgeCostNs, notes * (noteNs + CLOCK_NS), "readings");
});

Deno.test("a moment in which the machine stood still while notes were tried is no cost of theirs", () => {
  for (const stalledReading of [3, 40]) { // while notes of the clock are tried, and those of the costs
    const receiver = new Receiver();
    let readings = 0;
    const clock = { now: () => receiver.now() + (++readings > stalledReading ? 30 * MS : 0) };
    const log = new ReceiveLog(WINDOW, clock, receiver);
    const stream = new Stream(WINDOW, [{ rate: 10, cost: 1 }]);
    receiver.receive(stream, log, 1);
    const [tally] = log.tallies(offsetsOf(stream, WINDOW.schedule, () => false, 1), WINDOW);
    assertWithin(0.05, tally!.edgeCostNs, 100 * (2000 + CLOCK_NS), `stalled at reading ${stalledReading}`);
  }
});

Deno.test("a trial that lasts twenty times as long as planned is logged to its end, ever more sparsely", () => {
  const { tallies: [tally], stream } = logged(WINDOW, { lastingMs: 4000 });
  assertEquals(tally!.amount, stream.offsetIn(0, 4000) - stream.offsetIn(0, 0));
  assertWithin(0.01, tally!.elapsedNs, 4000 * MS, "time");
  assertWithin(0.01, tally!.costs[0]!, tally!.amount, "costs");
});

Deno.test("a stream that carried nothing has empty tallies", () => {
  const receiver = new Receiver();
  const turns = turnsWith(["a", "b"], SLICES);
  const log = new ReceiveLog(turns, receiver, receiver);
  log.note(5, 0);
  log.end(9, 0);
  const none = { slices: 0, elapsedNs: 0, amount: 0, costs: new Float64Array(1), edgeCostNs: 0 };
  assertEquals(log.tallies(Array(2 * turnOrder(turns).length).fill(0), turns), [none, none]);
});

/** Bytes per ms in the halves of each mode's time, of a stream with these rates (bytes per ns), turn after turn. */
function halvesOf(
  turns: TimedTurns,
  spec: TimedTurns,
  rates: readonly number[],
  offsets: (s: Stream) => number[],
) {
  const receiver = new Receiver(), log = new ReceiveLog(turns, receiver, receiver);
  const stream = new Stream(spec, rates.map((rate) => ({ rate, cost: 1 })));
  receiver.receive(stream, log, 1);
  return log.halfRates(offsets(stream), turns);
}

Deno.test("the halves of a window have their own rates, by time and not by bytes", () => {
  const halves = { ...WINDOW, schedule: { ...WINDOW.schedule, sliceMs: 100 } };
  const [found] = halvesOf(
    WINDOW,
    halves,
    [1, 3],
    (stream) => [stream.offsetIn(0, 0), stream.offsetIn(1, 100)],
  );
  assertWithin(0.02, found![0], 1e6, "earlier");
  assertWithin(0.02, found![1], 3e6, "later");
});

Deno.test("of slices the earlier and the later are the halves, and a mode of which none was seen has none", () => {
  const turns = turnsWith(["a", "b"], SLICES), order = turnOrder(turns);
  const rates = order.map((_, turn) => turn < order.length / 2 ? 1 : 2);
  const [a, b] = halvesOf(
    turns,
    turns,
    rates,
    (stream) => offsetsOf(stream, SLICES, (turn) => order[turn] === 1, order.length),
  );
  assertWithin(0.02, a![0], 1e6, "earlier");
  assertWithin(0.02, a![1], 2e6, "later");
  assertEquals(b, null);
});

Deno.test("the first note is due at once, the next a hundredth of a slice later", () => {
  const receiver = new Receiver();
  const log = new ReceiveLog(WINDOW, receiver, receiver);
  assertEquals(log.dueNs, -Infinity);
  log.note(7 * MS, 0);
  assertEquals(log.dueNs, 9 * MS);
});
