/**
 * Data connections between two hosts. Each starts with the random id of its trial and its number, so that a stranger
 * can't join, and an unexpected connection costs no more than a descriptor and a page for a few seconds.
 *
 * Nothing here blocks the thread: everything is polled, so signals and the control connection are served meanwhile.
 */
import { timingSafeEqual } from "node:crypto";
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../ffi/constants.ts";
import { EAGAIN, EINTR } from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { keepAlive } from "./keepalive.ts";
import { type Patience, polled } from "./patience.ts";
import {
  familyOf,
  finishConnect,
  type Socket,
  socketAddress,
  startConnect,
  tcpSocket,
  tryAccept,
} from "./socket.ts";
import { applyOptions, type SocketOptions } from "./socket_options.ts";

const ID_BYTES = 32;
const JOIN_BYTES = ID_BYTES + 4;
const STRANGERS_MAX = 16;

/**
 * Connects `count` sockets to a listening server and says on each which connection of the trial it is.
 *
 * @param id 32 random bytes that both sides know
 * @throws SyscallError when the server can't be reached
 */
export async function joinTrial(
  host: string,
  port: number,
  id: Uint8Array,
  count: number,
  options: SocketOptions,
  patience: Patience,
): Promise<Socket[]> {
  using made = new DisposableStack();
  const sockets = Array.from({ length: count }, () => made.use(tcpSocket(familyOf(host))));
  for (const socket of sockets) {
    applyOptions(socket, options);
    keepAlive(socket);
    startConnect(socket, socketAddress(host, port));
  }
  for (const [connection, socket] of sockets.entries()) {
    const isThere = await polled(() => finishConnect(socket, 0) || null, patience);
    if (isThere === null) {
      throw new Error(
        `no data connection to port ${port} of ${host} within ${patience.timeoutMs / 1e3} s; ` +
          "if a firewall blocks it, fix the port with netio serve --data-port",
      );
    }
    introduce(socket, id, connection);
  }
  made.move();
  return sockets;
}

/**
 * Accepts the `count` connections of a trial; hangs up on peers that do not know its id.
 *
 * @throws Error when they don't come in time
 */
export async function acceptTrial(
  listener: Socket,
  id: Uint8Array,
  count: number,
  patience: Patience,
): Promise<Socket[]> {
  using strangers = new Strangers(count + STRANGERS_MAX);
  using made = new DisposableStack();
  const joined = new Map<number, Socket>();
  const all = await polled(() => {
    for (let next = tryAccept(listener, 0); next !== null; next = tryAccept(listener, 0)) strangers.add(next);
    for (const { socket, connection } of strangers.introduced(id)) {
      if (connection >= count || joined.has(connection)) socket[Symbol.dispose]();
      else joined.set(connection, made.use(socket));
    }
    return joined.size === count ? joined : null;
  }, patience);
  if (all === null) {
    throw new Error(
      `only ${joined.size} of ${count} data connections came within ${patience.timeoutMs / 1e3} s`,
    );
  }
  for (const socket of all.values()) keepAlive(socket);
  made.move();
  return Array.from({ length: count }, (_, connection) => all.get(connection)!);
}

/** Accepted sockets that have not said yet what they are: the latest few. */
class Strangers implements Disposable {
  readonly #most: number;
  readonly #waiting: { readonly socket: Socket; readonly said: NativeMemory; bytes: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(socket: Socket): void {
    this.#waiting.push({ socket, said: new NativeMemory(JOIN_BYTES), bytes: 0 });
    if (this.#waiting.length > this.#most) this.#drop(0)[Symbol.dispose]();
  }

  /** Reads all introductions; keeps the sockets that know the id, drops those that sent anything else. */
  introduced(id: Uint8Array): { readonly socket: Socket; readonly connection: number }[] {
    const known: { socket: Socket; connection: number }[] = [];
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const stranger = this.#waiting[i]!;
      const result = hear(stranger.socket, stranger.said, stranger.bytes);
      if (result > 0) stranger.bytes += result;
      if (result === 0) this.#drop(i)[Symbol.dispose]();
      else if (stranger.bytes === JOIN_BYTES) {
        const knowsId = timingSafeEqual(stranger.said.bytes.subarray(0, ID_BYTES), id);
        const connection = stranger.said.view.getUint32(ID_BYTES, false);
        const socket = this.#drop(i);
        if (knowsId) known.push({ socket, connection });
        else socket[Symbol.dispose]();
      }
    }
    return known;
  }

  #drop(index: number): Socket {
    const { socket, said } = this.#waiting.splice(index, 1)[0]!;
    said[Symbol.dispose]();
    return socket;
  }

  [Symbol.dispose](): void {
    while (this.#waiting.length > 0) this.#drop(0)[Symbol.dispose]();
  }
}

/** More bytes of an introduction: their number, 0 when the peer is gone, -1 when there are none yet. */
function hear(socket: Socket, into: NativeMemory, have: number): number {
  const left = BigInt(JOIN_BYTES - have);
  const result = libc().recv(socket.fd, into.address + BigInt(have), left, MSG_DONTWAIT);
  if (result >= 0) return result;
  return [EAGAIN, EINTR].includes(errno()) ? -1 : 0;
}

function introduce(socket: Socket, id: Uint8Array, connection: number): void {
  using memory = new NativeMemory(JOIN_BYTES);
  memory.bytes.set(id);
  memory.view.setUint32(ID_BYTES, connection, false);
  check("send", libc().send(socket.fd, memory.address, BigInt(JOIN_BYTES), MSG_NOSIGNAL));
}
