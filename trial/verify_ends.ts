/** The two ends of a connection with `--verify`: as in `--pattern stream`, but every message is written and checked. */
import { modeById } from "../modes/registry.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { type EndContext, endReport, payloadOf, requireSuccess } from "./end_report.ts";
import { VerifiedReceiver, VerifiedSender } from "./integrity.ts";
import { type EndReport, type Job, messageCountOf } from "./job.ts";
import { receiveVerifiedLoop, sendVerifiedLoop } from "./verify_loop.ts";
import { WindowEdges } from "./window_edges.ts";

/** Sends numbered messages. */
export function sendVerified(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd } = job;
  const { messageBytes, reapEvery } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = modeById(spec.mode).open(fd, payload, { reapEvery, rewrites: true });
  using probe = new ThreadProbe({ socketFd: fd, counters: "off" });
  const sender = new VerifiedSender(transmitter, payload);
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = sendVerifiedLoop({ sender, clock, shared, edges });
  requireSuccess(result, "sender", job);
  shutdownSending(fd);
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, edges, messageBytes, probe, zeroCopy);
}

/** Receives and checks messages to the end of the stream. */
export function receiveVerified(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  using receiver = new VerifiedReceiver(job.fd, job.spec.messageBytes);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: "off" });
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = receiveVerifiedLoop({ receiver, clock, shared, edges });
  requireSuccess(result, "receiver", job);
  return endReport(job, edges, 1, probe, null);
}
