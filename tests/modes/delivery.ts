/** A mode at work in another thread, its bytes read and checked here. */
import type { ZeroCopyCounts } from "../../modes/mode.ts";
import { fieldSizes } from "../../modes/payload.ts";
import { accept, connect, listen, type Socket, socketAddress, tcpSocket } from "../../net/socket.ts";
import { errno, libc } from "../../ffi/libc.ts";
import { ECONNRESET, EINTR } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import type { SendOrder } from "./sender_worker.ts";

export interface SenderOutcome {
  /** What `sendMany` returned. */
  readonly sent: number;
  readonly counts: ZeroCopyCounts | null;
}

export interface Delivery extends SenderOutcome {
  readonly bytes: number;
  /** Offset of the first byte that is not the letter it should be; -1 when all are. */
  readonly firstWrongByte: number;
}

export interface DeliveryOptions {
  readonly mode: string;
  readonly messageBytes: number;
  readonly messages: number;
  readonly alignBytes?: number;
  /** Called before the sender starts; may set socket options. */
  readonly prepare?: (tx: Socket, rx: Socket) => void;
  /** Called after each recv with the sender's thread id and the bytes so far; may sleep or signal. */
  readonly afterReceive?: (senderTid: number, bytes: number) => void;
  readonly receiveBytes?: number;
}

/** The letters of one message in order of sending. */
export function expectedMessage(messageBytes: number): Uint8Array {
  const message = new Uint8Array(messageBytes);
  let offset = 0;
  for (const [i, size] of fieldSizes(messageBytes).entries()) {
    message.fill(0x41 + i, offset, offset + size);
    offset += size;
  }
  return message;
}

/** Sends in another thread and reads to the end of the stream here, holding every byte against what it should be. */
export async function deliver(options: DeliveryOptions): Promise<Delivery> {
  const { mode, messageBytes, messages, alignBytes = 4096, receiveBytes = 65536 } = options;
  using listener = tcpSocket();
  using rx = tcpSocket();
  connect(rx, socketAddress("127.0.0.1", listen(listener, socketAddress("127.0.0.1", 0), 1)));
  using tx = accept(listener);
  options.prepare?.(tx, rx);
  const worker = new Worker(new URL("./sender_worker.ts", import.meta.url), { type: "module" });
  try {
    const tid = (await message<{ tid: number }>(worker)).tid;
    const outcome = message<SenderOutcome>(worker);
    worker.postMessage({ fd: tx.fd, mode, messageBytes, messages, alignBytes } satisfies SendOrder);
    const received = readAndCheck(rx.fd, receiveBytes, expectedMessage(messageBytes), (bytes) => {
      options.afterReceive?.(tid, bytes);
    });
    return { ...received, ...await outcome };
  } finally {
    worker.terminate();
  }
}

function message<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  });
}

function readAndCheck(
  fd: number,
  receiveBytes: number,
  expected: Uint8Array,
  after: (bytes: number) => void,
) {
  using memory = new NativeMemory(receiveBytes);
  let bytes = 0, firstWrongByte = -1;
  for (;;) {
    const received = libc().recv(fd, memory.address, BigInt(receiveBytes), 0);
    if (received === 0) return { bytes, firstWrongByte };
    if (received < 0) {
      if (errno() === EINTR) continue;
      if (errno() === ECONNRESET) return { bytes, firstWrongByte };
      throw new Error(`recv: errno ${errno()}`);
    }
    for (let i = 0; i < received && firstWrongByte < 0; i++) {
      if (memory.bytes[i] !== expected[(bytes + i) % expected.length]) firstWrongByte = bytes + i;
    }
    bytes += received;
    after(bytes);
  }
}
