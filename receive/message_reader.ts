/** Assembles whole messages from what a receiver takes, for code that looks at their bytes. */
import type { Receiver } from "./strategy.ts";

export class MessageReader {
  /** The message that was read last. */
  readonly message: Uint8Array<ArrayBuffer>;
  readonly #receiver: Receiver;
  /** What the receiver's last call took and is not part of a message yet. */
  #left: Uint8Array<ArrayBuffer>[] = [];

  /** @param receiver of a strategy that does not discard */
  constructor(receiver: Receiver, messageBytes: number) {
    this.#receiver = receiver;
    this.message = new Uint8Array(messageBytes);
  }

  /** @returns bytes read, fewer than a message when the stream ended within it or before it; `-errno` on failure */
  read(): number {
    const { byteLength } = this.message;
    let bytes = 0;
    while (bytes < byteLength) {
      const piece = this.#left.shift();
      if (piece === undefined) {
        const result = this.#receiver.receiveMany(1);
        if (result < 0) return result;
        if (result === 0) return bytes;
        this.#left = [...this.#receiver.taken(result)];
        continue;
      }
      const fitting = piece.subarray(0, byteLength - bytes);
      this.message.set(fitting, bytes);
      bytes += fitting.byteLength;
      if (fitting.byteLength < piece.byteLength) this.#left.unshift(piece.subarray(fitting.byteLength));
    }
    return bytes;
  }
}
