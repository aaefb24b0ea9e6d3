/** Modes at work in another thread, taking turns or alone, their bytes read and checked here. */
import type { ZeroCopyCounts } from "../../modes/mode.ts";
import { fieldSizes } from "../../modes/payload.ts";
import { accept, connect, listen, type Socket, socketAddress, tcpSocket } from "../../net/socket.ts";
import { ECONNRESET } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { RecvReceiver } from "../../receive/recv.ts";
import { receiveStrategyById } from "../../receive/registry.ts";
import type { Receiver } from "../../receive/strategy.ts";
import type { SendOrder, Turn } from "./sender_worker.ts";

export interface SenderOutcome {
  /** Messages sent, or what `sendMany` returned instead. */
  readonly sent: number;
  /** Of each mode. */
  readonly counts: readonly (ZeroCopyCounts | null)[];
}

export interface Delivery extends SenderOutcome {
  readonly bytes: number;
  /** Offset of the first byte that is not the one it should be; -1 when all are. */
  readonly firstWrongByte: number;
}

export interface DeliveryOptions
  extends Partial<Pick<SendOrder, "alignBytes" | "messageCount" | "queueDepth">> {
  readonly modes: readonly string[];
  readonly messageBytes: number;
  readonly turns: readonly Turn[];
  /** Called before the sender starts; may set socket options. */
  readonly prepare?: (tx: Socket, rx: Socket) => void;
  /** Called after each recv with the sender's thread id and the bytes so far; may sleep or signal. */
  readonly afterReceive?: (senderTid: number, bytes: number) => void;
  readonly receiveBytes?: number;
  /** The receive strategy, in place of a recv of `receiveBytes`. */
  readonly rx?: string;
}

/** The next bytes of a socket. */
export function receive(fd: number, bytes: number): Uint8Array {
  using memory = new NativeMemory(bytes);
  for (let got = 0; got < bytes;) {
    got += libc().recv(fd, memory.address + BigInt(got), BigInt(bytes - got), 0);
  }
  return memory.bytes.slice();
}

type Deliver = (options: DeliveryOptions) => Promise<Delivery>;

/** The bytes of one message in order of sending; each message of a working set has its own. */
export function expectedMessage(messageBytes: number, number = 0): Uint8Array {
  const message = new Uint8Array(messageBytes);
  let offset = 0;
  for (const [i, size] of fieldSizes(messageBytes).entries()) {
    message.fill(0x41 + 8 * number + i, offset, offset + size);
    offset += size;
  }
  return message;
}

/** The whole stream: each mode walks through the messages on its own. */
function expectedStream({ modes, messageBytes, messageCount = 1, turns }: DeliveryOptions): Uint8Array {
  const messages = Array.from({ length: messageCount }, (_, number) => expectedMessage(messageBytes, number));
  const stream = new Uint8Array(turns.reduce((sum, [, count]) => sum + count, 0) * messageBytes);
  const next = modes.map(() => 0);
  let offset = 0;
  for (const [mode, count] of turns) {
    for (let i = 0; i < count; i++, offset += messageBytes) {
      stream.set(messages[next[mode]!++ % messageCount]!, offset);
    }
  }
  return stream;
}

/** Starts a thread that sends, and gives what has it send and reads here to the end of the stream, holding every byte
 * against what it should be. */
export async function withSender(use: (deliver: Deliver) => Promise<void>): Promise<void> {
  const worker = new Worker(new URL("./sender_worker.ts", import.meta.url), { type: "module" });
  try {
    const { tid } = await message<{ tid: number }>(worker);
    await use((options) => deliverBy(worker, tid, options));
  } finally {
    worker.terminate();
  }
}

async function deliverBy(worker: Worker, tid: number, options: DeliveryOptions): Promise<Delivery> {
  const { modes, messageBytes, turns, alignBytes = 4096, messageCount = 1, queueDepth = 32 } = options;
  using listener = tcpSocket();
  using rx = tcpSocket();
  connect(rx, socketAddress("127.0.0.1", listen(listener, socketAddress("127.0.0.1", 0), 1)));
  using tx = accept(listener);
  options.prepare?.(tx, rx);
  const outcome = message<SenderOutcome>(worker);
  const order: SendOrder = { fd: tx.fd, modes, messageBytes, turns, alignBytes, messageCount, queueDepth };
  worker.postMessage(order);
  using receiver = options.rx === undefined
    ? new RecvReceiver(rx.fd, 0, options.receiveBytes ?? 65536)
    : receiveStrategyById(options.rx).open(rx.fd, { messageBytes, alignBytes: 64, payloadSeed: 2 });
  const received = readAndCheck(receiver, expectedStream(options), (bytes) => {
    options.afterReceive?.(tid, bytes);
  });
  return { ...received, ...await outcome };
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

function readAndCheck(receiver: Receiver, expected: Uint8Array, after: (bytes: number) => void) {
  let bytes = 0, firstWrongByte = -1;
  for (;;) {
    const received = receiver.receiveMany(1);
    if (received === 0 || received === -ECONNRESET) return { bytes, firstWrongByte };
    if (received < 0) throw new Error(`receiving failed: errno ${-received}`);
    let at = bytes;
    for (const piece of receiver.taken(received)) {
      for (const byte of piece) {
        if (byte !== expected[at] && firstWrongByte < 0) firstWrongByte = at;
        at += 1;
      }
    }
    bytes += received;
    if (at !== bytes) throw new Error(`${received} bytes were received, ${at - bytes + received} shown`);
    after(bytes);
  }
}
