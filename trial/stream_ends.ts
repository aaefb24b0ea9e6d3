/** The two ends of a connection in `--pattern stream`. */
import { Payload } from "../modes/payload.ts";
import { modeById } from "../modes/registry.ts";
import { openWalking } from "../modes/working_set.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { LatencyCounts } from "../stats/latency_counts.ts";
import { type EndContext, endReport, requireSuccess } from "./end_report.ts";
import type { EndReport, Job } from "./job.ts";
import { batchesPerSample, batchMessages, receiveLoop, sendLoop } from "./timed_loop.ts";
import { WindowEdges } from "./window_edges.ts";

/** Sends as fast as it can. */
export function sendStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  using payload = new Payload(job.messageBytes, job.alignBytes, job.payloadSeed, job.messageCount);
  using transmitter = openWalking(modeById(job.strategy).open, job.fd, payload, job);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: job.counters });
  const sendCalls = new LatencyCounts();
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = sendLoop({
    transmitter,
    batch: batchMessages(job.messageBytes),
    batchesPerSample: batchesPerSample(job.messageBytes),
    clock,
    shared,
    edges,
    sendCalls,
  });
  requireSuccess(result, "sender", job);
  shutdownSending(job.fd); // before the drain: the receiver may still wait for its last edge
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, edges, job.messageBytes, probe, zeroCopy, { sendCalls: sendCalls.pairs() });
}

/** Receives as fast as it can. */
export function receiveStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  using receiver = receiveStrategyById(job.strategy).open(job.fd);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: job.counters });
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = receiveLoop({ receiver, connection: job.connection, clock, shared, edges });
  requireSuccess(result, "receiver", job);
  return endReport(job, edges, 1, probe, null);
}
