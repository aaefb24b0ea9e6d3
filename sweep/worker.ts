/// <reference lib="deno.worker" />
/**
 * A Worker used as a thread: it takes one job after another, each one end of one connection of one trial. It gets
 * everything ready, says so, waits for the common start, runs its loop, and reports.
 */
import { Clock } from "../ffi/clock.ts";
import { errnoName } from "../ffi/errno.ts";
import type { ZeroCopyCounts } from "../modes/mode.ts";
import { Payload } from "../modes/payload.ts";
import { modeById } from "../modes/registry.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { allowedCpus, pinThread } from "./affinity.ts";
import type { EndReport, FromWorker, Job, ToWorker } from "./job.ts";
import { SharedState } from "./shared_state.ts";
import { batchMessages, Edges, receiveLoop, sendLoop, type Window } from "./timed_loop.ts";

let shared: SharedState;
let clock: Clock;
let unpinned: readonly number[];
let pinnedTo: number | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "attach") {
    shared = SharedState.attach(data.buffer);
    clock = new Clock();
    unpinned = allowedCpus();
    post({ kind: "online" });
  } else if (data.kind === "job") post(attempt(data.job));
  else self.close();
};

function post(message: FromWorker): void {
  self.postMessage(message);
}

function attempt(job: Job): FromWorker {
  try {
    pin(job.cpu);
    return { kind: "done", report: job.end === "send" ? send(job) : receive(job) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function pin(cpu: number | null): void {
  if (cpu === pinnedTo) return;
  pinThread(cpu === null ? unpinned : [cpu]);
  pinnedTo = cpu;
}

function awaitStart(job: Job): Window {
  post({ kind: "ready" });
  const startNs = shared.waitForStart(job.generation);
  clock.sleepUntil(startNs);
  const opensNs = startNs + job.warmupMs * 1e6;
  return { opensNs, closesNs: opensNs + job.durationMs * 1e6 };
}

function send(job: Job): EndReport {
  using payload = new Payload(job.messageBytes, job.alignBytes, job.payloadSeed);
  using transmitter = modeById(job.strategy).open(job.fd, payload);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: job.counters });
  const edges = new Edges();
  const batch = batchMessages(job.messageBytes);
  const result = sendLoop(transmitter, batch, awaitStart(job), clock, probe, shared, edges);
  if (result < 0) throw new Error(describeFailure("sender", job, result));
  shutdownSending(job.fd); // before the drain: the receiver may still wait for its last edge
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return report(job, edges, job.messageBytes, probe, zeroCopy);
}

function receive(job: Job): EndReport {
  using receiver = receiveStrategyById(job.strategy).open(job.fd);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: job.counters });
  const edges = new Edges();
  const result = receiveLoop(receiver, job.connection, awaitStart(job), clock, probe, shared, edges);
  if (result < 0) throw new Error(describeFailure("receiver", job, result));
  return report(job, edges, 1, probe, null);
}

function report(
  job: Job,
  edges: Edges,
  bytesPerUnit: number,
  probe: ThreadProbe,
  zeroCopy: ZeroCopyCounts | null,
): EndReport {
  return {
    connection: job.connection,
    elapsedNs: edges.closedNs - edges.openedNs,
    bytes: (edges.amountAtClose - edges.amountAtOpen) * bytesPerUnit,
    totalBytes: edges.total * bytesPerUnit,
    zeroCopy,
    usage: probe.report(),
  };
}

function describeFailure(end: string, job: Job, result: number): string {
  return `${end} of connection ${job.connection} (${job.strategy}): ${errnoName(-result)}`;
}
