/** What the server does for one client: threads for its sweep, then its end of one trial after another. */
import { acceptTrial } from "../net/data_connections.ts";
import { connectionNames, familyOf, listen, type Socket, socketAddress, tcpSocket } from "../net/socket.ts";
import { applyOptions, type SocketOptions } from "../net/socket_options.ts";
import { allowanceHere } from "../sweep/allowance.ts";
import { Crew, type SliceOffsets } from "../trial/crew.ts";
import { type End, logsStream } from "../trial/job.ts";
import { measuredMs, turnsMs } from "../trial/schedule.ts";
import { socketOptionsOf } from "../trial/settings.ts";
import { obstacles, taskObstacle } from "../sweep/preflight.ts";
import { UsableCpus } from "../trial/usable_cpus.ts";
import { runSide, type SideResult } from "../trial/side.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { bytesText, timeText } from "../results/number_text.ts";
import { errorText } from "../results/words.ts";
import { withOwnScope } from "../net/link_scope.ts";
import {
  beyond,
  type ClientChannel,
  FRAME_BYTES_MAX,
  type TrialLimits,
  type TrialRequest,
} from "./messages.ts";

interface SessionOptions {
  readonly limits: TrialLimits;
  /** The IP address that the client reached this host by. */
  readonly host: string;
  readonly dataPort: number;
  /** The most that TCP_MAXSEG of data connections may be; `null` leaves it to kernel and client. */
  readonly mssBytes: number | null;
  /** How long a client may be idle. */
  readonly idleTimeoutMs: number;
  readonly log: (line: string) => void;
}

/** Room for a trial's connections and for strangers beside them. */
const BACKLOG = 128;

/** Serves a client until it hangs up, is silent for too long, or breaks the protocol: then rejects with the reason. */
export async function serveClient(channel: ClientChannel, options: SessionOptions): Promise<never> {
  const { idleTimeoutMs } = options;
  const { threads, timeoutMs } = channel.checked(await channel.receive(idleTimeoutMs), "recruit");
  if (threads > options.limits.threads) {
    throw new Error(`asked for ${threads} threads, more than --max-threads`);
  }
  const obstacle = taskObstacle(threads, 1, allowanceHere());
  if (obstacle !== null) {
    await channel.send({ type: "failed", reason: obstacle });
    throw new Error(obstacle);
  }
  await using crew = await Crew.start(threads, 1);
  const cpus = new UsableCpus();
  channel.maxFrameBytes = FRAME_BYTES_MAX;
  await channel.send({ type: "recruited" });
  for (;;) {
    const request = channel.checked(await channel.receive(idleTimeoutMs), "prepare");
    const outcome = await attempt(channel, crew, request, { ...options, timeoutMs, threads, cpus });
    options.log(`${describe(request)}: ${outcome}`);
  }
}

interface TrialOptions extends SessionOptions {
  readonly timeoutMs: number;
  /** How many the crew has. */
  readonly threads: number;
  readonly cpus: UsableCpus;
}

/** One trial; returns what to log of it. Rejects only when the client is lost. */
async function attempt(
  channel: ClientChannel,
  crew: Crew,
  request: TrialRequest,
  options: TrialOptions,
): Promise<string> {
  try {
    const side = await runTrial(channel, crew, request, options);
    await channel.send({ type: "result", side });
    return outcomeText(side, request);
  } catch (error) {
    if (channel.closed.aborted) throw channel.closed.reason;
    const reason = errorText(error);
    await channel.send({ type: "failed", reason: reason.slice(0, 1000) });
    return `failed: ${reason}`;
  }
}

async function runTrial(
  channel: ClientChannel,
  crew: Crew,
  { id, end, spec, sharesMachine }: TrialRequest,
  { limits, threads, cpus, host, dataPort, mssBytes, timeoutMs }: TrialOptions,
): Promise<SideResult> {
  refuseTooMuch(spec, end, { ...limits, threads: Math.min(threads, limits.threads) });
  using held = new DisposableStack();
  const sockets: Socket[] = [];
  {
    using listener = tcpSocket(familyOf(host));
    applyOptions(listener, withMostMss(socketOptionsOf(spec), mssBytes));
    const port = listen(listener, socketAddress(withOwnScope(host), dataPort), BACKLOG);
    await channel.send({ type: "listening", port });
    const patience = { timeoutMs, stop: channel.closed };
    for (const socket of await acceptTrial(listener, Uint8Array.fromHex(id), spec.threads, patience)) {
      sockets.push(held.use(socket));
    }
  }
  const shutdown = () => sockets.forEach((socket) => socket.shutdown());
  const abandon = () => {
    crew.stop();
    shutdown();
  };
  channel.closed.addEventListener("abort", abandon);
  held.defer(() => channel.closed.removeEventListener("abort", abandon));
  let offsets: Promise<SliceOffsets | null> | null = null;
  const farOffsets = () =>
    offsets ??= channel.receive(timeoutMs).then((message) => channel.checked(message, "offsets").offsets);
  const hearsOffsets = end === "receive" && logsStream(spec);
  const side = await runSide(crew, spec, { [end]: sockets }, cpus.now(), {
    onFailure: shutdown,
    timeoutMs,
    sharesMachine,
    farOffsets: hearsOffsets ? farOffsets : undefined,
    startTogether: async (start) => {
      await channel.send({ type: "ready", names: connectionNames(sockets[0]!) });
      channel.checked(await channel.receive(timeoutMs), "start");
      start();
      await channel.send({ type: "started" });
    },
  });
  if (hearsOffsets) await farOffsets(); // they arrive even where they are not needed
  return side;
}

/** The options, with a segment size of at most `mssBytes`. */
function withMostMss(options: SocketOptions, mssBytes: number | null): SocketOptions {
  return mssBytes === null
    ? options
    : { ...options, mssBytes: Math.min(options.mssBytes ?? mssBytes, mssBytes) };
}

/** Throws for a trial beyond the server's limits, or beyond what this machine has left. */
function refuseTooMuch(spec: TrialSpec, end: End, limits: TrialLimits): void {
  const { messageBytes, threads, warmupMs, counters } = spec;
  const payloadBytes = Math.max(messageBytes * (spec.poolDepth ?? 1), spec.workingSetBytes ?? 0);
  const obstacle = beyond(limits, {
    threads,
    messageBytes: payloadBytes,
    durationMs: warmupMs + turnsMs(spec),
  });
  if (obstacle !== null) throw new Error(obstacle);
  const lists = spec.pin.kind === "lists" ? spec.pin : { tx: [], rx: [] };
  const pin = {
    kind: "lists",
    tx: end === "send" ? lists.tx : [],
    rx: end === "receive" ? lists.rx : [],
  } as const;
  const cell = {
    sizes: [messageBytes],
    threads: [threads],
    modesAtOnce: spec.modes.length,
    workingSetBytes: payloadBytes,
    poolDepth: null,
  };
  const [first] = obstacles({ ...cell, counters, pin }, allowanceHere());
  if (first !== undefined) throw new Error(first);
}

function describe({ end, spec }: TrialRequest): string {
  const { modes, rx, messageBytes, threads, pattern } = spec;
  const what = end === "send" ? `sends ${modes.join(", ")}` : `receives ${rx}`;
  return `${what} ${bytesText(messageBytes)} × ${threads} ${pattern}`;
}

function outcomeText({ ends, failures }: SideResult, { end, spec }: TrialRequest): string {
  if (failures.length > 0) return `failed: ${failures[0]!.text}`;
  const reports = ends[end]?.reports ?? [];
  const rates = spec.modes.map((_, mode) =>
    reports.reduce((sum, { shares }) => sum + 8 * shares[mode]!.bytes / shares[mode]!.elapsedNs, 0)
  ).filter(Number.isFinite); // a mode that never had its turn has none
  if (rates.length === 0) return "nothing was measured";
  const meanGbps = rates.reduce((sum, gbps) => sum + gbps, 0) / rates.length;
  return `${meanGbps.toFixed(2)} Gbit/s in ${timeText(spec.modes.length * measuredMs(spec.schedule))}`;
}
