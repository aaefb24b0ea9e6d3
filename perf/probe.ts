/**
 * What one worker thread spent in its window: CPU time, context switches, page faults, segments sent, counters.
 *
 * Both edges write into memory made beforehand, with calls that take and return small numbers, so nothing is
 * allocated inside a window. The order is nested: counters and the CPU clock start last and stop first, so that they
 * hold none of the edges' other work. Everything here belongs to the calling thread.
 *
 * Source: clock_gettime(2), getrusage(2) RUSAGE_THREAD, tcp(7) TCP_INFO, perf_event_open(2).
 */
import {
  CLOCK_MONOTONIC,
  CLOCK_THREAD_CPUTIME_ID,
  IPPROTO_TCP,
  RUSAGE_THREAD,
  TCP_INFO,
} from "../ffi/constants.ts";
import { type Libc, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { RUSAGE, TCP_INFO_FIELDS, TIMESPEC } from "../ffi/structs.ts";
import { type CounterReport, CounterSet } from "./counter_set.ts";
import { type EventSource, kernelEvents } from "./event_source.ts";
import { type CountersAsked, EVENT_NAMES, type EventName, HARDWARE_GROUPS, TASK_CLOCK } from "./events.ts";

/** What a connection did between the edges; `null` where the kernel's `TCP_INFO` is too short to tell. */
export interface TcpInfoDeltas {
  readonly bytesSent: number | null;
  readonly dataSegsOut: number | null;
  readonly totalRetrans: number | null;
  /** Time with data to send or unacknowledged, µs. */
  readonly busyUs: number | null;
  /** The part of it in which the receiver's window allowed no more, µs. */
  readonly rwndLimitedUs: number | null;
}

/** One thread's window; plain data, fit for `postMessage`. */
export interface ThreadReport {
  readonly cpuNs: number;
  /** Voluntary and involuntary. */
  readonly contextSwitches: number;
  /** Minor and major. */
  readonly pageFaults: number;
  readonly tcpInfo: TcpInfoDeltas;
  readonly counters: CounterReport<EventName>;
  /** `null` where it was not asked for. */
  readonly taskClock: CounterReport<"task_clock_ns"> | null;
  /** What both edges took on the clock, ns; the worker reads its own clock inside them. */
  readonly edgeCostNs: number;
}

export interface ThreadProbeOptions {
  readonly socketFd: number;
  /** "off" leaves the hardware counters out; everything else is read all the same. */
  readonly counters: CountersAsked;
  readonly source?: EventSource;
}

const TCP_INFO_BYTES = 512;

/** Byte offsets of one edge's notes. */
const EDGE = { entered: 0, left: 16, cpu: 32, rusage: 48, infoBytes: 192, info: 256, size: 768 } as const;

/** One edge's notes, with every address and view that writing them needs. */
class Edge {
  readonly memory = new NativeMemory(EDGE.size);
  readonly entered = this.memory.address + BigInt(EDGE.entered);
  readonly left = this.memory.address + BigInt(EDGE.left);
  readonly cpu = this.memory.address + BigInt(EDGE.cpu);
  readonly rusage = this.memory.address + BigInt(EDGE.rusage);
  readonly info = new Uint8Array(this.memory.buffer, EDGE.info, TCP_INFO_BYTES);
  readonly infoBytes = new Uint32Array(this.memory.buffer, EDGE.infoBytes, 1);
  readonly infoBytesRaw = new Uint8Array(this.memory.buffer, EDGE.infoBytes, 4);
}

/** Reads a thread's own costs at the two edges of its window. Make it on that thread, after pinning. */
export class ThreadProbe implements Disposable {
  readonly #socketFd: number;
  readonly #first = new Edge();
  readonly #second = new Edge();
  readonly #counters: CounterSet<EventName> | null;
  readonly #taskClock: CounterSet<"task_clock_ns"> | null;
  readonly #clockGettime: Libc["clock_gettime"];
  readonly #getrusage: Libc["getrusage"];
  readonly #getsockopt: Libc["getsockopt"];

  constructor(options: ThreadProbeOptions) {
    const { clock_gettime, getrusage, getsockopt } = libc();
    this.#clockGettime = clock_gettime;
    this.#getrusage = getrusage;
    this.#getsockopt = getsockopt;
    this.#socketFd = options.socketFd;
    const { counters, source = kernelEvents() } = options;
    this.#counters = counters === "off" ? null : new CounterSet(source, HARDWARE_GROUPS);
    this.#taskClock = counters === "all" ? new CounterSet(source, TASK_CLOCK) : null;
  }

  /** The first edge: call it right before the clock is read. */
  begin(): void {
    const edge = this.#first;
    this.#clockGettime(CLOCK_MONOTONIC, edge.entered);
    this.#readTcpInfo(edge);
    this.#getrusage(RUSAGE_THREAD, edge.rusage);
    this.#counters?.begin();
    this.#taskClock?.begin();
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, edge.cpu);
    this.#clockGettime(CLOCK_MONOTONIC, edge.left);
  }

  /** The second edge: call it right after the clock was read. */
  end(): void {
    const edge = this.#second;
    this.#clockGettime(CLOCK_MONOTONIC, edge.entered);
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, edge.cpu);
    this.#taskClock?.end();
    this.#counters?.end();
    this.#getrusage(RUSAGE_THREAD, edge.rusage);
    this.#readTcpInfo(edge);
    this.#clockGettime(CLOCK_MONOTONIC, edge.left);
  }

  /** What lies between the last {@linkcode begin} and {@linkcode end}. */
  report(): ThreadReport {
    const [first, second] = [this.#first, this.#second];
    const switches = (edge: Edge) => rusageField(edge, "nvcsw") + rusageField(edge, "nivcsw");
    const faults = (edge: Edge) => rusageField(edge, "minflt") + rusageField(edge, "majflt");
    const edgeNs = (edge: Edge) => timespecNs(edge, EDGE.left) - timespecNs(edge, EDGE.entered);
    return {
      cpuNs: timespecNs(second, EDGE.cpu) - timespecNs(first, EDGE.cpu),
      contextSwitches: switches(second) - switches(first),
      pageFaults: faults(second) - faults(first),
      tcpInfo: {
        bytesSent: tcpInfoDelta(first, second, "bytes_sent"),
        dataSegsOut: tcpInfoDelta(first, second, "data_segs_out"),
        totalRetrans: tcpInfoDelta(first, second, "total_retrans"),
        busyUs: tcpInfoDelta(first, second, "busy_time"),
        rwndLimitedUs: tcpInfoDelta(first, second, "rwnd_limited"),
      },
      counters: this.#counters?.report() ?? notAskedFor(),
      taskClock: this.#taskClock?.report() ?? null,
      edgeCostNs: edgeNs(first) + edgeNs(second),
    };
  }

  [Symbol.dispose](): void {
    this.#counters?.[Symbol.dispose]();
    this.#taskClock?.[Symbol.dispose]();
    this.#first.memory[Symbol.dispose]();
    this.#second.memory[Symbol.dispose]();
  }

  #readTcpInfo(edge: Edge): void {
    edge.infoBytes[0] = TCP_INFO_BYTES;
    const result = this.#getsockopt(this.#socketFd, IPPROTO_TCP, TCP_INFO, edge.info, edge.infoBytesRaw);
    if (result < 0) edge.infoBytes[0] = 0;
  }
}

function notAskedFor(): CounterReport<EventName> {
  const values = Object.fromEntries(EVENT_NAMES.map((name) => [name, null])) as Record<EventName, null>;
  const notCounted = [{ counters: EVENT_NAMES, why: "not asked for" }];
  return { scope: "none", runningPct: null, values, notCounted };
}

function timespecNs(edge: Edge, offset: number): number {
  const { view } = edge.memory;
  return Number(view.getBigUint64(offset + TIMESPEC.sec, true)) * 1e9 +
    Number(view.getBigUint64(offset + TIMESPEC.nsec, true));
}

function rusageField(edge: Edge, field: Exclude<keyof typeof RUSAGE, "size">): number {
  return Number(edge.memory.view.getBigInt64(EDGE.rusage + RUSAGE[field], true));
}

/** A field's growth, with 32-bit fields wrapping; `null` unless both edges returned the field whole. */
function tcpInfoDelta(first: Edge, second: Edge, name: keyof typeof TCP_INFO_FIELDS): number | null {
  const { offset, bytes } = TCP_INFO_FIELDS[name];
  if (Math.min(first.infoBytes[0]!, second.infoBytes[0]!) < offset + bytes) return null;
  const read = (edge: Edge) =>
    bytes === 8
      ? Number(edge.memory.view.getBigUint64(EDGE.info + offset, true))
      : edge.memory.view.getUint32(EDGE.info + offset, true);
  const delta = read(second) - read(first);
  return bytes === 4 ? delta >>> 0 : delta;
}
