/**
 * The memory that the main thread and all Workers share: start, stop and live counts. Everything else crosses as
 * messages between trials, never inside a window. Each receiver's count has cache lines of its own, 128 bytes since
 * lines are fetched in pairs: what one core writes often, no other core's loop may read.
 */
const GENERATION = 0;
const STOP = 1;
const START_NS_AT = 8;
const LINE_BYTES = 128;
const BOUNCED_AT = LINE_BYTES;
const LIVE_AT = BOUNCED_AT + LINE_BYTES;
const LIVE_STRIDE = LINE_BYTES / Float64Array.BYTES_PER_ELEMENT;

/** Both sides' view of one SharedArrayBuffer. */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #startNs: Float64Array<SharedArrayBuffer>;
  /** The cache line that {@linkcode bounce} bounces. */
  readonly bouncedLine: Int32Array<SharedArrayBuffer>;
  readonly #live: Float64Array<SharedArrayBuffer>;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#control = new Int32Array(buffer, 0, 2);
    this.#startNs = new Float64Array(buffer, START_NS_AT, 1);
    this.bouncedLine = new Int32Array(buffer, BOUNCED_AT, 1);
    this.#live = new Float64Array(buffer, LIVE_AT);
  }

  /** New memory for up to `connections` receivers. */
  static create(connections: number): SharedState {
    return new SharedState(new SharedArrayBuffer(LIVE_AT + LINE_BYTES * connections));
  }

  /** The other side's view of the same memory. */
  static attach(buffer: SharedArrayBuffer): SharedState {
    return new SharedState(buffer);
  }

  /** The trial that the Workers wait for or run. */
  get generation(): number {
    return Atomics.load(this.#control, GENERATION);
  }

  get stopped(): boolean {
    return Atomics.load(this.#control, STOP) !== 0;
  }

  /** Sums what the receivers of the running trial have got so far, in bytes. */
  get liveBytes(): number {
    return this.#live.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Main thread: releases the Workers that wait for the next trial, to start at `startNs` on CLOCK_MONOTONIC. */
  start(startNs: number): void {
    this.#live.fill(0);
    this.#startNs[0] = startNs;
    Atomics.add(this.#control, GENERATION, 1);
    Atomics.notify(this.#control, GENERATION);
  }

  /** Main thread: makes the Workers leave their loops at the next look. */
  stop(): void {
    Atomics.store(this.#control, STOP, 1);
  }

  /** Worker: blocks until `generation` has passed; returns the start on CLOCK_MONOTONIC, ns. */
  waitForStart(generation: number): number {
    while (this.generation === generation) Atomics.wait(this.#control, GENERATION, generation);
    return this.#startNs[0]!;
  }

  /** Worker: publishes a receiver's byte count. */
  publish(connection: number, bytes: number): void {
    this.#live[connection * LIVE_STRIDE] = bytes;
  }
}
