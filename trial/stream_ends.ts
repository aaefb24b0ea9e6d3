/** The two ends of a connection in `--pattern stream`. */
import { modeById } from "../modes/registry.ts";
import { openWalking } from "../modes/working_set.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { LatencyCounts } from "../stats/latency_counts.ts";
import { type EndContext, endReport, payloadOf, requireSuccess } from "./end_report.ts";
import { type EndReport, type Job, messageCountOf } from "./job.ts";
import { batchesPerSample, batchMessages, Edges, receiveLoop, sendLoop } from "./timed_loop.ts";

/** Sends as fast as it can. */
export function sendStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd } = job;
  const { messageBytes } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = openWalking(modeById(spec.mode).open, fd, payload, spec);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const edges = new Edges();
  const sendCalls = new LatencyCounts();
  const batch = batchMessages(messageBytes), perSample = batchesPerSample(messageBytes);
  const window = awaitStart(job);
  const result = sendLoop(transmitter, batch, perSample, window, clock, probe, shared, edges, sendCalls);
  requireSuccess(result, "sender", job);
  shutdownSending(fd); // before the drain: the receiver may still wait for its last edge
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, edges, messageBytes, probe, zeroCopy, { sendCalls: sendCalls.pairs() });
}

/** Receives as fast as it can. */
export function receiveStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  using receiver = receiveStrategyById(job.spec.rx).open(job.fd);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: job.spec.counters });
  const edges = new Edges();
  const result = receiveLoop(receiver, job.connection, awaitStart(job), clock, probe, shared, edges);
  requireSuccess(result, "receiver", job);
  return endReport(job, edges, 1, probe, null);
}
