/**
 * One end of a connection that follows a script: its clock, sender, receiver, probe, log and shared memory in one, with a
 * note of every call in order. A loop that makes a call too many finds the script at its end and throws. Times are in ms.
 */
import { FollowedEdges } from "../../trial/followed_edges.ts";
import { type Schedule, singleWindow } from "../../trial/schedule.ts";
import type { Tally } from "../../trial/slice_meter.ts";
import { type TimedTurns, TurnEdges } from "../../trial/turn_edges.ts";

/** One mode, whose one slice is due to open at 100 and to close at 200. */
export const ONE_WINDOW: TimedTurns = {
  modes: ["one-copy"],
  schedule: singleWindow(100),
  payloadSeed: 1,
  warmupMs: 100,
};

/** Turns of 10 + 80 + 10 after a warm-up of 100: the first slice is due at 110, the second at 210 … */
export function turnsOf(
  modes: readonly string[],
  rounds: number,
  schedule: Partial<Schedule> = {},
): TimedTurns {
  return {
    modes,
    schedule: { rounds, washoutMs: 10, sliceMs: 80, tailMs: 10, ...schedule },
    payloadSeed: 1,
    warmupMs: 100,
  };
}

export interface Script {
  /** What the clock says, reading by reading. */
  readonly clock?: readonly number[];
  /** Results of sends that don't go well, by their number from 0. */
  readonly failedSends?: Readonly<Record<number, number>>;
  /** Results of receives, call by call, and the first byte that each takes. */
  readonly receives?: readonly number[];
  readonly marks?: readonly number[];
  /** The trial is stopped once this call has been made; by default never. */
  readonly stoppedAfter?: string;
  /** When the driving end's turns are. */
  readonly turns?: TimedTurns;
  /** How far apart the log wants its notes. */
  readonly notesEveryMs?: number;
}

/** What an end has in the tally of one mode. */
export interface Seen {
  readonly slices: number;
  readonly elapsedMs: number;
  readonly amount: number;
}

const MS = 1e6;

export class ScriptedEnd {
  /** A probe's costs: one figure, which grows by 1 with each window that is added. */
  readonly width = 1;
  readonly edgesNs = 3;
  /** Latencies that were recorded. */
  readonly recorded: number[] = [];
  readonly #calls: string[] = [];
  readonly #script: Script;
  readonly #readings: number[];
  readonly #receives: number[];
  readonly #marks: number[];
  #sends = 0;

  constructor(script: Script) {
    this.#script = script;
    this.#readings = [...script.clock ?? []];
    this.#receives = [...script.receives ?? []];
    this.#marks = [...script.marks ?? []];
  }

  /** Edges that go by this end's clock. */
  turnEdges(): TurnEdges {
    return new TurnEdges(this.#script.turns ?? ONE_WINDOW, 0, this, this, this);
  }

  /** Edges that go by the first bytes of what this end receives. */
  followedEdges(modeCount: number): FollowedEdges {
    return new FollowedEdges(turnsOf(Array(modeCount).fill(""), 2), this, this, this);
  }

  /** Every call but looks at the stop word, in order. */
  get calls(): string {
    return this.#calls.join(", ");
  }

  now(): number {
    const ms = next(this.#readings, "clock");
    this.#calls.push(`at ${ms}`);
    return ms * MS;
  }

  begin(): void {
    this.#calls.push("begin");
  }

  end(): void {
    this.#calls.push("end");
  }

  addTo(costs: Float64Array): void {
    costs[0]! += 1;
  }

  take(mode: number, isMeasured: boolean): void {
    this.#calls.push(`${isMeasured ? "slice" : "turn"} ${mode}`);
  }

  sendMany(n: number): number {
    const result = this.#script.failedSends?.[this.#sends++] ?? n;
    this.#calls.push(`send ${n}`);
    return result;
  }

  send(): number {
    return this.sendMany(1);
  }

  firstByte = NaN;

  receiveMany(n: number): number {
    const result = next(this.#receives, "receives");
    this.#calls.push(`recv ${n}:${result}`);
    this.firstByte = this.#marks.shift() ?? NaN;
    return result;
  }

  receive(): number {
    return this.receiveMany(1);
  }

  get stopped(): boolean {
    const { stoppedAfter } = this.#script;
    return stoppedAfter !== undefined && this.#calls.includes(stoppedAfter);
  }

  publish(connection: number, bytes: number): void {
    this.#calls.push(`publish ${connection}:${bytes}`);
  }

  record(ns: number): void {
    this.recorded.push(ns / MS);
  }

  /** A log that asks for notes so far apart, and keeps none. */
  readonly log = {
    dueNs: -Infinity,
    note: (nowNs: number, bytes: number): void => {
      this.#calls.push(`note ${bytes}`);
      this.log.dueNs = nowNs + (this.#script.notesEveryMs ?? Infinity) * MS;
    },
    end: (nowNs: number, bytes: number): void => {
      this.#calls.push(`over ${bytes} at ${nowNs / MS}`);
    },
  };
}

/** The tallies by mode; throws where costs were added other than once for each slice. */
export function seenIn({ tallies }: { readonly tallies: readonly Tally[] }): Seen[] {
  return tallies.map(({ slices, elapsedNs, amount, costs: [windows] }) => {
    if (windows !== slices) throw new Error(`costs of ${windows} windows for ${slices} slices`);
    return { slices, elapsedMs: elapsedNs / MS, amount };
  });
}

function next(script: number[], name: string): number {
  const value = script.shift();
  if (value === undefined) throw new Error(`the loop goes on past its script: ${name}`);
  return value;
}
