/**
 * A TCP connection to a host by its name, made of a socket that gets its options before it connects: the segment
 * size is negotiated in the handshake.
 */
import { lookup } from "node:dns/promises";
import process from "node:process";
import { IPPROTO_TCP, TCP_MAXSEG, TCP_NODELAY } from "../ffi/constants.ts";
import { ECONNREFUSED, ETIMEDOUT, SyscallError } from "../ffi/errno.ts";
import { keepAlive } from "./keepalive.ts";
import { withInterfaceNumber } from "./link_scope.ts";
import { type Patience, polled } from "./patience.ts";
import {
  familyOf,
  finishConnect,
  localAddress,
  setOption,
  type Socket,
  socketAddress,
  startConnect,
  tcpSocket,
} from "./socket.ts";

interface Reached {
  readonly socket: Socket;
  /** The IP address that answered, with its scope if it has one. */
  readonly farAddress: string;
  /** This host's own on the connection. */
  readonly nearAddress: string;
}

/**
 * Connects to the first of a host's addresses that answers.
 *
 * @param mssBytes TCP_MAXSEG; `null` leaves it to the kernel
 * @throws Error in one clause: the name does not resolve, nobody listens, no answer in time; or when stopped
 */
export async function reach(
  { hostname, port, mssBytes }: {
    readonly hostname: string;
    readonly port: number;
    readonly mssBytes: number | null;
  },
  { timeoutMs, stop }: Patience,
): Promise<Reached> {
  const deadlineMs = performance.now() + timeoutMs;
  let failure: unknown = null;
  for (const farAddress of await addressesOf(hostname, stop)) {
    try {
      const socket = await attempt(farAddress, port, mssBytes, {
        timeoutMs: Math.max(0, deadlineMs - performance.now()),
        stop,
      });
      if (socket === null) throw new Error(`no connection within ${timeoutMs / 1e3} s`);
      return { socket, farAddress, nearAddress: localAddress(socket) };
    } catch (error) {
      stop.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

/** Connects to one address; `null` when nothing answers in time. */
async function attempt(
  address: string,
  port: number,
  mssBytes: number | null,
  patience: Patience,
): Promise<Socket | null> {
  using made = new DisposableStack();
  const socket = made.use(tcpSocket(familyOf(address)));
  if (mssBytes !== null) setOption(socket, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG", mssBytes);
  setOption(socket, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY", 1);
  keepAlive(socket);
  startConnect(socket, socketAddress(address, port));
  const isThere = await polled(() => finishedConnect(socket), patience);
  if (isThere === null) return null;
  made.move();
  return socket;
}

function finishedConnect(socket: Socket): true | null {
  try {
    return finishConnect(socket, 0) || null;
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    if (error.errno === ECONNREFUSED) throw new SyscallError("connect", error.errno, "nothing listens there");
    if (error.errno === ETIMEDOUT) throw new SyscallError("connect", error.errno, "nothing answers there");
    throw error;
  }
}

/** The IP addresses of a host, in the order of the system's resolver. */
async function addressesOf(hostname: string, stop: AbortSignal): Promise<string[]> {
  if (/^[\d.]+$|:/.test(hostname)) return [withInterfaceNumber(hostname)];
  // Deno 2.6, which the binary may be made of, warns here that a module of its own is deprecated.
  Object.assign(process, { noDeprecation: true });
  const stopped = Promise.withResolvers<never>();
  const end = () => stopped.reject(stop.reason);
  stop.addEventListener("abort", end);
  try {
    const found = await Promise.race([lookup(hostname, { all: true }), stopped.promise]);
    return found.map(({ address }) => withInterfaceNumber(address));
  } catch {
    stop.throwIfAborted();
    throw new Error("the name does not resolve");
  } finally {
    stop.removeEventListener("abort", end);
  }
}
