/** A transmitter that has nothing to wait for once a send has returned; those that have override it. */
import { libc } from "../ffi/libc.ts";
import type { Transmitter, ZeroCopyCounts } from "./mode.ts";

export abstract class SimpleTransmitter implements Transmitter {
  protected readonly libc = libc();
  protected readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  abstract sendMany(n: number): number;

  abstract point(message: number): void;

  begin(): void {}

  end(): void {}

  mark(): number {
    return 0;
  }

  settle(_mark: number): boolean {
    return true;
  }

  finish(_stopped: () => boolean): ZeroCopyCounts | null {
    return null;
  }

  [Symbol.dispose](): void {}
}
