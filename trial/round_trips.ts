/** What the asking end does at the edges of turns: its requests say whose turn it is, and its round trips count for it. */
import { LatencyCounts, type LatencyPairs } from "../stats/latency_counts.ts";
import { requestMark } from "./followed_edges.ts";
import type { TurnTaker } from "./turn_edges.ts";

export class RoundTrips implements TurnTaker {
  readonly #request: Uint8Array;
  readonly #ofModes: readonly LatencyCounts[];
  #ofMode: LatencyCounts;

  /** @param request the memory of all requests to come, of one byte or more */
  constructor(modeCount: number, request: Uint8Array) {
    this.#request = request;
    this.#ofModes = Array.from({ length: modeCount }, () => new LatencyCounts());
    this.#ofMode = this.#ofModes[0]!;
  }

  take(mode: number, isMeasured: boolean): void {
    this.#request[0] = requestMark(mode, isMeasured);
    this.#ofMode = this.#ofModes[mode]!;
  }

  record(ns: number): void {
    this.#ofMode.record(ns);
  }

  /** What was counted for a mode so far. */
  pairs(mode: number): LatencyPairs {
    return this.#ofModes[mode]!.pairs();
  }
}
