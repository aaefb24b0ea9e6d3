/**
 * What a receiver records while it receives: it knows neither turns nor the other end's clock. Afterwards the edges of
 * the slices are located by the sender's byte offsets, so that each byte counts for the mode that sent it.
 *
 * The clock is noted often, an edge between two notes being off by less than 1 % of a slice; the thread's costs less
 * often, since that takes system calls, but often enough that a note lies in each slice's tail.
 */
import type { Clock } from "../ffi/clock.ts";
import type { ThreadProbe } from "../perf/probe.ts";
import { medianInPlace } from "../stats/median_in_place.ts";
import type { HalfRates } from "./job.ts";
import { OffsetLog } from "./offset_log.ts";
import { type Scheduled, turnOrder, turnsMs } from "./schedule.ts";
import { emptyTallies, type Tally } from "./slice_meter.ts";
import type { TimedTurns } from "./turn_edges.ts";

/** How often the clock is recorded in a slice. */
const NOTES_PER_SLICE = 100;
/** How far apart the costs are recorded at most, in tails: a note comes late by as long as the loop's receives take. */
const SPACING_IN_TAILS = 0.8;
/** How often the costs are recorded at least in a window that has no tail, since no other mode comes after it. */
const NOTES_PER_WINDOW = 20;
/** Of a thread's time, at most so much goes into noting its costs, unless a tail or a window would have too few notes. */
const COSTS_SHARE = 0.0015;
/** A trial may take longer than planned. */
const ROOM = 1.5;
const NOTES_MAX = 2 ** 20;
/** How often notes are tried: notes of the clock, too short to be timed one by one, in bursts. */
const TRIED = 64, BURST = 8;

type Probe = Pick<ThreadProbe, "begin" | "note" | "width"> & Partial<Pick<ThreadProbe, "mappedAt">>;

export class ReceiveLog {
  /** The clock's reading from which on the next note is due. */
  dueNs = -Infinity;
  readonly #probe: Probe;
  readonly #times: OffsetLog;
  /** The probe's figures, and what notes took so far. */
  readonly #costs: OffsetLog;
  readonly #notesNsAt: number;
  readonly #timesSpacingNs: number;
  readonly #costsSpacingNs: number;
  /** What a note of the clock takes, and one of the costs. */
  readonly #timeNoteNs: number;
  readonly #costsNoteNs: number;
  #costsDueNs = -Infinity;
  #timeNotes = 0;
  #costsNotes = 0;

  /** Makes room for a trial, and measures what notes take. */
  constructor(turns: TimedTurns, clock: Pick<Clock, "now">, probe: Probe) {
    this.#probe = probe;
    this.#notesNsAt = probe.width;
    const trialNs = (turns.warmupMs + turnsMs(turns)) * 1e6;
    this.#timesSpacingNs = turns.schedule.sliceMs * 1e6 / NOTES_PER_SLICE;
    this.#times = new OffsetLog(TRIED, 1);
    this.#timeNoteNs = this.#tryTimes(clock);
    this.#times = new OffsetLog(roomFor(trialNs / this.#timesSpacingNs), 1);
    this.#costsNoteNs = tryCosts(probe, clock);
    const affordableNs = this.#costsNoteNs / COSTS_SHARE;
    const { tailMs, sliceMs } = turns.schedule;
    const longestNs = Math.max(
      this.#timesSpacingNs,
      1e6 * (tailMs > 0 ? SPACING_IN_TAILS * tailMs : sliceMs / NOTES_PER_WINDOW),
    );
    this.#costsSpacingNs = Math.min(Math.max(this.#timesSpacingNs, affordableNs), longestNs);
    this.#costs = new OffsetLog(roomFor(trialNs / this.#costsSpacingNs), probe.width + 1);
  }

  /**
   * Makes the notes that are due: everything at the beginning. Allocates nothing.
   *
   * @param nowNs the clock as just read
   * @param bytes received up to that reading
   */
  note(nowNs: number, bytes: number): void {
    this.#noteTime(nowNs, bytes);
    if (nowNs >= this.#costsDueNs) this.#noteCosts(nowNs, bytes);
  }

  /** Notes everything, when the stream has ended. */
  end(nowNs: number, bytes: number): void {
    this.#noteTime(nowNs, bytes);
    this.#noteCosts(nowNs, bytes);
  }

  /**
   * What lay in the slices of each mode, in bytes.
   *
   * @param offsets of the edges of the slices, turn after turn: {@linkcode TurnEdges.amounts} in bytes
   */
  tallies(offsets: readonly number[], turns: Scheduled): Tally[] {
    const tallies = emptyTallies(turns.modes.length, this.#probe.width);
    for (const [turn, mode] of turnOrder(turns).entries()) {
      const opened = offsets[2 * turn]!, closed = offsets[2 * turn + 1]!;
      if (closed > opened) this.#addSlice(tallies[mode]!, opened, closed);
    }
    const { mappedAt } = this.#probe;
    if (mappedAt !== undefined) this.#placeMapped(tallies, offsets, turns, mappedAt);
    return tallies;
  }

  /**
   * How fast the stream was in the earlier and in the later half of each mode's time, bytes per ms: its slice's halves,
   * or its earlier and its later slices. `null` for a mode that none was seen of.
   *
   * @param offsets as for {@linkcode tallies}
   */
  halfRates(offsets: readonly number[], turns: Scheduled): (HalfRates | null)[] {
    const slices: [opened: number, closed: number][][] = turns.modes.map(() => []);
    for (const [turn, mode] of turnOrder(turns).entries()) {
      const opened = offsets[2 * turn]!, closed = offsets[2 * turn + 1]!;
      if (closed > opened) slices[mode]!.push([opened, closed]);
    }
    return slices.map((own) => {
      const [first] = own;
      if (first === undefined) return null;
      if (own.length === 1) {
        const middle = this.#middle(first);
        return [this.#rate([[first[0], middle]]), this.#rate([[middle, first[1]]])];
      }
      const half = Math.floor(own.length / 2);
      return [this.#rate(own.slice(0, half)), this.#rate(own.slice(-half))];
    });
  }

  /** The byte offset when half of a slice's time was over. */
  #middle([opened, closed]: readonly [number, number]): number {
    return this.#times.offsetWhere(0, (this.#timeAt(opened) + this.#timeAt(closed)) / 2);
  }

  #timeAt(offset: number): number {
    return this.#times.at(this.#times.place(offset), 0);
  }

  /** Of stretches together, bytes per ms; 0 where they took no time. */
  #rate(stretches: readonly (readonly [from: number, to: number])[]): number {
    let bytes = 0, ns = 0;
    for (const [from, to] of stretches) {
      bytes += to - from;
      ns += this.#timeAt(to) - this.#timeAt(from);
    }
    return ns > 0 ? 1e6 * bytes / ns : 0;
  }

  #addSlice(tally: Tally, opened: number, closed: number): void {
    const costs = this.#costs;
    tally.slices += 1;
    tally.amount += closed - opened;
    tally.elapsedNs += this.#timeAt(closed) - this.#timeAt(opened);
    const from = costs.place(opened), to = costs.place(closed);
    for (let i = 0; i < this.#probe.width; i++) tally.costs[i]! += costs.at(to, i) - costs.at(from, i);
    tally.edgeCostNs += costs.at(to, this.#notesNsAt) - costs.at(from, this.#notesNsAt);
  }

  /**
   * What was mapped, according to the notes within slices: those around a slice may hold another mode's bytes, of which
   * all may be mapped where of this one's none is. NaN where no slice has two notes.
   */
  #placeMapped(
    tallies: readonly Tally[],
    offsets: readonly number[],
    turns: Scheduled,
    mappedAt: number,
  ): void {
    const costs = this.#costs;
    const noted = tallies.map(() => ({ bytes: 0, mapped: 0 }));
    for (const [turn, mode] of turnOrder(turns).entries()) {
      const first = Math.ceil(costs.place(offsets[2 * turn]!));
      const last = Math.floor(costs.place(offsets[2 * turn + 1]!));
      if (last <= first) continue;
      noted[mode]!.bytes += costs.offset(last) - costs.offset(first);
      noted[mode]!.mapped += costs.at(last, mappedAt) - costs.at(first, mappedAt);
    }
    for (const [mode, { amount, costs }] of tallies.entries()) {
      costs[mappedAt] = amount * (noted[mode]!.mapped / noted[mode]!.bytes);
    }
  }

  #noteTime(nowNs: number, bytes: number): void {
    const times = this.#times;
    times.figures[times.add(bytes)] = nowNs;
    this.dueNs = nowNs + this.#timesSpacingNs * times.thinning;
    this.#timeNotes += 1;
  }

  #noteCosts(nowNs: number, bytes: number): void {
    const costs = this.#costs;
    this.#costsDueNs = nowNs + this.#costsSpacingNs * costs.thinning;
    this.#costsNotes += 1;
    const at = costs.add(bytes);
    this.#probe.note(costs.figures, at);
    costs.figures[at + this.#notesNsAt] = this.#timeNotes * this.#timeNoteNs +
      this.#costsNotes * this.#costsNoteNs;
  }

  #tryTimes(clock: Pick<Clock, "now">): number {
    const burstNs = usualNs(TRIED / BURST, clock, (burst) => {
      for (let i = 0; i < BURST; i++) this.#noteTime(0, burst * BURST + i);
    });
    this.#timeNotes = 0;
    this.dueNs = -Infinity;
    return burstNs / BURST;
  }
}

/** Starts the counters, and returns what a record of the costs usually takes, ns. */
function tryCosts(probe: Probe, clock: Pick<Clock, "now">): number {
  const figures = new Float64Array(probe.width);
  probe.begin();
  return usualNs(TRIED, clock, () => probe.note(figures, 0));
}

/** The median of so many times, ns: being preempted meanwhile is no cost. */
function usualNs(times: number, clock: Pick<Clock, "now">, run: (i: number) => void): number {
  const tookNs = Float64Array.from({ length: times }, (_, i) => {
    const startNs = clock.now();
    run(i);
    return clock.now() - startNs;
  });
  return medianInPlace(tookNs, times);
}

function roomFor(notes: number): number {
  return Math.min(NOTES_MAX, Math.ceil(ROOM * notes) + TRIED);
}
