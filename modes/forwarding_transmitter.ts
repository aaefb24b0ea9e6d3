/** A transmitter that hands everything on to another one; what wraps a mode overrides what it does differently. */
import type { Transmitter, ZeroCopyCounts } from "./mode.ts";

export abstract class ForwardingTransmitter implements Transmitter {
  protected readonly inner: Transmitter;

  constructor(inner: Transmitter) {
    this.inner = inner;
  }

  sendMany(n: number): number {
    return this.inner.sendMany(n);
  }

  begin(): void {
    this.inner.begin();
  }

  end(): void {
    this.inner.end();
  }

  point(message: number): void {
    this.inner.point(message);
  }

  mark(): number {
    return this.inner.mark();
  }

  settle(mark: number): boolean {
    return this.inner.settle(mark);
  }

  finish(stopped: () => boolean): ZeroCopyCounts | null {
    return this.inner.finish(stopped);
  }

  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]();
  }
}
