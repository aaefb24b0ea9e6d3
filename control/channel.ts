/**
 * A control connection as a stream of valid messages. Every wait is bounded, and any violation by the peer ends the
 * connection, once, with a reason.
 */
import type { z } from "zod";
import { type ByteSource, ControlError, encodeFrame, readFrame } from "./frames.ts";

/** What a channel runs over: a Deno.Conn, or a ByteStream. */
interface Connection {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

interface ChannelOptions<In> {
  /** What the peer may say. */
  readonly schema: z.ZodType<In>;
  /** The longest frame that is accepted from the peer at first. */
  readonly maxFrameBytes: number;
  /** What the peer is called in messages: `far end`, `client`. */
  readonly peer: string;
  /** How often a heartbeat is sent and expected, once {@linkcode Channel.keepAlive} has been called. */
  readonly beatMs?: number;
}

/** Shows that the sender is alive, and keeps middleboxes from forgetting the connection; not part of a conversation. */
const BEAT = { type: "beat" } as const;
const BEAT_MS = 2000;
/** After this many beats without a byte from it, the peer counts as dead or unreachable. */
const BEATS_MISSED_MAX = 5;

/** A peer asks and is answered, so more unread messages than this are a violation. */
const UNREAD_MAX = 4;
const SEND_TIMEOUT_MS = 10_000;
const PATH_MAX = 100;

/** What has come from a peer. */
export interface Heard {
  readonly longestBytes: number;
  readonly beats: number;
}

interface Waiter<In> {
  readonly resolve: (message: In) => void;
  readonly reject: (error: Error) => void;
}

export class Channel<In extends { readonly type: string }, Out> implements Disposable {
  /** The longest frame that is accepted from the peer. */
  maxFrameBytes: number;
  readonly #connection: Connection;
  readonly #options: ChannelOptions<In>;
  readonly #unread: In[] = [];
  readonly #closing = new AbortController();
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #waiter: Waiter<In> | null = null;
  #failure: Error | null = null;
  #heard: Heard = { longestBytes: 0, beats: 0 };
  #hasHeardLately = false;

  constructor(connection: Connection, options: ChannelOptions<In>) {
    this.#connection = connection;
    this.#options = options;
    this.maxFrameBytes = options.maxFrameBytes;
    this.#pump().catch((error) => this.close(error));
  }

  /** Aborted when the connection is over, from whichever side; its reason is an Error. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** What has come from the peer so far: the longest frame in bytes, and heartbeats. */
  get heard(): Heard {
    return this.#heard;
  }

  /**
   * From now on sends a heartbeat, at once and every few seconds, and hangs up when nothing arrives from the peer. Ticks
   * are counted, not time, so that the peer is not blamed when this process was stopped for a while.
   */
  keepAlive(): void {
    const { beatMs = BEAT_MS } = this.#options;
    let missed = 0;
    const beat = () => this.#write(BEAT).catch(() => {}); // closed by then, with the reason
    beat();
    const timer = setInterval(() => {
      missed = this.#hasHeardLately ? 0 : missed + 1;
      this.#hasHeardLately = false;
      if (missed >= BEATS_MISSED_MAX) {
        return this.close(this.#error(`sent no heartbeat for ${BEATS_MISSED_MAX * beatMs / 1e3} s`));
      }
      if (!this.#isSending) beat();
    }, beatMs);
    this.closed.addEventListener("abort", () => clearInterval(timer));
  }

  /** @throws ControlError when the peer does not take it in time, or is gone */
  send(message: Out): Promise<void> {
    return this.#write(message);
  }

  /** Sends a frame, after those that are still being sent. */
  #write(message: Out | typeof BEAT): Promise<void> {
    const sent = this.#sending.then(() => this.#writeNow(message));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  async #writeNow(message: Out | typeof BEAT): Promise<void> {
    this.closed.throwIfAborted();
    this.#isSending = true;
    const timer = setTimeout(() => this.close(this.#error("does not read what it is sent")), SEND_TIMEOUT_MS);
    try {
      let rest: Uint8Array = encodeFrame(message);
      while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
      throw this.#failure;
    } finally {
      this.#isSending = false;
      clearTimeout(timer);
    }
  }

  /**
   * The peer's next message.
   *
   * @throws ControlError when none comes within `timeoutMs`; the connection is over then
   */
  receive(timeoutMs: number): Promise<In> {
    const message = this.#unread.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const seconds = timeoutMs / 1e3;
      const timer = setTimeout(() => this.close(this.#error(`sent nothing for ${seconds} s`)), timeoutMs);
      const settle = <T>(action: (value: T) => void) => (value: T) => {
        clearTimeout(timer);
        this.#waiter = null;
        action(value);
      };
      this.#waiter = { resolve: settle(resolve), reject: settle(reject) };
    });
  }

  /**
   * Passes on a message that has to be of the given type.
   *
   * @throws ControlError for another one; the connection is over then
   */
  checked<T extends In["type"]>(message: In, type: T): Extract<In, { readonly type: T }> {
    if (isOf(message, type)) return message;
    const error = this.#error(`sent ${message.type} where ${type} was expected`);
    this.close(error);
    throw error;
  }

  /** Ends the connection; the first reason is kept. */
  close(reason: Error = this.#error("is no longer needed")): void {
    if (this.#failure !== null) return;
    this.#failure = reason;
    try {
      this.#connection.close();
    } catch {
      // closed by the runtime already
    }
    this.#waiter?.reject(reason);
    this.#closing.abort(reason);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #pump(): Promise<void> {
    const { schema } = this.#options;
    for (let messages = 0;;) {
      const frame = await readFrame(this.#source(), () => this.maxFrameBytes).catch((error) => {
        throw error instanceof ControlError ? this.#error(error.message) : this.#error("is gone");
      });
      if (frame === undefined) throw this.#error("closed the connection");
      if (messages++ > 0 && isBeat(frame)) {
        this.#heard = { ...this.#heard, beats: this.#heard.beats + 1 };
        continue;
      }
      const { success, data, error } = schema.safeParse(frame);
      if (!success) throw this.#error(`sent a malformed message${whereIn(error)}`);
      if (this.#waiter !== null) this.#waiter.resolve(data);
      else if (this.#unread.push(data) > UNREAD_MAX) {
        throw this.#error("sent more requests than it waited for");
      }
    }
  }

  /** The connection as a source of one frame, which records that something arrived. */
  #source(): ByteSource {
    let frameBytes = 0;
    return {
      read: async (into) => {
        const count = await this.#connection.read(into);
        this.#hasHeardLately = true;
        frameBytes += count ?? 0;
        this.#heard = { ...this.#heard, longestBytes: Math.max(this.#heard.longestBytes, frameBytes) };
        return count;
      },
    };
  }

  #error(what: string): ControlError {
    return new ControlError(`the ${this.#options.peer} ${what}`);
  }
}

function isBeat(frame: unknown): boolean {
  return typeof frame === "object" && frame !== null && "type" in frame && frame.type === BEAT.type;
}

function isOf<In extends { readonly type: string }, T extends In["type"]>(
  message: In,
  type: T,
): message is Extract<In, { readonly type: T }> {
  return message.type === type;
}

/** Which part of a message is invalid. */
function whereIn({ issues: [first] }: z.ZodError): string {
  return first === undefined || first.path.length === 0
    ? ""
    : ` (${first.path.join(".").slice(0, PATH_MAX)})`;
}
