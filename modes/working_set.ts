/**
 * `--working-set`: cycles through the messages of a payload instead of sending one hot message repeatedly, which flatters
 * copying: its bytes never leave the nearest cache.
 */
import { ForwardingTransmitter } from "./forwarding_transmitter.ts";
import type { OpenTransmitter, TransmitOptions, Transmitter } from "./mode.ts";
import type { Payload } from "./payload.ts";

class WalkingTransmitter extends ForwardingTransmitter {
  readonly #messageCount: number;
  #message = 0;

  constructor(walker: Transmitter, messageCount: number) {
    super(walker);
    this.#messageCount = messageCount;
  }

  override sendMany(n: number): number {
    const walker = this.inner, messageCount = this.#messageCount;
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

  override point(message: number): void {
    this.#message = message;
    super.point(message);
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
