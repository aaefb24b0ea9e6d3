/**
 * The Workers, used as threads: one sender and one receiver per connection, started side by side and kept for the
 * whole sweep. A crew runs the jobs of one trial at a time.
 */
import { Clock } from "../ffi/clock.ts";
import type { EndReport, FromWorker, Job, ToWorker } from "./job.ts";
import { SharedState } from "./shared_state.ts";

/** How one trial's jobs ended. */
export interface CrewResult {
  readonly reports: { readonly job: Job; readonly report: EndReport }[];
  /** Why ends failed, in the order it became known; the first is usually the cause. */
  readonly failures: string[];
}

/** A job without the generation, which the crew knows. */
export type CrewJob = Omit<Job, "generation">;

const LEAD_NS = 1e6;
const LEAD_NS_PER_THREAD = 0.2e6;
const TIMEOUT_MARGIN_MS = 60_000;

export class Crew implements AsyncDisposable {
  readonly #workers: Worker[];
  readonly #shared: SharedState;
  readonly #clock = new Clock();

  private constructor(workers: Worker[], shared: SharedState) {
    this.#workers = workers;
    this.#shared = shared;
  }

  /** Starts `2 × connections` Workers side by side. */
  static async start(connections: number): Promise<Crew> {
    const shared = SharedState.create(connections);
    const workers = Array.from(
      { length: 2 * connections },
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
   * Runs one trial's jobs, one per Worker, from a common start, and waits for all of them.
   *
   * @param onFailure called at the first failure, to shut the sockets down and so free the other ends
   */
  async run(jobs: readonly CrewJob[], onFailure: () => void): Promise<CrewResult> {
    const { generation } = this.#shared;
    const result: CrewResult = { reports: [], failures: [] };
    const fail = (reason: string) => {
      result.failures.push(reason);
      if (result.failures.length === 1) onFailure();
    };
    const assigned = jobs.map((job, i) => ({ job: { ...job, generation }, worker: this.#workers[i]! }));
    const over: Promise<void>[] = [];
    const ready = assigned.map(({ job, worker }) => {
      const first = nextMessage(worker, () => true);
      post(worker, { kind: "job", job });
      return first.then((message) => {
        if (message.kind === "failed") return fail(message.reason);
        over.push(
          nextMessage(worker, (next) => next.kind !== "ready").then((last) => {
            if (last.kind === "failed") fail(last.reason);
            else if (last.kind === "done") result.reports.push({ job, report: last.report });
          }),
        );
      });
    });
    await Promise.all(ready);
    this.#shared.start(this.#clock.now() + LEAD_NS + LEAD_NS_PER_THREAD * jobs.length);
    const timer = setTimeout(() => fail("timed out"), timeoutMs(jobs));
    await Promise.all(over);
    clearTimeout(timer);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) post(worker, { kind: "close" });
    await Promise.resolve();
  }
}

function timeoutMs(jobs: readonly CrewJob[]): number {
  const [job] = jobs;
  return job === undefined ? 0 : job.warmupMs + job.durationMs + TIMEOUT_MARGIN_MS;
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
