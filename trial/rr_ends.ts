/** The two ends of a connection in `--pattern rr`: the server answers, the client asks and times. */
import { openOneCopy } from "../modes/one_copy.ts";
import { shutdownSending } from "../net/socket.ts";
import { ThreadProbe } from "../perf/probe.ts";
import { RecvReceiver } from "../receive/recv.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { type EndContext, endReport, type EndResult, payloadOf, requireSuccess } from "./end_report.ts";
import { FollowedEdges } from "./followed_edges.ts";
import { type Job, messageCountOf } from "./job.ts";
import { RoundTrips } from "./round_trips.ts";
import { requestLoop, respondLoop } from "./rr_loop.ts";
import { TurnEdges } from "./turn_edges.ts";
import { TurnSenders } from "./turn_senders.ts";

/** The server: one message for every request, in the mode whose turn it is. */
export function respond(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd } = job;
  const { messageBytes } = spec;
  using payload = payloadOf(job, messageCountOf(spec));
  using senders = new TurnSenders(fd, payload, spec);
  using requests = new RecvReceiver(fd);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters });
  const edges = new FollowedEdges(spec, clock, probe, senders);
  awaitStart(job);
  const messages = respondLoop({ requests, transmitter: senders, messageBytes, shared, edges });
  requireSuccess(messages, "responder", job);
  const sent = senders.finish(() => shared.stopped);
  return endReport(job, {
    tallies: edges.tallies,
    total: messages,
    bytesPerUnit: messageBytes,
    probe,
    ofMode: (mode) => ({ zeroCopy: sent[mode]!.zeroCopy }),
  });
}

/** The client: every request is one sendmsg of 8 fields; the receive strategy under test takes the responses. */
export function request(job: Job, { clock, shared, awaitStart }: EndContext): EndResult {
  const { spec, fd, connection } = job;
  const { messageBytes, modes } = spec;
  using payload = payloadOf(job, 1);
  using requester = openOneCopy(fd, payload);
  using responses = receiveStrategyById(spec.rx).open(fd, spec);
  using probe = new ThreadProbe({ socketFd: fd, counters: spec.counters, receiver: responses });
  const roundTrips = new RoundTrips(modes.length, payload.fields[0].bytes);
  const edges = new TurnEdges(spec, awaitStart(job), clock, probe, roundTrips);
  const bytes = requestLoop({
    requester,
    responses,
    messageBytes,
    connection,
    clock,
    shared,
    edges,
    roundTrips,
  });
  requireSuccess(bytes, "requester", job);
  shutdownSending(fd); // the server answers to the end of the stream
  return endReport(job, {
    tallies: edges.tallies,
    total: bytes,
    bytesPerUnit: 1,
    probe,
    ofMode: (mode) => ({ roundTrips: roundTrips.pairs(mode) }),
  });
}
