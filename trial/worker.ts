/// <reference lib="deno.worker" />
/**
 * A Worker used as a thread: it takes one job after another, each one end of one connection of one trial. It
 * prepares everything, says so, waits for the common start, runs its loop, and reports; a receiver does so once it knows
 * the edges of the slices.
 */
import { Clock } from "../ffi/clock.ts";
import { allowedCpus, pinThread } from "../ffi/affinity.ts";
import { bounce } from "./core_to_core.ts";
import { failureOf, type ReportFor, type RunEnd } from "./end_report.ts";
import type { Bounce, FromWorker, Job, ToWorker } from "./job.ts";
import type { Settings } from "./settings.ts";
import { request, respond } from "./rr_ends.ts";
import { SharedState } from "./shared_state.ts";
import { requireSameCpus } from "./taken_cpus.ts";
import { receiveStream, sendStream } from "./stream_ends.ts";
import { receiveVerified, sendVerified } from "./verify_ends.ts";

/** What runs each end of each pattern. */
const ENDS: Readonly<Record<Settings["pattern"], Readonly<Record<Job["end"], RunEnd>>>> = {
  stream: { send: sendStream, receive: receiveStream },
  rr: { send: respond, receive: request },
};

const VERIFIED_ENDS: Readonly<Record<Job["end"], RunEnd>> = { send: sendVerified, receive: receiveVerified };

let shared: SharedState;
let clock: Clock;
let unpinned: readonly number[];
let isPinned = false;
/** The job whose stream was logged last, and what makes its report. */
let logged: { readonly job: Job; readonly reportFor: ReportFor } | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "attach") {
    shared = SharedState.attach(data.buffer);
    clock = new Clock();
    unpinned = allowedCpus();
    post({ kind: "online" });
  } else if (data.kind === "job") post(attempt(data.job));
  else if (data.kind === "place") post(placed(data.sliceOffsets));
  else if (data.kind === "bounce") post(bounced(data));
  else {
    clock[Symbol.dispose]();
    self.close();
  }
};

function post(message: FromWorker): void {
  self.postMessage(message);
}

function attempt(job: Job): FromWorker {
  try {
    pin(job.cpu);
    const cpus = allowedCpus();
    const ends = job.spec.poolDepth === null ? ENDS[job.spec.pattern] : VERIFIED_ENDS;
    const result = ends[job.end](job, { clock, shared, awaitStart });
    requireSameCpus(job, cpus, allowedCpus());
    if (typeof result !== "function") return { kind: "done", report: result };
    logged = { job, reportFor: result };
    return { kind: "logged" };
  } catch (error) {
    return { kind: "failed", failure: failureOf(job, error) };
  }
}

function placed(sliceOffsets: readonly number[]): FromWorker {
  const { job, reportFor } = logged!;
  logged = null;
  try {
    return { kind: "done", report: reportFor(sliceOffsets) };
  } catch (error) {
    return { kind: "failed", failure: failureOf(job, error) };
  }
}

function bounced({ end, cpu, untilNs }: Bounce): FromWorker {
  try {
    pin(cpu);
    return { kind: "bounced", ns: bounce(shared.bouncedLine, end, clock, untilNs) };
  } catch {
    return { kind: "bounced", ns: null }; // the job, which is pinned in the same way, says why
  }
}

/** Pins again for each job: a write to the cpuset in between may have undone it. */
function pin(cpu: number | null): void {
  if (cpu !== null) pinThread([cpu]);
  else if (isPinned) pinThread(unpinned);
  isPinned = cpu !== null;
}

function awaitStart(job: Job): number {
  post({ kind: "ready" });
  const startNs = shared.waitForStart(job.generation);
  clock.sleepUntil(startNs);
  return startNs;
}
