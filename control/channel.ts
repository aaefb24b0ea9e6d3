/**
 * A control connection as a stream of valid messages. Every wait is bounded, and whatever the peer does wrong ends
 * the connection, once, with a reason.
 */
import type { z } from "zod";
import { ControlError, encodeFrame, readFrame } from "./frames.ts";

/** What a channel runs over: a Deno.Conn. */
export interface Connection {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

export interface ChannelOptions<In> {
  /** What the peer may say. */
  readonly schema: z.ZodType<In>;
  /** The longest frame that is accepted from the peer at first. */
  readonly maxFrameBytes: number;
  /** What the peer is called in messages: `far end`, `client`. */
  readonly peer: string;
}

/** A peer asks and is answered, so more than this many unread messages are no conversation. */
const UNREAD_MAX = 4;
const SEND_TIMEOUT_MS = 10_000;
const PATH_MAX = 100;

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
  #waiter: Waiter<In> | null = null;
  #failure: Error | null = null;

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

  /** @throws ControlError when the peer does not take it in time, or is gone */
  async send(message: Out): Promise<void> {
    this.closed.throwIfAborted();
    const timer = setTimeout(() => this.close(this.#error("takes no messages")), SEND_TIMEOUT_MS);
    try {
      let rest: Uint8Array = encodeFrame(message);
      while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
      throw this.#failure;
    } finally {
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
      const timer = setTimeout(() => this.close(this.#error(`was silent for ${seconds} s`)), timeoutMs);
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
    const error = this.#error(`said ${message.type} where ${type} was due`);
    this.close(error);
    throw error;
  }

  /** Ends the connection; the first reason is kept. */
  close(reason: Error = this.#error("is not needed any more")): void {
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
    for (;;) {
      const frame = await readFrame(this.#connection, () => this.maxFrameBytes).catch((error) => {
        throw error instanceof ControlError ? this.#error(`sent ${error.message}`) : this.#error("is gone");
      });
      if (frame === undefined) throw this.#error("closed the connection");
      const { success, data, error } = schema.safeParse(frame);
      if (!success) throw this.#error(`sent a message of no known form${whereIn(error)}`);
      if (this.#waiter !== null) this.#waiter.resolve(data);
      else if (this.#unread.push(data) > UNREAD_MAX) throw this.#error("does not wait for answers");
    }
  }

  #error(what: string): ControlError {
    return new ControlError(`the ${this.#options.peer} ${what}`);
  }
}

function isOf<In extends { readonly type: string }, T extends In["type"]>(
  message: In,
  type: T,
): message is Extract<In, { readonly type: T }> {
  return message.type === type;
}

/** Which part of a message is not as it should be. */
function whereIn({ issues: [first] }: z.ZodError): string {
  return first === undefined || first.path.length === 0
    ? ""
    : ` (${first.path.join(".").slice(0, PATH_MAX)})`;
}
