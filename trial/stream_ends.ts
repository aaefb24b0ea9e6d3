/** The two ends of a connection in `--pattern stream`. */
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { hasSetting } from "../results/mode_catalogue.ts";
import { batchesPerSample, pacedMessages } from "./batches.ts";
import { type EndContext, endReport, type EndResult, payloadOf, requireSuccess } from "./end_report.ts";
import { type Job, messageCountOf } from "./job.ts";
import { connectionRate, Pacer } from "./pacer.ts";
import { ReceiveLog } from "./receive_log.ts";
import { SendQueue } from "./send_queue.ts";
import { receiveLoop, sendLoop } from "./timed_loop.ts";
import { TurnEdges } from "./turn_edges.ts";
import { TurnSenders } from "./turn_senders.ts";

/** Sends as fast as it can, or at its part of `--rate`. */
export function sendStream(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd } = job;
  const { messageBytes, modes, rateBps } = spec;
  const queueDepth = modes.some((mode) => hasSetting(mode, "queueDepth")) ? spec.queueDepth : 1;
  using payload = payloadOf(job, messageCountOf(spec));
  using senders = new TurnSenders(fd, payload, spec);
  const pacer = rateBps === null
    ? undefined
    : new Pacer(messageBytes, connectionRate(rateBps, spec.threads), clock, shared, senders);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters, pacer });
  using queue = new SendQueue(fd, messageBytes);
  const edges = new TurnEdges(spec, awaitStart(job), clock, probe, pacer ?? senders, queue);
  const messages = sendLoop({
    transmitter: senders,
    batch: pacedMessages(spec, queueDepth),
    pacer,
    batchesPerSample: batchesPerSample(messageBytes, queueDepth),
    clock,
    shared,
    edges,
    sendCalls: senders,
  });
  requireSuccess(messages, "sender", job);
  shutdownSending(fd); // before the drain: the receiver may still wait for its last bytes
  const sent = senders.finish(() => shared.stopped);
  return endReport(job, {
    tallies: edges.tallies,
    total: messages,
    bytesPerUnit: messageBytes,
    sliceAmounts: edges.amounts,
    probe,
    ofMode: (mode) => ({ zeroCopy: sent[mode]!.zeroCopy, sendCalls: sent[mode]!.sendCalls }),
  });
}

/** Receives as fast as it can. */
export function receiveStream(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd, connection } = job;
  using receiver = receiveStrategyById(spec.rx).open(fd, spec);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters, receiver });
  const log = new ReceiveLog(spec, clock, probe);
  awaitStart(job);
  const bytes = receiveLoop({ receiver, connection, clock, shared, log });
  requireSuccess(bytes, "receiver", job);
  return (sliceOffsets) => {
    const halfRates = log.halfRates(sliceOffsets, spec);
    return endReport(job, {
      tallies: log.tallies(sliceOffsets, spec),
      total: bytes,
      bytesPerUnit: 1,
      probe,
      ofMode: (mode) => ({ halfRates: halfRates[mode]! }),
    });
  };
}
