/**
 * TCP sockets over libc as disposable resources. Set-up only: everything throws {@linkcode SyscallError}.
 *
 * Sources: tcp(7), socket(7), ip(7), ipv6(7).
 */
import {
  AF_INET,
  AF_INET6,
  FIONBIO,
  IPPROTO_TCP,
  POLLIN,
  POLLOUT,
  SHUT_RDWR,
  SHUT_WR,
  SO_ERROR,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_CONGESTION,
} from "../ffi/constants.ts";
import {
  EAGAIN,
  ECONNABORTED,
  EINPROGRESS,
  EINTR,
  ENETUNREACH,
  ETIMEDOUT,
  SyscallError,
} from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { POLLFD, SOCKADDR_IN, SOCKADDR_IN6 } from "../ffi/structs.ts";
import { plainAddress } from "./host_port.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Room for any IP address in text: netinet/in.h. */
const INET6_ADDRSTRLEN = 46;

/** A file descriptor that is closed once, by `using`. */
export class Socket implements Disposable {
  readonly fd: number;
  #open = true;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Frees any thread that is blocked on this socket; errors (no longer connected) do not matter. */
  shutdown(): void {
    if (this.#open) libc().shutdown(this.fd, SHUT_RDWR);
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    libc().close(this.fd);
  }
}

/** Ends the stream in the sending direction, so that the receiver reads to its end. */
export function shutdownSending(fd: number): void {
  libc().shutdown(fd, SHUT_WR);
}

/** The address family of an IP address in text: AF_INET or AF_INET6. */
export function familyOf(host: string): number {
  return host.includes(":") ? AF_INET6 : AF_INET;
}

/** A new blocking TCP socket. */
export function tcpSocket(family = AF_INET): Socket {
  return new Socket(check("socket", libc().socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

/**
 * `struct sockaddr_in` or `sockaddr_in6` of an IP address in text and a port.
 *
 * @param host an IPv6 link-local address has its interface's number behind a %: `fe80::1%2`
 * @throws Error for text that is not an IP address
 */
export function socketAddress(host: string, port: number): Uint8Array<ArrayBuffer> {
  const family = familyOf(host);
  const layout = family === AF_INET6 ? SOCKADDR_IN6 : SOCKADDR_IN;
  const address = new Uint8Array(layout.size);
  const view = new DataView(address.buffer);
  view.setUint16(layout.family, family, true);
  view.setUint16(layout.port, port, false);
  const [, text = host, scope = "0"] = /^(.*:.*)%(\d+)$/.exec(host) ?? [];
  const bytes = new Uint8Array(16);
  if (libc().inet_pton(family, new TextEncoder().encode(`${text}\0`), bytes) !== 1) {
    throw new Error(`"${host}" is not an IP address`);
  }
  address.set(bytes.subarray(0, family === AF_INET6 ? 16 : 4), layout.addr);
  if (family === AF_INET6) view.setUint32(SOCKADDR_IN6.scope_id, Number(scope), true);
  return address;
}

/** Binds to an address and listens; port 0 lets the kernel choose. Returns the port in use. */
export function listen(socket: Socket, address: Uint8Array<ArrayBuffer>, backlog: number): number {
  const c = libc();
  setOption(socket, SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR", 1);
  check("bind", c.bind(socket.fd, address, address.byteLength));
  check("listen", c.listen(socket.fd, backlog));
  return localPort(socket);
}

/** The port that a socket is bound to. */
export function localPort(socket: Socket): number {
  return endpointOf(nameOf(socket, "getsockname")).port;
}

/** This end's IP address of a connection, without a scope. */
export function localAddress(socket: Socket): string {
  return endpointOf(nameOf(socket, "getsockname")).address;
}

/** An IP address, without a scope, and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The addresses of both ends, as one end of a connection sees them. */
export interface ConnectionNames {
  readonly own: Endpoint;
  readonly peer: Endpoint;
}

/** The names of a connected socket; IPv4 in IPv6 is IPv4. */
export function connectionNames(socket: Socket): ConnectionNames {
  const named = (call: "getsockname" | "getpeername") => {
    const { address, port } = endpointOf(nameOf(socket, call));
    return { address: plainAddress(address), port };
  };
  return { own: named("getsockname"), peer: named("getpeername") };
}

function endpointOf(name: Uint8Array<ArrayBuffer>): Endpoint {
  const view = new DataView(name.buffer);
  const family = view.getUint16(SOCKADDR_IN.family, true);
  const text = new Uint8Array(INET6_ADDRSTRLEN);
  const { addr } = family === AF_INET6 ? SOCKADDR_IN6 : SOCKADDR_IN;
  libc().inet_ntop(family, name.subarray(addr), text, text.length);
  const address = new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
  return { address, port: view.getUint16(SOCKADDR_IN.port, false) };
}

/** The address of one end, in room for either family. */
function nameOf({ fd }: Socket, call: "getsockname" | "getpeername"): Uint8Array<ArrayBuffer> {
  const name = new Uint8Array(SOCKADDR_IN6.size);
  const length = new Uint8Array(new Uint32Array([name.length]).buffer);
  check(call, libc()[call](fd, name, length));
  return name;
}

/** Connects to a peer on this host. */
export function connect(socket: Socket, address: Uint8Array<ArrayBuffer>): void {
  startConnect(socket, address);
  if (!finishConnect(socket, CONNECT_TIMEOUT_MS)) throw new SyscallError("connect", ETIMEDOUT);
}

/** Starts to connect, without waiting; the socket does not block until {@linkcode finishConnect} says true. */
export function startConnect(socket: Socket, address: Uint8Array<ArrayBuffer>): void {
  setNonBlocking(socket, true);
  const result = libc().connect(socket.fd, address, address.byteLength);
  const code = result < 0 ? errno() : EINPROGRESS;
  if (code === EINPROGRESS) return;
  const advice = isLoopback(address) && isLoopbackDown() ? LOOPBACK_DOWN : undefined;
  throw new SyscallError("connect", code, advice);
}

const LOOPBACK_DOWN = "the loopback interface is down: ip link set lo up";

/** Whether a socket address is of 127.0.0.0/8, or ::1. */
function isLoopback(address: Uint8Array): boolean {
  if (address.length === SOCKADDR_IN.size) return address[SOCKADDR_IN.addr] === 127;
  const bytes = address.subarray(SOCKADDR_IN6.addr, SOCKADDR_IN6.scope_id);
  return bytes.every((byte, i) => byte === (i === bytes.length - 1 ? 1 : 0));
}

/** Connecting a datagram socket sends nothing, but the kernel looks up the route. */
function isLoopbackDown(): boolean {
  const address = socketAddress("127.0.0.1", 1);
  using probe = new Socket(check("socket", libc().socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
  return libc().connect(probe.fd, address, address.byteLength) < 0 && errno() === ENETUNREACH;
}

/**
 * Whether a connection that {@linkcode startConnect} started is established, after waiting at most `timeoutMs`; then the socket blocks again.
 *
 * @throws SyscallError when it was refused
 */
export function finishConnect(socket: Socket, timeoutMs: number): boolean {
  if (!isWritable(socket, timeoutMs)) return false;
  const code = getOption(socket, SOL_SOCKET, SO_ERROR, "SO_ERROR");
  if (code !== 0) throw new SyscallError("connect", code);
  setNonBlocking(socket, false);
  return true;
}

/** Takes the connection of a peer on this host from a listening socket. The new socket blocks. */
export function accept(listener: Socket): Socket {
  const socket = tryAccept(listener, CONNECT_TIMEOUT_MS);
  if (socket === null) throw new SyscallError("accept", ETIMEDOUT);
  return socket;
}

/** The next connection of a listening socket, or `null` when none came within `timeoutMs`. The new socket blocks. */
export function tryAccept(listener: Socket, timeoutMs: number): Socket | null {
  if (!isReady(listener, POLLIN, timeoutMs)) return null;
  setNonBlocking(listener, true); // the connection may be gone again by now
  const fd = libc().accept4(listener.fd, null, null, SOCK_CLOEXEC);
  if (fd >= 0) return new Socket(fd);
  return [EAGAIN, EINTR, ECONNABORTED].includes(errno()) ? null : new Socket(check("accept", fd));
}

function setNonBlocking(socket: Socket, on: boolean): void {
  using value = new NativeMemory(4);
  value.view.setInt32(0, Number(on), true);
  check("ioctl(FIONBIO)", libc().ioctl(socket.fd, BigInt(FIONBIO), value.address));
}

/** Whether something can be written, or has failed, within `timeoutMs`. */
export function isWritable(file: Pick<Socket, "fd">, timeoutMs: number): boolean {
  return isReady(file, POLLOUT, timeoutMs);
}

/** Whether one of the events, or an error, is there within `timeoutMs`: poll(2). */
function isReady({ fd }: Pick<Socket, "fd">, events: number, timeoutMs: number): boolean {
  using pollfd = new NativeMemory(POLLFD.size);
  pollfd.view.setInt32(POLLFD.fd, fd, true);
  pollfd.view.setInt16(POLLFD.events, events, true);
  return libc().poll(pollfd.address, 1n, timeoutMs) > 0;
}

/** Sets an `int` option. */
export function setOption(socket: Socket, level: number, option: number, name: string, value: number): void {
  const bytes = new Uint8Array(new Int32Array([value]).buffer);
  check(`setsockopt(${name})`, libc().setsockopt(socket.fd, level, option, bytes, bytes.byteLength));
}

/** Reads an `int` option back. */
export function getOption(socket: Socket, level: number, option: number, name: string): number {
  const value = new Int32Array(1);
  const length = new Uint32Array([4]);
  const result = libc().getsockopt(
    socket.fd,
    level,
    option,
    new Uint8Array(value.buffer),
    new Uint8Array(length.buffer),
  );
  check(`getsockopt(${name})`, result);
  return value[0]!;
}

/** Requests a congestion control algorithm; returns false where the kernel lacks or forbids it. */
export function trySetCongestion(socket: Socket, algorithm: string): boolean {
  const name = new TextEncoder().encode(algorithm);
  return libc().setsockopt(socket.fd, IPPROTO_TCP, TCP_CONGESTION, name, name.byteLength) === 0;
}

/** The congestion control algorithm in force on a socket. */
export function congestionOf(socket: Socket): string {
  const name = new Uint8Array(16);
  const length = new Uint32Array([name.byteLength]);
  check(
    "getsockopt(TCP_CONGESTION)",
    libc().getsockopt(socket.fd, IPPROTO_TCP, TCP_CONGESTION, name, new Uint8Array(length.buffer)),
  );
  const end = name.indexOf(0);
  return new TextDecoder().decode(name.subarray(0, end < 0 ? name.length : end));
}
