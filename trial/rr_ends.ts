/** The two ends of a connection in `--pattern rr`: the server answers, the client asks and times. */
import { openOneCopy } from "../modes/one_copy.ts";
import { modeById } from "../modes/registry.ts";
import { openWalking } from "../modes/working_set.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { recv } from "../receive/recv.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { LatencyCounts } from "../stats/latency_counts.ts";
import { type EndContext, endReport, payloadOf, requireSuccess } from "./end_report.ts";
import { type EndReport, type Job, messageCountOf } from "./job.ts";
import { requestLoop, respondLoop } from "./rr_loop.ts";
import { WindowEdges } from "./window_edges.ts";

/** The server: one message in the mode under test for every request. */
export function respond(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd } = job;
  const { messageBytes } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using transmitter = openWalking(modeById(spec.mode).open, fd, payload, spec);
  using requests = recv.open(fd);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = respondLoop({ requests, transmitter, messageBytes, clock, shared, edges });
  requireSuccess(result, "responder", job);
  const zeroCopy = transmitter.finish(() => shared.stopped);
  return endReport(job, edges, messageBytes, probe, zeroCopy);
}

/** The client: every request is one sendmsg of 8 fields; the receive strategy under test takes the responses. */
export function request(job: Job, { clock, shared, awaitStart }: EndContext): EndReport {
  const { spec, fd, connection } = job;
  const { messageBytes } = spec;
  using payload = payloadOf(job, 1);
  using requester = openOneCopy(fd, payload);
  using responses = receiveStrategyById(spec.rx).open(fd);
  const roundTrips = new LatencyCounts();
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const edges = new WindowEdges(awaitStart(job), clock, probe);
  const result = requestLoop({
    requester,
    responses,
    messageBytes,
    connection,
    clock,
    shared,
    edges,
    roundTrips,
  });
  requireSuccess(result, "requester", job);
  shutdownSending(fd); // the server answers to the end of the stream
  return endReport(job, edges, 1, probe, null, { roundTrips: roundTrips.pairs() });
}
