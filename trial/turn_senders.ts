/** The modes of a trial on one connection: the one whose turn it is sends, and times count for it. */
import { modeById } from "../modes/registry.ts";
import type { Transmitter, ZeroCopyCounts } from "../modes/mode.ts";
import type { Payload } from "../modes/payload.ts";
import { openWalking } from "../modes/working_set.ts";
import { ZeroCopySocket } from "../modes/zero_copy_transmitter.ts";
import { hasSetting, type ModeSetting } from "../results/mode_catalogue.ts";
import { LatencyCounts, type LatencyPairs } from "../stats/latency_counts.ts";
import type { Settings } from "./settings.ts";
import type { TurnTaker } from "./turn_edges.ts";

/** What one mode of a connection did, all its turns together. */
interface SentByMode {
  readonly zeroCopy: ZeroCopyCounts | null;
  readonly sendCalls: LatencyPairs;
}

export class TurnSenders implements TurnTaker, Disposable {
  readonly #held = new DisposableStack();
  readonly #transmitters: readonly Transmitter[];
  readonly #latencies: readonly LatencyCounts[];
  #mode = 0;
  #transmitter: Transmitter;
  #sendCalls: LatencyCounts;

  /**
   * Opens all modes on a connection.
   *
   * @throws SyscallError where the kernel refuses one of them
   */
  constructor(
    fd: number,
    payload: Payload,
    { modes, reapEvery, queueDepth }: Pick<Settings, ModeSetting> & { readonly modes: readonly string[] },
  ) {
    const found = modes.map(modeById);
    const zeroCopySocket = modes.some((mode) => hasSetting(mode, "reapEvery"))
      ? { zeroCopySocket: this.#held.use(new ZeroCopySocket(fd)) }
      : {};
    this.#transmitters = found.map(({ open }) =>
      this.#held.use(openWalking(open, fd, payload, { reapEvery, queueDepth, ...zeroCopySocket }))
    );
    this.#latencies = modes.map(() => new LatencyCounts());
    this.#transmitter = this.#transmitters[0]!;
    this.#sendCalls = this.#latencies[0]!;
    this.#transmitter.begin();
  }

  take(mode: number): void {
    if (mode === this.#mode) return;
    this.#transmitter.end();
    this.#mode = mode;
    this.#transmitter = this.#transmitters[mode]!;
    this.#sendCalls = this.#latencies[mode]!;
    this.#transmitter.begin();
  }

  sendMany(n: number): number {
    return this.#transmitter.sendMany(n);
  }

  /** Counts the time of a message's send calls. */
  record(ns: number): void {
    this.#sendCalls.record(ns);
  }

  /** Waits for what is outstanding in the kernel; by place of the mode. */
  finish(stopped: () => boolean): SentByMode[] {
    return this.#transmitters.map((transmitter, mode) => ({
      zeroCopy: transmitter.finish(stopped),
      sendCalls: this.#latencies[mode]!.pairs(),
    }));
  }

  [Symbol.dispose](): void {
    this.#held[Symbol.dispose]();
  }
}
