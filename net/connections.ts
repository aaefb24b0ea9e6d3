/**
 * The connections of a trial, both ends in this process: the accepted (server) side sends, the connecting (client)
 * side receives. Workers use the descriptors; whoever made the pairs closes them.
 */
import { IPPROTO_TCP, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, TCP_MAXSEG, TCP_NODELAY } from "../ffi/constants.ts";
import {
  accept,
  congestionOf,
  connect,
  getOption,
  listen,
  Socket,
  socketAddress,
  tcpSocket,
  trySetCongestion,
} from "./socket.ts";

/** What the user asked for on the sockets. */
export interface SocketOptions {
  /** `auto`, `system`, or the name of an algorithm. */
  readonly congestion: string;
}

/** What is in force on the sockets, as read back from the first pair. */
export interface SocketSettings {
  readonly congestion: string;
  readonly nodelay: boolean;
  readonly sndbufBytes: number;
  readonly rcvbufBytes: number;
  readonly mssBytes: number;
}

/** The two ends of one connection. */
export interface ConnectionPair {
  readonly tx: Socket;
  readonly rx: Socket;
}

const LOOPBACK = [127, 0, 0, 1] as const;

/** Algorithms that `auto` tries on one machine: bbr paces, and pacing is not what is being compared. */
const UNPACED = ["cubic", "reno"];

/** Connections over the loopback interface; closed together by `using`. */
export class LoopbackConnections implements Disposable {
  readonly pairs: readonly ConnectionPair[];
  readonly settings: SocketSettings;

  /**
   * @param count connections to make
   * @throws SyscallError naming the call that failed, or an Error for a congestion control that is refused
   */
  constructor(count: number, options: SocketOptions) {
    const pairs: ConnectionPair[] = [];
    try {
      using listener = tcpSocket();
      applyCongestion(listener, options.congestion);
      const port = listen(listener, socketAddress(LOOPBACK, 0), count);
      for (let i = 0; i < count; i++) pairs.push(connectPair(listener, port, options));
      this.settings = readSettings(pairs[0]!);
    } catch (error) {
      closeAll(pairs);
      throw error;
    }
    this.pairs = pairs;
  }

  /** Frees every thread that is blocked on one of the sockets. */
  shutdown(): void {
    for (const { tx, rx } of this.pairs) {
      tx.shutdown();
      rx.shutdown();
    }
  }

  [Symbol.dispose](): void {
    closeAll(this.pairs);
  }
}

function connectPair(listener: Socket, port: number, options: SocketOptions): ConnectionPair {
  const rx = tcpSocket();
  try {
    applyCongestion(rx, options.congestion);
    connect(rx, socketAddress(LOOPBACK, port));
    return { rx, tx: accept(listener) };
  } catch (error) {
    rx[Symbol.dispose]();
    throw error;
  }
}

function closeAll(pairs: readonly ConnectionPair[]): void {
  for (const { tx, rx } of pairs) {
    tx[Symbol.dispose]();
    rx[Symbol.dispose]();
  }
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

function readSettings({ tx, rx }: ConnectionPair): SocketSettings {
  return {
    congestion: congestionOf(tx),
    nodelay: getOption(tx, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY") !== 0,
    sndbufBytes: getOption(tx, SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"),
    rcvbufBytes: getOption(rx, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"),
    mssBytes: getOption(tx, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG"),
  };
}
