/**
 * TCP sockets over libc as disposable resources. Set-up only: everything throws {@linkcode SyscallError}.
 *
 * Sources: tcp(7), socket(7), ip(7).
 */
import {
  AF_INET,
  IPPROTO_TCP,
  SHUT_RDWR,
  SHUT_WR,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_CONGESTION,
} from "../ffi/constants.ts";
import { EINTR } from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { SOCKADDR_IN } from "../ffi/structs.ts";

/** A file descriptor that is closed once, by `using`. */
export class Socket implements Disposable {
  readonly fd: number;
  #open = true;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Frees whatever thread is blocked on this socket; errors (not connected any more) do not matter. */
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

/** A new blocking TCP socket over IPv4. */
export function tcpSocket(): Socket {
  return new Socket(check("socket", libc().socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

/** `struct sockaddr_in` of an IPv4 address and port. */
export function socketAddress(host: readonly [number, number, number, number], port: number) {
  const address = new Uint8Array(SOCKADDR_IN.size);
  const view = new DataView(address.buffer);
  view.setUint16(SOCKADDR_IN.family, AF_INET, true);
  view.setUint16(SOCKADDR_IN.port, port, false);
  address.set(host, SOCKADDR_IN.addr);
  return address;
}

/** Binds to an address and listens; port 0 lets the kernel choose. Returns the port in use. */
export function listen(socket: Socket, address: Uint8Array<ArrayBuffer>, backlog: number): number {
  const c = libc();
  setOption(socket, SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR", 1);
  check("bind", c.bind(socket.fd, address, address.byteLength));
  check("listen", c.listen(socket.fd, backlog));
  const bound = new Uint8Array(SOCKADDR_IN.size);
  check(
    "getsockname",
    c.getsockname(socket.fd, bound, new Uint8Array(new Uint32Array([bound.length]).buffer)),
  );
  return new DataView(bound.buffer).getUint16(SOCKADDR_IN.port, false);
}

/** Connects, waiting for the peer. */
export function connect(socket: Socket, address: Uint8Array<ArrayBuffer>): void {
  check("connect", libc().connect(socket.fd, address, address.byteLength));
}

/** Takes the next connection of a listening socket. */
export function accept(listener: Socket): Socket {
  for (;;) {
    const fd = libc().accept4(listener.fd, null, null, SOCK_CLOEXEC);
    if (fd >= 0) return new Socket(fd);
    if (errno() !== EINTR) check("accept", fd);
  }
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

/** Asks for a congestion control algorithm; returns false where the kernel has not got it or forbids it. */
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
