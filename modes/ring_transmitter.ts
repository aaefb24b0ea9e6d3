/**
 * What the io_uring modes share: chains of requests, one message each, submitted by one io_uring_enter(2) and all
 * complete when it returns.
 *
 * The order of the messages, and of the bytes of each, is kept by linking them (IOSQE_IO_LINK): one begins when the one
 * before it has ended. MSG_WAITALL makes a send that took only part of its bytes break the chain, so that nothing
 * overtakes the rest; what is left of that message follows alone, once the socket has room, and then the next chain.
 *
 * MSG_DONTWAIT keeps the kernel from waiting inside a send. It would wait by polling the socket up to 128 times and then
 * hand the request to a worker thread (io-wq), whose CPU time is charged to no thread of ours; and on a socket whose
 * error queue is not empty, as between turns of MSG_ZEROCOPY modes, polling ends at once each time. So a full socket is
 * waited for by a request of its own, IORING_OP_POLL_ADD, and no worker is ever needed.
 */
import { MSG_DONTWAIT, MSG_NOSIGNAL, MSG_WAITALL, POLLERR, POLLOUT } from "../ffi/constants.ts";
import { EAGAIN, EBADF, ECANCELED, EINTR, EINVAL, ENOBUFS, ENOMEM, SyscallError } from "../ffi/errno.ts";
import { IORING_OP_POLL_ADD, IOSQE_IO_LINK } from "../ffi/io_uring.ts";
import type { CompletionQueue } from "./completions.ts";
import { QUEUE_DEPTH, type TransmitOptions } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { type CompletionSink, Ring } from "./ring.ts";
import { type MessageWriter, SHIFT, SQE_WORDS, WORD } from "./ring_requests.ts";
import { SimpleTransmitter } from "./simple_transmitter.ts";

const SEND_FLAGS = MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT;
const LINK = IOSQE_IO_LINK << SHIFT.flags;

/** What the requests of a mode have in common. */
export interface RequestKind {
  readonly opcode: number;
  /** Its name, and what to say where the kernel does not know it. */
  readonly name: string;
  readonly advice: string;
  /** `ioprio`. */
  readonly options: number;
  /** Makes the writer of message addresses, for so many places. */
  readonly writer: (payload: Payload, places: number) => MessageWriter;
}

export class RingTransmitter extends SimpleTransmitter implements CompletionSink {
  protected readonly ring: Ring;
  readonly #kind: RequestKind;
  readonly #byteLength: number;
  readonly #messageCount: number;
  readonly #writer: MessageWriter;
  readonly #errorQueue: CompletionQueue | null;
  readonly #depth: number;
  /** The first word of a request that is the last of its chain. */
  readonly #head: number;
  /** Of requests, by place. */
  readonly #results: Int32Array<ArrayBuffer>;
  /** The message that is sent next. */
  #next = 0;
  #walks = false;

  /**
   * @param completions that may wait to be read besides those of a chain
   * @throws SyscallError in one sentence where this process can't get such a ring
   */
  constructor(fd: number, payload: Payload, kind: RequestKind, options: TransmitOptions, completions = 0) {
    super(fd);
    const { queueDepth = QUEUE_DEPTH, zeroCopySocket } = options;
    this.#kind = kind;
    this.#byteLength = payload.messageBytes;
    this.#messageCount = payload.messageCount;
    this.#errorQueue = zeroCopySocket?.queue ?? null;
    this.#depth = queueDepth;
    this.#head = kind.opcode | (kind.options << SHIFT.ioprio);
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, queueDepth)));
    this.#results = new Int32Array(places);
    using held = new DisposableStack();
    this.ring = held.use(new Ring(places, 2 * places + completions, this));
    this.#writer = held.use(kind.writer(payload, places));
    for (let place = 0; place < places; place++) this.#writeWhole(place);
    if (this.#writer.buffers.length > 0) this.ring.register(this.#writer.buffers);
    held.move();
  }

  /**
   * Tries a request on an invalid descriptor, which a kernel notices only when it has understood the rest. Memory for
   * the message may be short already (ENOMEM): so it will be in each send, which falls back.
   *
   * @throws SyscallError, and is disposed, where it does not understand
   */
  checked(): this {
    const { ring } = this, { name, advice } = this.#kind;
    const id = ring.tail, place = id & ring.mask;
    this.#number(id, 0);
    ring.requests[place * SQE_WORDS + WORD.fd] = -1;
    ring.tail = (id + 1) | 0;
    const result = ring.submit(1) || this.#results[place]!;
    this.#writeWhole(place);
    if (result === -EBADF || result === -ENOMEM) return this;
    this[Symbol.dispose]();
    throw new SyscallError(`io_uring ${name}`, -result, result === -EINVAL ? advice : undefined);
  }

  sendMany(n: number): number {
    const depth = this.#depth;
    for (let left = n; left > 0;) {
      const count = left < depth ? left : depth;
      const done = this.hasRoom(count) ? this.#sendChain(count) : this.#sendPlainly();
      if (done < 0) return done;
      left -= done;
      if (this.#walks) this.#next = (this.#next + done) % this.#messageCount;
    }
    return n;
  }

  walkMany(n: number): number {
    this.#walks = true;
    const result = this.sendMany(n);
    this.#walks = false;
    return result;
  }

  point(message: number): void {
    this.#next = message;
  }

  finished(id: number, result: number, _willNotify: boolean): void {
    this.#results[id & this.ring.mask] = result;
  }

  notified(_id: number, _usage: number): void {}

  withdrawn(id: number): void {
    this.#results[id & this.ring.mask] = -ECANCELED;
  }

  /** Whether so many requests may be submitted now. */
  protected hasRoom(_count: number): boolean {
    return true;
  }

  /** After ENOBUFS or ENOMEM: whether another try is worth it, else the rest of the message is sent without the ring. */
  protected recovered(): boolean {
    return false;
  }

  /** Sends what is left of a message without the ring; returns 0 or more, or `-errno`. */
  protected sendPlainFrom(message: number, sent: number): number {
    return this.#writer.copyFrom(this.fd, message, sent);
  }

  /** Sends `count` messages by one chain; returns how many went out, whole and in order, or `-errno`. */
  #sendChain(count: number): number {
    const { ring } = this, byteLength = this.#byteLength, results = this.#results, writer = this.#writer;
    const { mask, requests } = ring, isOne = this.#messageCount === 1;
    const first = ring.tail;
    for (let i = 0; i < count; i++) {
      const id = (first + i) | 0;
      this.#number(id, i < count - 1 ? LINK : 0);
      if (!isOne) writer.pointAt(requests, id & mask, this.#messageAfter(i));
    }
    ring.tail = (first + count) | 0;
    const failure = ring.submit(count);
    if (failure < 0) return failure;
    for (let i = 0; i < count; i++) {
      const result = results[(first + i) & mask]!;
      if (result !== byteLength) return this.#finishMessage(i, result);
    }
    return count;
  }

  /**
   * Completes the message at which a chain broke.
   *
   * @param whole how many went out before it
   * @param result of its request
   * @returns how many have gone out with it, or `-errno`
   */
  #finishMessage(whole: number, result: number): number {
    const message = this.#messageAfter(whole);
    let sent = 0;
    for (;;) {
      if (result >= 0) {
        sent += result;
        if (sent === this.#byteLength) return whole + 1;
      } else if (result === -ENOBUFS || result === -ENOMEM) {
        if (!this.recovered()) {
          const failure = this.sendPlainFrom(message, sent);
          return failure < 0 ? failure : whole + 1;
        }
      } else if (result !== -EAGAIN && result !== -EINTR && result !== -ECANCELED) return result;
      result = this.#sendRest(message, sent);
    }
  }

  /** Waits until the socket has room, and sends what is left of a message; returns the result, bytes or `-errno`. */
  #sendRest(message: number, sent: number): number {
    const { ring } = this;
    const { mask, requests } = ring;
    const poll = ring.tail, send = (poll + 1) | 0;
    const pollAt = (poll & mask) * SQE_WORDS;
    requests.fill(0, pollAt, pollAt + SQE_WORDS);
    requests[pollAt] = IORING_OP_POLL_ADD | LINK;
    requests[pollAt + WORD.fd] = this.fd;
    requests[pollAt + WORD.opFlags] = POLLOUT;
    requests[pollAt + WORD.userData] = poll;
    this.#number(send, 0);
    this.#writer.writeRest(requests, send & mask, message, sent);
    ring.tail = (send + 1) | 0;
    const failure = ring.submit(2);
    this.#writeWhole(poll & mask);
    this.#writeWhole(send & mask);
    if (failure < 0) return failure;
    const ready = this.#results[poll & mask]!;
    if (ready < 0 && ready !== -ECANCELED) return ready;
    if ((ready & POLLERR) !== 0) this.#errorQueue?.reap(); // or it would be ready again at once
    return this.#results[send & mask]!;
  }

  /** Sends one message without the ring; returns 1, or `-errno`. */
  #sendPlainly(): number {
    const failure = this.sendPlainFrom(this.#next, 0);
    return failure < 0 ? failure : 1;
  }

  /** The number of the message that comes after `whole` others. */
  #messageAfter(whole: number): number {
    return this.#walks ? (this.#next + whole) % this.#messageCount : this.#next;
  }

  /** Writes what differs from request to request of whole messages: the number, and whether another is linked to it. */
  #number(id: number, link: number): void {
    const at = (id & this.ring.mask) * SQE_WORDS;
    this.ring.requests[at] = this.#head | link;
    this.ring.requests[at + WORD.userData] = id;
  }

  /** Writes a request for a whole message. */
  #writeWhole(place: number): void {
    const { requests } = this.ring;
    const at = place * SQE_WORDS;
    requests.fill(0, at, at + SQE_WORDS);
    requests[at] = this.#head;
    requests[at + WORD.fd] = this.fd;
    requests[at + WORD.opFlags] = SEND_FLAGS;
    this.#writer.writeWhole(requests, place);
  }

  override [Symbol.dispose](): void {
    this.ring[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
  }
}
