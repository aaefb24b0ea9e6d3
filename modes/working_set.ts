/**
 * `--working-set`: cycles through the messages of a payload instead of sending one hot message repeatedly, which flatters
 * copying: its bytes never leave the nearest cache.
 */
import type { OpenTransmitter, TransmitOptions, Transmitter, ZeroCopyCounts } from "./mode.ts";
import type { Payload } from "./payload.ts";

class WalkingTransmitter implements Transmitter {
  readonly #walker: Transmitter;
  readonly #messageCount: number;
  #message = 0;

  constructor(walker: Transmitter, messageCount: number) {
    this.#walker = walker;
    this.#messageCount = messageCount;
  }

  sendMany(n: number): number {
    const walker = this.#walker, messageCount = this.#messageCount;
    if (walker.walkMany !== undefined) return walker.walkMany(n);
    let message = this.#message;
    for (let i = 0; i < n; i++) {
      walker.point(message);
      message = message + 1 === messageCount ? 0 : message + 1;
      const result = walker.sendMany(1);
      if (result < 0) return result;
    }
    this.#message = message;
    return n;
  }

  begin(): void {
    this.#walker.begin();
  }

  end(): void {
    this.#walker.end();
  }

  point(message: number): void {
    this.#message = message;
    this.#walker.point(message);
  }

  mark(): number {
    return this.#walker.mark();
  }

  settle(mark: number): boolean {
    return this.#walker.settle(mark);
  }

  finish(stopped: () => boolean): ZeroCopyCounts | null {
    return this.#walker.finish(stopped);
  }

  [Symbol.dispose](): void {
    this.#walker[Symbol.dispose]();
  }
}

/** Opens a mode so that it cycles through all messages of the payload. */
export function openWalking(
  open: OpenTransmitter,
  fd: number,
  payload: Payload,
  options: TransmitOptions = {},
): Transmitter {
  const transmitter = open(fd, payload, options);
  return payload.messageCount === 1 ? transmitter : new WalkingTransmitter(transmitter, payload.messageCount);
}
