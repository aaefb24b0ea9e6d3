/**
 * A receive strategy: how the far end of a connection takes the bytes out of the kernel. The same shape as a
 * transmit mode, and as easily added: a file beside this and a line in `registry.ts`.
 */
export interface ReceiveStrategy {
  /** The name in `--rx` and the CSV. */
  readonly id: string;
  readonly summary: string;
  /** Whether it discards the bytes, so that they can't be checked. */
  readonly discards: boolean;
  /**
   * Allocates everything that receiving needs; `fd` is a connected, blocking TCP socket, at the beginning of a message.
   *
   * @throws SyscallError where the kernel refuses the strategy
   */
  open(fd: number, message: ExpectedMessage): Receiver;
}

/** What the messages to come are like; they come one after another, or one for each request. */
export interface ExpectedMessage {
  /** 8 or more. */
  readonly messageBytes: number;
  /** Of its 8 fields, where each gets memory of its own. */
  readonly alignBytes: number;
  /** Decides where in memory they lie. */
  readonly payloadSeed: number;
}

export interface Receiver extends Disposable {
  /** Bytes so far that were mapped and not copied; `null` for a strategy that does not request mapping. */
  readonly mappedBytes: number | null;

  /**
   * Makes `n` receive calls, or fewer when the stream ends, and allocates nothing.
   *
   * @returns bytes taken; 0 at the end of the stream; `-errno` on failure
   */
  receiveMany(n: number): number;

  /**
   * Where the last `receiveMany(1)` left its bytes, in their order; to be read before the next. Nowhere, for a strategy
   * that discards.
   *
   * @param bytes what it returned
   */
  taken(bytes: number): readonly Uint8Array<ArrayBuffer>[];
}
