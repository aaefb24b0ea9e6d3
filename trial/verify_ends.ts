/** The two ends of a connection with `--verify`: as in `--pattern stream`, but every message is written and checked. */
import { ECANCELED, EPIPE } from "../ffi/errno.ts";
import { modeById } from "../modes/registry.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { type EndContext, endReport, payloadOf, requireSuccess } from "./end_report.ts";
import { VerifiedReceiver, VerifiedSender } from "./integrity.ts";
import { type EndReport, type Job, messageCountOf } from "./job.ts";
import { Edges, type Window } from "./timed_loop.ts";

/** Sends numbered messages until the window has closed, and one more. */
export function sendVerified(job: Job, context: EndContext): EndReport {
  const { spec, fd } = job;
  const { messageBytes, reapEvery } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = modeById(spec.mode).open(fd, payload, { reapEvery, rewrites: true });
  using probe = new ThreadProbe({ socketFd: fd, counters: "off" });
  const sender = new VerifiedSender(transmitter, payload);
  const edges = new Edges();
  const result = checkedLoop(() => sender.send(), context.awaitStart(job), context, probe, edges);
  requireSuccess(result, "sender", job);
  const last = sender.send();
  requireSuccess(last, "sender", job);
  edges.total += last;
  shutdownSending(fd);
  const zeroCopy = transmitter.finish(() => context.shared.stopped);
  return endReport(job, edges, messageBytes, probe, zeroCopy);
}

/** Receives and checks messages to the end of the stream. */
export function receiveVerified(job: Job, context: EndContext): EndReport {
  using receiver = new VerifiedReceiver(job.fd, job.spec.messageBytes);
  using probe = new ThreadProbe({ socketFd: job.fd, counters: "off" });
  const edges = new Edges();
  const step = () => receiver.receive();
  const result = checkedLoop(step, context.awaitStart(job), context, probe, edges);
  requireSuccess(result, "receiver", job);
  for (;;) {
    const bytes = receiver.receive();
    requireSuccess(bytes, "receiver", job);
    if (bytes === 0) return endReport(job, edges, 1, probe, null);
    edges.total += bytes;
  }
}

/**
 * Takes steps until the window has closed; not for timing.
 *
 * @param step returns an amount above 0, 0 at the end of the stream, or `-errno`
 * @returns 0, or `-errno`
 */
function checkedLoop(
  step: () => number,
  window: Window,
  { clock, shared }: EndContext,
  probe: ThreadProbe,
  edges: Edges,
): number {
  for (;;) {
    const amount = step();
    if (shared.stopped) return -ECANCELED;
    if (amount < 0) return amount;
    if (amount === 0) return -EPIPE;
    edges.total += amount;
    const nowNs = clock.now();
    if (edges.openedNs === 0 && nowNs >= window.opensNs) {
      probe.begin();
      edges.amountAtOpen = edges.total;
      edges.openedNs = nowNs;
    } else if (edges.openedNs > 0 && nowNs >= window.closesNs) {
      probe.end();
      edges.amountAtClose = edges.total;
      edges.closedNs = nowNs;
      return 0;
    }
  }
}
