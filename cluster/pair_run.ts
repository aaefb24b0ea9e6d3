/** The sweep of one pair, once: a server on the second host, the sweep on the first, and the end of both. */
import { hostPortText } from "../net/host_port.ts";
import { errorText } from "../results/words.ts";
import { collect } from "./collect.ts";
import { farCommand } from "./far_command.ts";
import { type FarEnd, FarProcess } from "./far_process.ts";
import type { ClusterHost, Pair } from "./hosts.ts";
import type { Launcher } from "./launcher.ts";
import { clearLogs, keepLogs, pairDirectory, pairState } from "./pair_directory.ts";
import { reasonIn } from "./reason.ts";

/** What all pairs have in common. */
export interface PairSettings {
  readonly launcher: Launcher;
  /** How netio is invoked on the hosts. */
  readonly netio: readonly string[];
  /** The directory of all result sets, absolute. */
  readonly directory: string;
  /** What is measured. */
  readonly sweepOptions: readonly string[];
  /** Those of them that no plan holds, which a resumed sweep needs again. */
  readonly resumeOptions: readonly string[];
  /** Where servers listen; 0: on any free port. */
  readonly port: number;
  /** The hosts do not share the directory: result sets are fetched from the first of each pair. */
  readonly isCollected: boolean;
  /** The secret of this run. */
  readonly token: string;
}

export type PairOutcome =
  | { readonly kind: "measured" }
  | { readonly kind: "failed"; readonly reason: string }
  /** Stopped from outside; its rows are kept. */
  | { readonly kind: "stopped" };

/** How long a server may take to listen: a launcher may have to wait, and the program may come over the network. */
const LISTEN_PATIENCE_MS = 60e3;

type Logs = Map<ClusterHost, readonly string[]>;

/** Measures what a pair lacks. Its directory then holds its result set, or the logs of its hosts. Never rejects. */
export async function runPair(pair: Pair, settings: PairSettings, stop: AbortSignal): Promise<PairOutcome> {
  const logs: Logs = new Map();
  try {
    clearLogs(settings.directory, pair);
    const outcome = await collected(pair, settings, await attempt(pair, settings, stop, logs));
    if (outcome.kind === "failed") keepLogs(settings.directory, pair, logs);
    return outcome;
  } catch (error) {
    return { kind: "failed", reason: errorText(error) };
  }
}

/** The outcome, after the result set, as far as it is there, has been fetched. */
async function collected(pair: Pair, settings: PairSettings, outcome: PairOutcome): Promise<PairOutcome> {
  if (!settings.isCollected) return outcome;
  const obstacle = await collect(settings.launcher, pair, settings.directory);
  if (obstacle === null || outcome.kind !== "measured") return outcome;
  return { kind: "failed", reason: `${pair.first.name}: its result set can't be fetched: ${obstacle}` };
}

async function attempt(
  pair: Pair,
  settings: PairSettings,
  stop: AbortSignal,
  logs: Logs,
): Promise<PairOutcome> {
  const { first, second } = pair;
  using stopped = aborted(stop);
  const listening = Promise.withResolvers<number>();
  await using server = launched(second, serveWords(second, settings), settings, (line) => {
    const [, port] = /^listening on \S+:(\d+),/.exec(line) ?? [];
    if (port !== undefined) listening.resolve(Number(port));
  });
  logs.set(second, server.lines);
  using late = timeLimit(LISTEN_PATIENCE_MS);
  const port = await Promise.race([listening.promise, server.over, late.come, stopped.come]);
  if (port === "stopped") return { kind: "stopped" };
  if (port === "late") {
    return failed(second, `its server does not listen after ${LISTEN_PATIENCE_MS / 1e3} s`, server);
  }
  if (typeof port !== "number") return failed(second, endText("server", port), server);
  await using sweep = launched(first, sweepWords(pair, settings, port), settings);
  logs.set(first, sweep.lines);
  const end = await Promise.race([
    sweep.over.then((end) => ({ host: first, what: "sweep", process: sweep, end })),
    server.over.then((end) => ({ host: second, what: "server", process: server, end })),
    stopped.come,
  ]);
  if (end === "stopped") return { kind: "stopped" };
  if (end.process === sweep && end.end.code === 0) return { kind: "measured" };
  return failed(end.host, endText(end.what, end.end), end.process);
}

function launched(
  host: ClusterHost,
  words: readonly string[],
  { launcher, netio, token }: PairSettings,
  onLine?: (line: string) => void,
): FarProcess {
  const command = launcher.command(host, farCommand([...netio, ...words], host.name));
  return new FarProcess(command, onLine === undefined ? { token } : { token, onLine });
}

function serveWords({ address }: ClusterHost, { port }: PairSettings): string[] {
  const hostname = address.includes(":") ? "::" : "0.0.0.0";
  return ["serve", "--listen", hostPortText({ hostname, port })];
}

function sweepWords(pair: Pair, settings: PairSettings, port: number): string[] {
  const { directory, sweepOptions, resumeOptions } = settings;
  const own = pairDirectory(directory, pair);
  const where = hostPortText({ hostname: pair.second.address, port });
  const what = pairState(directory, pair) === "absent"
    ? ["--out", own, ...sweepOptions]
    : ["--resume", own, ...resumeOptions];
  return ["sweep", "--quiet", "--connect", where, ...what];
}

function failed({ name }: ClusterHost, what: string, { lines }: FarProcess): PairOutcome {
  const said = reasonIn(lines);
  return { kind: "failed", reason: `${name}: ${what}${said === null ? "" : `: ${said}`}` };
}

function endText(what: string, { code, isLost }: FarEnd): string {
  if (isLost) return `its ${what} stopped responding`;
  return code === null ? `its ${what} was killed` : `its ${what} ended with exit code ${code}`;
}

/** Something that may happen, and is no longer waited for once disposed of. */
interface Event<W extends string> extends Disposable {
  readonly come: Promise<W>;
}

function aborted(signal: AbortSignal): Event<"stopped"> {
  const { promise, resolve } = Promise.withResolvers<"stopped">();
  const stop = () => resolve("stopped");
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  return { come: promise, [Symbol.dispose]: () => signal.removeEventListener("abort", stop) };
}

function timeLimit(ms: number): Event<"late"> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), ms);
  return { come: promise, [Symbol.dispose]: () => clearTimeout(timer) };
}
