/**
 * What one worker thread spends: CPU time, context switches, page faults, segments sent, counters. In windows, whose
 * edges it reads and which are added up; or recorded from time to time, to be divided afterwards.
 *
 * All readings go into memory made beforehand, with calls that take and return small numbers, so nothing is allocated
 * inside a window. The order is nested: counters and the CPU clock start last and stop first, so that they include none
 * of the edges' other work. Everything here belongs to the calling thread.
 *
 * Source: clock_gettime(2), getrusage(2) RUSAGE_THREAD, tcp(7) TCP_INFO, perf_event_open(2).
 */
import { CLOCK_THREAD_CPUTIME_ID, IPPROTO_TCP, RUSAGE_THREAD, TCP_INFO } from "../ffi/constants.ts";
import { type Libc, libc } from "../ffi/libc.ts";
import { CongestionWatch, type CongestionWindow } from "./congestion.ts";
import { type CounterReport, CounterSet } from "./counter_set.ts";
import { type EventSource, kernelEvents } from "./event_source.ts";
import { type CountersAsked, EVENT_NAMES, type EventName, HARDWARE_GROUPS, TASK_CLOCK } from "./events.ts";
import { Reading, TCP_INFO_BYTES } from "./reading.ts";

/** What a connection did between edges; `null` where the kernel's `TCP_INFO` is too short. */
interface TcpInfoDeltas {
  readonly bytesSent: number | null;
  readonly dataSegsOut: number | null;
  readonly totalRetrans: number | null;
  /** Segments that the peer reported to have had already (D-SACK). */
  readonly dsackDups: number | null;
  /** Time with data to send or unacknowledged, µs. */
  readonly busyUs: number | null;
  /** The part of it in which the receiver's window allowed no more, µs. */
  readonly rwndLimitedUs: number | null;
}

/** One thread's windows together; plain data, fit for `postMessage`. */
export interface ThreadReport {
  readonly cpuNs: number;
  /** Voluntary and involuntary. */
  readonly contextSwitches: number;
  /** Minor and major. */
  readonly pageFaults: number;
  readonly tcpInfo: TcpInfoDeltas;
  /** `null` where no window was closed, or the kernel does not say. */
  readonly congestion: CongestionWindow | null;
  readonly counters: CounterReport<EventName>;
  /** Bytes that the thread received by mapping; `null` where it did not ask for that. */
  readonly mappedBytes: number | null;
  /** The part of its CPU time that sleeping between bursts took; `null` where it was not paced. */
  readonly pacingCpuNs: number | null;
  /** `null` where it was not asked for. */
  readonly taskClock: CounterReport<"task_clock_ns"> | null;
}

interface ThreadProbeOptions {
  readonly socketFd: number;
  /** "off" leaves the hardware counters out; everything else is read all the same. */
  readonly counters: CountersAsked;
  /** What the thread receives with, where it does. */
  readonly receiver?: { readonly mappedBytes: number | null };
  /** What makes the thread sleep, where it has a rate. */
  readonly pacer?: { readonly cpuNs: number } | undefined;
  readonly source?: EventSource;
}

const TCP_FIGURES = [
  "bytes_sent",
  "data_segs_out",
  "total_retrans",
  "dsack_dups",
  "busy_time",
  "rwnd_limited",
] as const;

/** Indices of figures among a thread's costs; those of the counters follow. */
const COST = {
  ...{ cpuNs: 0, switches: 1, faults: 2, mappedBytes: 3, pacingCpuNs: 4 },
  ...{ tcp: 5, counters: 5 + TCP_FIGURES.length },
};

/** Reads a thread's own costs. Make it on that thread, after pinning. */
export class ThreadProbe implements Disposable {
  readonly #socketFd: number;
  readonly #receiver: { readonly mappedBytes: number | null };
  readonly #pacer: { readonly cpuNs: number } | null;
  readonly #first = new Reading();
  readonly #second = new Reading();
  readonly #congestion = new CongestionWatch();
  readonly #counters: CounterSet<EventName> | null;
  readonly #taskClock: CounterSet<"task_clock_ns"> | null;
  readonly #taskClockAt: number;
  /** Which of its costs is the bytes that were mapped. */
  readonly mappedAt = COST.mappedBytes;
  /** How many figures its costs have. */
  readonly width: number;
  readonly #clockGettime: Libc["clock_gettime"];
  readonly #getrusage: Libc["getrusage"];
  readonly #getsockopt: Libc["getsockopt"];

  constructor(options: ThreadProbeOptions) {
    const { clock_gettime, getrusage, getsockopt } = libc();
    this.#clockGettime = clock_gettime;
    this.#getrusage = getrusage;
    this.#getsockopt = getsockopt;
    this.#socketFd = options.socketFd;
    const { counters, receiver = { mappedBytes: null }, source = kernelEvents() } = options;
    this.#receiver = receiver;
    this.#pacer = options.pacer ?? null;
    this.#counters = counters === "off" ? null : new CounterSet(source, HARDWARE_GROUPS);
    this.#taskClock = counters === "all" ? new CounterSet(source, TASK_CLOCK) : null;
    this.#taskClockAt = COST.counters + (this.#counters?.width ?? 0);
    this.width = this.#taskClockAt + (this.#taskClock?.width ?? 0);
  }

  /** A window's first edge: call it right before the clock is read. */
  begin(): void {
    const reading = this.#first;
    reading.mappedBytes = this.#receiver.mappedBytes ?? NaN;
    reading.pacingCpuNs = this.#pacer?.cpuNs ?? NaN;
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, reading.outerCpu);
    this.#readTcpInfo(reading);
    this.#getrusage(RUSAGE_THREAD, reading.rusage);
    this.#counters?.begin();
    this.#taskClock?.begin();
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, reading.cpu);
  }

  /** A window's second edge: call it right after the clock was read. */
  end(): void {
    const reading = this.#second;
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, reading.cpu);
    this.#taskClock?.end();
    this.#counters?.end();
    this.#getrusage(RUSAGE_THREAD, reading.rusage);
    this.#readTcpInfo(reading);
    reading.mappedBytes = this.#receiver.mappedBytes ?? NaN;
    reading.pacingCpuNs = this.#pacer?.cpuNs ?? NaN;
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, reading.outerCpu);
  }

  /** CPU time that the last {@linkcode begin} and {@linkcode end} took: waiting for a CPU that others use is none of it. */
  get edgesNs(): number {
    return this.#first.ownNs + this.#second.ownNs;
  }

  /** Adds what lies between the last {@linkcode begin} and {@linkcode end} to a thread's costs. Allocates nothing. */
  addTo(costs: Float64Array): void {
    const first = this.#first, second = this.#second;
    costs[COST.cpuNs]! += second.cpuNs - first.cpuNs;
    costs[COST.switches]! += second.switches - first.switches;
    costs[COST.faults]! += second.faults - first.faults;
    costs[COST.mappedBytes]! += second.mappedBytes - first.mappedBytes;
    costs[COST.pacingCpuNs]! += second.pacingCpuNs - first.pacingCpuNs;
    for (let i = 0; i < TCP_FIGURES.length; i++) {
      const figure = TCP_FIGURES[i]!;
      const growth = second.tcp(figure) - first.tcp(figure);
      costs[COST.tcp + i]! += growth < 0 ? growth + 2 ** 32 : growth; // 32-bit fields wrap
    }
    this.#congestion.note(first, second);
    this.#counters?.addTo(costs, COST.counters);
    this.#taskClock?.addTo(costs, this.#taskClockAt);
  }

  /**
   * Reads what the thread has spent so far, all but the connection's figures; the difference of two such notes is a
   * window's costs. {@linkcode begin} comes first, which starts the counters. Allocates nothing.
   *
   * @param at where in `notes` it is put: {@linkcode width} figures
   */
  note(notes: Float64Array, at: number): void {
    const reading = this.#second;
    this.#clockGettime(CLOCK_THREAD_CPUTIME_ID, reading.cpu);
    this.#taskClock?.end();
    this.#counters?.end();
    this.#getrusage(RUSAGE_THREAD, reading.rusage);
    notes[at + COST.cpuNs] = reading.cpuNs;
    notes[at + COST.switches] = reading.switches;
    notes[at + COST.faults] = reading.faults;
    notes[at + COST.mappedBytes] = this.#receiver.mappedBytes ?? NaN;
    notes[at + COST.pacingCpuNs] = NaN;
    for (let i = 0; i < TCP_FIGURES.length; i++) notes[at + COST.tcp + i] = NaN;
    this.#counters?.copyTo(notes, at + COST.counters);
    this.#taskClock?.copyTo(notes, at + this.#taskClockAt);
  }

  /** What `costs` says; without it, what lies between the last {@linkcode begin} and {@linkcode end}. */
  report(costs: Float64Array = this.#lastWindow()): ThreadReport {
    const tcp = (figure: typeof TCP_FIGURES[number]) => known(costs[COST.tcp + TCP_FIGURES.indexOf(figure)]!);
    return {
      cpuNs: costs[COST.cpuNs]!,
      contextSwitches: Math.round(costs[COST.switches]!),
      pageFaults: Math.round(costs[COST.faults]!),
      tcpInfo: {
        bytesSent: tcp("bytes_sent"),
        dataSegsOut: tcp("data_segs_out"),
        totalRetrans: tcp("total_retrans"),
        dsackDups: tcp("dsack_dups"),
        busyUs: tcp("busy_time"),
        rwndLimitedUs: tcp("rwnd_limited"),
      },
      congestion: this.#congestion.window,
      counters: this.#counters?.report(costs, COST.counters) ?? notAskedFor(),
      mappedBytes: rounded(known(costs[COST.mappedBytes]!)),
      pacingCpuNs: known(costs[COST.pacingCpuNs]!),
      taskClock: this.#taskClock?.report(costs, this.#taskClockAt) ?? null,
    };
  }

  #lastWindow(): Float64Array {
    const costs = new Float64Array(this.width);
    this.addTo(costs);
    return costs;
  }

  [Symbol.dispose](): void {
    this.#counters?.[Symbol.dispose]();
    this.#taskClock?.[Symbol.dispose]();
    this.#first[Symbol.dispose]();
    this.#second[Symbol.dispose]();
  }

  #readTcpInfo(reading: Reading): void {
    reading.infoBytes[0] = TCP_INFO_BYTES;
    const result = this.#getsockopt(
      this.#socketFd,
      IPPROTO_TCP,
      TCP_INFO,
      reading.info,
      reading.infoBytesRaw,
    );
    if (result < 0) reading.infoBytes[0] = 0;
  }
}

function known(figure: number): number | null {
  return Number.isNaN(figure) ? null : figure;
}

function rounded(figure: number | null): number | null {
  return figure === null ? null : Math.round(figure);
}

function notAskedFor(): CounterReport<EventName> {
  const values = Object.fromEntries(EVENT_NAMES.map((name) => [name, null])) as Record<EventName, null>;
  const notCounted = [{ counters: EVENT_NAMES, why: "not requested" }];
  return { scope: "none", runningPct: null, values, notCounted };
}
