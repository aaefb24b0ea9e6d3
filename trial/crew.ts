/**
 * The Workers, used as threads: one sender and one receiver per connection, started side by side and kept for the
 * whole sweep. A crew runs the jobs of one trial at a time.
 */
import { Clock } from "../ffi/clock.ts";
import { errorText } from "../results/words.ts";
import type { EndFailure, EndReport, FromWorker, Job, ToWorker } from "./job.ts";
import { turnsMs } from "./schedule.ts";
import { SharedState } from "./shared_state.ts";

/** How one trial's jobs ended. */
interface CrewResult {
  readonly reports: { readonly job: Job; readonly report: EndReport }[];
  /** Why ends failed, in the order it became known; the first is usually the cause. */
  readonly failures: EndFailure[];
}

/** A job without the generation, which the crew knows. */
export type CrewJob = Omit<Job, "generation">;

/** Agrees on the start with another process: called when this process's threads are ready, it calls `start` when they may go. */
export type StartTogether = (start: () => void) => Promise<void>;

/** Byte offsets of the edges of slices, turn after turn: one list per connection, in their order. */
export type SliceOffsets = readonly (readonly number[])[];

export interface CrewHooks {
  /** Called at the first failure, to shut the sockets down and so free the other ends. */
  readonly onFailure: () => void;
  /** Called when the start is set, `inMs` before it. */
  readonly onStart?: ((inMs: number) => void) | undefined;
  /** How the start is agreed on with another process; absent where there is none. */
  readonly startTogether?: StartTogether | undefined;
  /** Where the senders are another process's: asks for the edges of their slices; `null` when they failed. */
  readonly farOffsets?: (() => Promise<SliceOffsets | null>) | undefined;
  /** How much longer than planned the jobs may take. */
  readonly timeoutMs?: number | undefined;
}

const BOUNCE_NS = 5e6;
const LEAD_NS = 2e6;
const LEAD_NS_PER_THREAD = 0.2e6;
const TIMEOUT_MS = 60_000;

let clock: Clock | undefined;

/** The main thread's, shared by all crews and never freed: a late start must not touch unmapped memory. */
function mainClock(): Clock {
  return clock ??= new Clock();
}

export class Crew implements AsyncDisposable {
  readonly #workers: Worker[];
  readonly #shared: SharedState;
  readonly #clock = mainClock();

  private constructor(workers: Worker[], shared: SharedState) {
    this.#workers = workers;
    this.#shared = shared;
  }

  /** Starts Workers side by side: one for each end of each connection that runs in this process. */
  static async start(connections: number, endsEach = 2): Promise<Crew> {
    const shared = SharedState.create(connections);
    const workers = Array.from(
      { length: endsEach * connections },
      () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    );
    await Promise.all(workers.map((worker) => {
      const online = nextMessage(worker, (message) => message.kind === "online");
      post(worker, { kind: "attach", buffer: shared.buffer });
      return online;
    }));
    return new Crew(workers, shared);
  }

  /** Bytes received so far in the running trial. */
  get liveBytes(): number {
    return this.#shared.liveBytes;
  }

  get stopped(): boolean {
    return this.#shared.stopped;
  }

  /** Ends the running trial and all later ones; the caller shuts the sockets down to free blocked threads. */
  stop(): void {
    this.#shared.stop();
  }

  /**
   * How far apart two CPUs are, by {@linkcode bounce}; `null` when its two threads did not get the CPUs in time.
   *
   * @throws Error when one of the Workers failed
   */
  async coreToCore(first: number, second: number): Promise<number | null> {
    this.#shared.bouncedLine[0] = 0;
    const untilNs = this.#clock.now() + BOUNCE_NS;
    const bounced = ([["first", first], ["second", second]] as const).map(([end, cpu], i) => {
      const worker = this.#workers[i]!;
      const answer = nextMessage(worker, (message) => message.kind === "bounced");
      post(worker, { kind: "bounce", end, cpu, untilNs });
      return answer;
    });
    const [ns] = (await Promise.all(bounced)).map((message) =>
      message.kind === "bounced" ? message.ns : null
    );
    return ns ?? null;
  }

  /** Runs one trial's jobs, one per Worker, from a common start, and waits for all of them. */
  async run(jobs: readonly CrewJob[], hooks: CrewHooks): Promise<CrewResult> {
    const { generation } = this.#shared;
    const result: CrewResult = { reports: [], failures: [] };
    const fail = (failure: EndFailure) => {
      result.failures.push(failure);
      if (result.failures.length === 1) hooks.onFailure();
    };
    const assigned = jobs.map((job, i): Assigned => ({
      job: { ...job, generation },
      worker: this.#workers[i]!,
    }));
    const ended = new Set<Job>();
    const over: Promise<void>[] = [];
    const logged: Assigned[] = [];
    const ready = assigned.map(({ job, worker }) => {
      const first = nextMessage(worker, () => true);
      post(worker, { kind: "job", job });
      return first.then((message) => {
        if (message.kind === "failed") return fail(message.failure);
        over.push(
          nextMessage(worker, (next) => next.kind !== "ready").then((last) => {
            ended.add(job);
            if (last.kind === "failed") fail(last.failure);
            else if (last.kind === "logged") logged.push({ job, worker });
            else if (last.kind === "done") result.reports.push({ job, report: last.report });
          }),
        );
      });
    });
    await Promise.all(ready);
    await this.#start(jobs.length, hooks, fail);
    const marginMs = hooks.timeoutMs ?? TIMEOUT_MS;
    const waiting = () => assigned.map(({ job }) => job).filter((job) => !ended.has(job));
    const late = () => fail(failureOfAll(timeoutText(waiting(), marginMs)));
    const timer = setTimeout(late, timeoutMs(jobs, marginMs));
    await Promise.all(over);
    clearTimeout(timer);
    if (result.failures.length === 0) await placeSlices(logged, result, hooks, fail);
    return result;
  }

  /** Starts the waiting Workers in any case: where the start could not be agreed on, `fail` has freed them first. */
  async #start(threads: number, { startTogether, onStart }: CrewHooks, fail: (failure: EndFailure) => void) {
    const { generation } = this.#shared;
    const start = () => {
      if (this.#shared.generation !== generation) return;
      const leadNs = LEAD_NS + LEAD_NS_PER_THREAD * threads;
      this.#shared.start(this.#clock.now() + leadNs);
      onStart?.(leadNs / 1e6);
    };
    try {
      await startTogether?.(start);
    } catch (error) {
      fail(failureOfAll(errorText(error)));
    }
    start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) post(worker, { kind: "close" });
    await Promise.resolve();
  }
}

/** A job and its Worker. */
interface Assigned {
  readonly job: Job;
  readonly worker: Worker;
}

/** Has the receivers that have logged their streams report, by the edges of the slices that the senders report. */
async function placeSlices(
  logged: readonly Assigned[],
  result: CrewResult,
  { farOffsets }: CrewHooks,
  fail: (failure: EndFailure) => void,
): Promise<void> {
  if (logged.length === 0) return;
  try {
    const known = farOffsets === undefined ? ownOffsets(result) : await farOffsets();
    if (known === null) return fail({ ...failureOfAll("the senders failed"), errno: "ECANCELED" });
    await Promise.all(logged.map(async ({ job, worker }) => {
      const answer = nextMessage(worker, () => true);
      post(worker, { kind: "place", sliceOffsets: known[job.connection] ?? [] });
      const last = await answer;
      if (last.kind === "failed") fail(last.failure);
      else if (last.kind === "done") result.reports.push({ job, report: last.report });
    }));
  } catch (error) {
    fail(failureOfAll(errorText(error)));
  }
}

function ownOffsets({ reports }: CrewResult): SliceOffsets {
  return sliceOffsetsOf(reports.filter(({ job }) => job.end === "send").map(({ report }) => report));
}

/** The edges of the slices that senders report, in order of connection. */
export function sliceOffsetsOf(senders: readonly EndReport[]): SliceOffsets {
  return senders.toSorted((a, b) => a.connection - b.connection).map(({ sliceOffsets }) => sliceOffsets);
}

function failureOfAll(text: string): EndFailure {
  return { end: null, connection: null, errno: null, text };
}

/** Which ends have not come to their end, and how long that was waited for. */
export function timeoutText(
  waiting: readonly Pick<CrewJob, "end" | "connection">[],
  marginMs: number,
): string {
  const [first, ...others] = waiting;
  const who = first === undefined
    ? "a thread"
    : `the ${first.end === "send" ? "sender" : "receiver"} of connection ${first.connection}`;
  const more = others.length === 0
    ? ""
    : ` and ${others.length} more ${others.length === 1 ? "end" : "ends"}`;
  return `timed out: ${who}${more} had not finished ${marginMs / 1e3} s after the planned end of the trial`;
}

function timeoutMs(jobs: readonly CrewJob[], marginMs: number): number {
  const [job] = jobs;
  return job === undefined ? 0 : job.spec.warmupMs + turnsMs(job.spec) + marginMs;
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function nextMessage(worker: Worker, wanted: (message: FromWorker) => boolean): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (wanted(data)) resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`a Worker failed: ${event.message}`));
    };
  });
}
