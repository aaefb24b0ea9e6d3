/**
 * A receive strategy: how the far end of a connection takes the bytes out of the kernel. The same shape as a
 * transmit mode, and as easily added: a file beside this and a line in `registry.ts`.
 */
export interface ReceiveStrategy {
  /** The name in `--rx` and the CSV. */
  readonly id: string;
  readonly summary: string;
  /** Allocates everything that receiving needs; `fd` is a connected, blocking TCP socket. */
  open(fd: number): Receiver;
}

export interface Receiver extends Disposable {
  /**
   * Makes `n` receive calls, or fewer when the stream ends, and allocates nothing.
   *
   * @returns bytes taken; 0 at the end of the stream; `-errno` on failure
   */
  receiveMany(n: number): number;
}
