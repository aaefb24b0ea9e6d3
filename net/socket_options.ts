/**
 * What the user can set on the sockets, and what is in force on them afterwards. Everything is set before the
 * connection is made (window scaling and the segment size are agreed in the handshake) and read back after it.
 *
 * Sources: tcp(7), socket(7).
 */
import { IPPROTO_TCP, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, TCP_MAXSEG, TCP_NODELAY } from "../ffi/constants.ts";
import { congestionOf, getOption, setOption, type Socket, trySetCongestion } from "./socket.ts";

/** What is asked for; what is absent stays as the kernel has it. */
export interface SocketOptions {
  /** `auto`, `system`, or the name of an algorithm. */
  readonly congestion: string;
  readonly nodelay?: boolean | undefined;
  /** Payload bytes the send buffer should hold; the kernel doubles it for its own overhead. */
  readonly sndbufBytes?: number | undefined;
  /** The same of the receive buffer. */
  readonly rcvbufBytes?: number | undefined;
  /** Upper bound of the segment size; headers' options come off it. */
  readonly mssBytes?: number | undefined;
}

/** What is in force on a connection. */
export interface SocketSettings {
  readonly congestion: string;
  readonly nodelay: boolean;
  /** SO_SNDBUF of the sending end. */
  readonly sndbufBytes: number;
  /** SO_RCVBUF of the receiving end. */
  readonly rcvbufBytes: number;
  /** TCP_MAXSEG of the sending end. */
  readonly mssBytes: number;
}

/** Algorithms that `auto` tries on one machine: bbr paces, and pacing is not what is being compared. */
const UNPACED = ["cubic", "reno"];

/**
 * Sets the options on a socket that is not connected yet; accepted sockets inherit them from their listener.
 *
 * @throws Error naming the option, for what the kernel refuses or silently cuts down
 */
export function applyOptions(socket: Socket, options: SocketOptions): void {
  const { nodelay, sndbufBytes, rcvbufBytes, mssBytes } = options;
  applyCongestion(socket, options.congestion);
  if (nodelay !== undefined) setOption(socket, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY", Number(nodelay));
  if (sndbufBytes !== undefined) applyBuffer(socket, SO_SNDBUF, "sndbuf", "wmem_max", sndbufBytes);
  if (rcvbufBytes !== undefined) applyBuffer(socket, SO_RCVBUF, "rcvbuf", "rmem_max", rcvbufBytes);
  if (mssBytes !== undefined) setOption(socket, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG", mssBytes);
}

/** What is in force on a connection, from its two ends. */
export function readSettings(ends: { readonly tx: Socket; readonly rx: Socket }): SocketSettings {
  return {
    congestion: congestionOf(ends.tx),
    nodelay: getOption(ends.tx, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY") !== 0,
    sndbufBytes: getOption(ends.tx, SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"),
    rcvbufBytes: getOption(ends.rx, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"),
    mssBytes: getOption(ends.tx, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG"),
  };
}

/** The kernel cuts a buffer down to its limit without an error, so the size is read back: twice what was asked for. */
function applyBuffer(socket: Socket, option: number, name: string, limit: string, bytes: number): void {
  setOption(socket, SOL_SOCKET, option, `SO_${name.toUpperCase()}`, bytes);
  const allowed = getOption(socket, SOL_SOCKET, option, `SO_${name.toUpperCase()}`) / 2;
  if (allowed >= bytes) return;
  throw new Error(
    `--${name} ${bytes} is refused by the kernel, which allows ${allowed}: raise net.core.${limit} or ask for less`,
  );
}

function applyCongestion(socket: Socket, wanted: string): void {
  if (wanted === "system") return;
  if (wanted === "auto") {
    UNPACED.some((algorithm) => trySetCongestion(socket, algorithm));
    return;
  }
  if (trySetCongestion(socket, wanted)) return;
  throw new Error(
    `--congestion ${wanted} is refused by the kernel: allowed are those of ` +
      "net.ipv4.tcp_allowed_congestion_control (root: tcp_available_congestion_control)",
  );
}
