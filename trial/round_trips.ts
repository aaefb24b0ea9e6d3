/**
 * What the asking end does at the edges of turns: its requests say whose turn it is, and its round trips count for it. A
 * slice's first is left out where others follow: by its request the answering end learns that the slice is open, and reads
 * its clocks and counters before it answers.
 */
import { LatencyCounts, type LatencyPairs } from "../stats/latency_counts.ts";
import { requestMark } from "./followed_edges.ts";
import type { TurnTaker } from "./turn_edges.ts";

export class RoundTrips implements TurnTaker {
  readonly #request: Uint8Array;
  readonly #ofModes: readonly LatencyCounts[];
  #ofMode: LatencyCounts;
  /** Round trips of the running slice, and what its first took. */
  #inSlice = 0;
  #firstNs = NaN;

  /** @param request the memory of all requests to come, of one byte or more */
  constructor(modeCount: number, request: Uint8Array) {
    this.#request = request;
    this.#ofModes = Array.from({ length: modeCount }, () => new LatencyCounts());
    this.#ofMode = this.#ofModes[0]!;
  }

  take(mode: number, isMeasured: boolean): void {
    if (this.#inSlice === 1) this.#ofMode.record(this.#firstNs);
    this.#inSlice = 0;
    this.#request[0] = requestMark(mode, isMeasured);
    this.#ofMode = this.#ofModes[mode]!;
  }

  record(ns: number): void {
    this.#inSlice += 1;
    if (this.#inSlice === 1) this.#firstNs = ns;
    else this.#ofMode.record(ns);
  }

  /** What was counted for a mode so far. */
  pairs(mode: number): LatencyPairs {
    return this.#ofModes[mode]!.pairs();
  }
}
