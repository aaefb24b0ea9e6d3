/** A leader and its members: counters that are scheduled together, and their values at the edges of a window. */
import { NativeMemory } from "../ffi/memory.ts";
import { PERF_GROUP_READ } from "../ffi/perf_event.ts";
import { type EventSource, GROUP_READ_BYTES } from "./event_source.ts";

/** A group's values at one moment: its times and counts as 64-bit words, and how many bytes of them were read. */
class GroupReading implements Disposable {
  readonly memory = new NativeMemory(GROUP_READ_BYTES);
  readonly #words = new Uint32Array(this.memory.buffer);
  byteLength = 0;

  /** The time enabled, the time running, then the counts. Exact up to 2^53. */
  figure(index: number): number {
    const at = PERF_GROUP_READ.timeEnabled / 4 + 2 * index;
    return this.#words[at]! + this.#words[at + 1]! * 2 ** 32;
  }

  [Symbol.dispose](): void {
    this.memory[Symbol.dispose]();
  }
}

export class CounterGroup<Name extends string> implements Disposable {
  readonly leaderFd: number;
  readonly names: Name[];
  readonly #source: EventSource;
  readonly #fds: number[];
  readonly #first = new GroupReading();
  readonly #second = new GroupReading();
  #isRunning = false;

  constructor(source: EventSource, name: Name, leaderFd: number) {
    this.#source = source;
    this.leaderFd = leaderFd;
    this.names = [name];
    this.#fds = [leaderFd];
  }

  /** Adds a member that was opened under the leader. */
  add(name: Name, fd: number): void {
    this.names.push(name);
    this.#fds.push(fd);
  }

  /** Two times, and a count for each event. */
  get figureCount(): number {
    return 2 + this.names.length;
  }

  /** Records its values, and starts it if it does not run yet. Allocates nothing, nor do the others. */
  begin(): void {
    const first = this.#first;
    first.byteLength = this.#source.read(this.leaderFd, first.memory);
    if (!this.#isRunning) this.#source.enable(this.leaderFd);
    this.#isRunning = true;
  }

  /** Records its values. */
  end(): void {
    const second = this.#second;
    second.byteLength = this.#source.read(this.leaderFd, second.memory);
  }

  /** Adds what lies between the edges to `sums`, from `at` on; NaN unless both were read whole. Returns where it ended. */
  addTo(sums: Float64Array, at: number): number {
    const first = this.#first, second = this.#second;
    const isWhole = this.#isWhole(first) && this.#isWhole(second), count = this.figureCount;
    for (let i = 0; i < count; i++) sums[at + i]! += isWhole ? second.figure(i) - first.figure(i) : NaN;
    return at + count;
  }

  /** Its values at the second edge, likewise. */
  copyTo(figures: Float64Array, at: number): number {
    const second = this.#second;
    const isWhole = this.#isWhole(second), count = this.figureCount;
    for (let i = 0; i < count; i++) figures[at + i] = isWhole ? second.figure(i) : NaN;
    return at + count;
  }

  /** True when a reading gave as many bytes as the group has words. */
  #isWhole({ byteLength }: GroupReading): boolean {
    return byteLength === PERF_GROUP_READ.timeEnabled + 8 * this.figureCount;
  }

  [Symbol.dispose](): void {
    for (const fd of this.#fds.splice(0)) this.#source.close(fd);
    this.#first[Symbol.dispose]();
    this.#second[Symbol.dispose]();
  }
}
