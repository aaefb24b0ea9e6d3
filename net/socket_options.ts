/**
 * What the user can set on the sockets, and what is in force on them afterwards. Everything is set before the
 * connection is made (window scaling and the segment size are agreed in the handshake) and read back after it.
 *
 * Sources: tcp(7), socket(7).
 */
import { IPPROTO_TCP, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, TCP_MAXSEG, TCP_NODELAY } from "../ffi/constants.ts";
import { bytesText } from "../results/number_text.ts";
import { optionOf } from "../results/option_names.ts";
import { congestionOf, getOption, setOption, type Socket, trySetCongestion } from "./socket.ts";

/** An option whose value is an `int`. */
export interface IntOption {
  /** The setting that asks for it. */
  readonly setting: string;
  /** The column that it is read back into, and the end whose sockets it is read from. */
  readonly column: string;
  readonly end: "send" | "receive";
  readonly sockopt: readonly [level: number, option: number, name: string];
  /** For a switch: the names of 0 and of other values. */
  readonly words?: readonly [off: string, on: string];
  /** For a buffer: the kernel doubles its size for its own overhead, and silently caps it at this limit. */
  readonly limit?: string;
}

export const INT_OPTIONS = [
  {
    setting: "nodelay",
    column: "nodelay",
    end: "send",
    sockopt: [IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY"],
    words: ["off", "on"],
  },
  {
    setting: "sndbufBytes",
    column: "sndbuf",
    end: "send",
    sockopt: [SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"],
    limit: "net.core.wmem_max",
  },
  {
    setting: "rcvbufBytes",
    column: "rcvbuf",
    end: "receive",
    sockopt: [SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"],
    limit: "net.core.rmem_max",
  },
  { setting: "mssBytes", column: "mss", end: "send", sockopt: [IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG"] },
] as const satisfies readonly IntOption[];

type Row = typeof INT_OPTIONS[number];
type ValueOf<R extends IntOption> = R extends { readonly words: readonly (infer W)[] } ? W : number;

/** What is requested, by setting; what is `null` or absent stays at the kernel's default. */
export type SocketOptions =
  & { readonly [R in Row as R["setting"]]?: ValueOf<R> | null }
  /** `auto`, `system`, or the name of an algorithm. */
  & { readonly congestion: string };

/** What is in force, by the column that shows it. */
export type SocketSettings =
  & { readonly [R in Row as R["column"]]: ValueOf<R> }
  & { readonly congestion_control: string };

/** Algorithms that `auto` tries on one machine: bbr paces, and pacing is not what is being compared. */
const UNPACED = ["cubic", "reno"];

/**
 * Sets the options on a socket that is not connected yet; accepted sockets inherit them from their listener.
 *
 * @throws Error naming the option, for what the kernel refuses or silently cuts down
 */
export function applyOptions(socket: Socket, options: SocketOptions): void {
  applyCongestion(socket, options.congestion);
  const asked: Readonly<Record<string, string | number | null | undefined>> = options;
  for (const row of INT_OPTIONS as readonly IntOption[]) {
    const value = asked[row.setting] ?? null;
    if (value !== null) applyInt(socket, row, typeof value === "string" ? row.words!.indexOf(value) : value);
  }
}

/** What is in force on a connected socket. */
export function readSettings(socket: Socket): SocketSettings {
  const entries = INT_OPTIONS.map((row: IntOption) => {
    const value = getOption(socket, ...row.sockopt);
    return [row.column, row.words === undefined ? value : row.words[value === 0 ? 0 : 1]];
  });
  return { ...Object.fromEntries(entries), congestion_control: congestionOf(socket) };
}

/** What a connection's row says, of what is in force at its two ends. */
export function inForce(ends: Readonly<Record<IntOption["end"], SocketSettings>>): SocketSettings {
  const entries = INT_OPTIONS.map(({ column, end }) => [column, ends[end][column]]);
  return { ...ends.send, ...Object.fromEntries(entries) };
}

function applyInt(socket: Socket, { setting, sockopt, limit }: IntOption, value: number): void {
  setOption(socket, ...sockopt, value);
  if (limit === undefined) return;
  const allowed = getOption(socket, ...sockopt) / 2;
  if (allowed >= value) return;
  const asked = `${optionOf(setting)} ${bytesText(value)}`, most = bytesText(allowed);
  throw new Error(`${asked} is refused by the kernel, which allows ${most}: raise ${limit}, or request less`);
}

function applyCongestion(socket: Socket, wanted: string): void {
  if (wanted === "system") return;
  if (wanted === "auto") {
    UNPACED.some((algorithm) => trySetCongestion(socket, algorithm));
    return;
  }
  if (trySetCongestion(socket, wanted)) return;
  throw new Error(
    `--congestion ${wanted} is refused by the kernel, which allows those of ` +
      "net.ipv4.tcp_allowed_congestion_control (root: tcp_available_congestion_control)",
  );
}
