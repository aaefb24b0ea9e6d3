/**
 * One end of a connection that follows a script: its clock, sender, receiver, probe and shared memory in one, with a
 * note of every call in order. A loop that makes a call too many finds the script at its end and throws.
 */
import { type Window, WindowEdges } from "../../trial/window_edges.ts";

export const WINDOW: Window = { opensNs: 100, closesNs: 200 };

export interface Script {
  /** What the clock says, reading by reading. */
  readonly clock: readonly number[];
  /** Results of sends that don't go well, by their number from 0. */
  readonly failedSends?: Readonly<Record<number, number>>;
  /** Results of receives, call by call. */
  readonly receives?: readonly number[];
  /** The trial is stopped from the reading at or after this; by default never. */
  readonly stoppedFromNs?: number;
}

/** What a loop left in its edges. */
export interface Seen {
  readonly openedNs: number;
  readonly closedNs: number;
  readonly amountAtOpen: number;
  readonly amountAtClose: number;
  readonly total: number;
}

export class ScriptedEnd {
  readonly edges: WindowEdges = new WindowEdges(WINDOW, this, this);
  /** Latencies that were recorded, ns. */
  readonly recorded: number[] = [];
  readonly #calls: string[] = [];
  readonly #script: Script;
  readonly #readings: number[];
  readonly #receives: number[];
  #sends = 0;
  #nowNs = -Infinity;

  constructor(script: Script) {
    this.#script = script;
    this.#readings = [...script.clock];
    this.#receives = [...script.receives ?? []];
  }

  /** Every call but looks at the stop word, in order. */
  get calls(): string {
    return this.#calls.join(", ");
  }

  get seen(): Seen {
    const { openedNs, closedNs, amountAtOpen, amountAtClose, total } = this.edges;
    return { openedNs, closedNs, amountAtOpen, amountAtClose, total };
  }

  now(): number {
    this.#nowNs = next(this.#readings, "clock");
    this.#calls.push(`at ${this.#nowNs}`);
    return this.#nowNs;
  }

  begin(): void {
    this.#calls.push("begin");
  }

  end(): void {
    this.#calls.push("end");
  }

  sendMany(n: number): number {
    const result = this.#script.failedSends?.[this.#sends++] ?? n;
    this.#calls.push(`send ${n}`);
    return result;
  }

  send(): number {
    return this.sendMany(1);
  }

  receiveMany(n: number): number {
    const result = next(this.#receives, "receives");
    this.#calls.push(`recv ${n}:${result}`);
    return result;
  }

  receive(): number {
    return this.receiveMany(1);
  }

  get stopped(): boolean {
    return this.#nowNs >= (this.#script.stoppedFromNs ?? Infinity);
  }

  publish(connection: number, bytes: number): void {
    this.#calls.push(`publish ${connection}:${bytes}`);
  }

  record(ns: number): void {
    this.recorded.push(ns);
  }
}

function next(script: number[], name: string): number {
  const value = script.shift();
  if (value === undefined) throw new Error(`the loop goes on past its script: ${name}`);
  return value;
}
