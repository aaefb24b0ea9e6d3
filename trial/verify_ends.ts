/** The two ends of a connection with `--verify`: as in `--pattern stream`, but every message is written and checked. */
import { modeById } from "../modes/registry.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { type EndContext, endReport, type EndResult, payloadOf, requireSuccess } from "./end_report.ts";
import { VerifiedReceiver, VerifiedSender } from "./integrity.ts";
import { type Job, messageCountOf } from "./job.ts";
import { ReceiveLog } from "./receive_log.ts";
import { TurnEdges } from "./turn_edges.ts";
import { receiveVerifiedLoop, sendVerifiedLoop } from "./verify_loop.ts";

/** Its one mode takes all turns. */
const ALONE = { take: () => {} };

/** Sends numbered messages. */
export function sendVerified(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd } = job;
  const { messageBytes, reapEvery, queueDepth, modes: [mode] } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = modeById(mode!).open(fd, payload, { reapEvery, queueDepth, rewrites: true });
  using probe = new ThreadProbe({ socketFd: fd, counters: "off" });
  const sender = new VerifiedSender(transmitter, payload);
  const edges = new TurnEdges(spec, awaitStart(job), clock, probe, ALONE);
  const messages = sendVerifiedLoop({ sender, clock, shared, edges });
  requireSuccess(messages, "sender", job);
  shutdownSending(fd);
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, {
    tallies: edges.tallies,
    total: messages,
    bytesPerUnit: messageBytes,
    sliceAmounts: edges.amounts,
    probe,
    ofMode: () => ({ zeroCopy }),
  });
}

/** Receives and checks messages to the end of the stream. */
export function receiveVerified(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd } = job;
  using receiver = receiveStrategyById(spec.rx).open(fd, spec);
  using probe = new ThreadProbe({ socketFd: fd, counters: "off", receiver });
  const verified = new VerifiedReceiver(receiver, spec.messageBytes);
  const log = new ReceiveLog(spec, clock, probe);
  awaitStart(job);
  const bytes = receiveVerifiedLoop({ receiver: verified, clock, shared, log });
  requireSuccess(bytes, "receiver", job);
  return (sliceOffsets) =>
    endReport(job, {
      tallies: log.tallies(sliceOffsets, spec),
      total: bytes,
      bytesPerUnit: 1,
      probe,
    });
}
