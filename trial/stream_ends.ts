/** The two ends of a connection in `--pattern stream`. */
import { modeById } from "../modes/registry.ts";
import { openWalking } from "../modes/working_set.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { LatencyCounts } from "../stats/latency_counts.ts";
import { type EndContext, endReport, payloadOf, requireSuccess } from "./end_report.ts";
import { type EndReport, type Job, messageCountOf } from "./job.ts";
import { batchesPerSample, batchMessages, receiveLoop, sendLoop } from "./timed_loop.ts";
import { WindowEdges } from "./window_edges.ts";

/** Sends as fast as it can. */
export function sendStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd } = job;
  const { messageBytes } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = openWalking(modeById(spec.mode).open, fd, payload, spec);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const sendCalls = new LatencyCounts();
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = sendLoop({
    transmitter,
    batch: batchMessages(messageBytes),
    batchesPerSample: batchesPerSample(messageBytes),
    clock,
    shared,
    edges,
    sendCalls,
  });
  requireSuccess(result, "sender", job);
  shutdownSending(fd); // before the drain: the receiver may still wait for its last edge
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, edges, messageBytes, probe, zeroCopy, { sendCalls: sendCalls.pairs() });
}

/** Receives as fast as it can. */
export function receiveStream(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd, connection } = job;
  using receiver = receiveStrategyById(spec.rx).open(fd);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = receiveLoop({ receiver, connection, clock, shared, edges });
  requireSuccess(result, "receiver", job);
  return endReport(job, edges, 1, probe, null);
}
