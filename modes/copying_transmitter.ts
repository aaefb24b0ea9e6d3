/** What the modes without zero-copy share: once a send has returned, the kernel has its copy. */
import { libc } from "../ffi/libc.ts";
import type { Transmitter } from "./mode.ts";

export abstract class CopyingTransmitter implements Transmitter {
  protected readonly libc = libc();
  protected readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  abstract sendMany(n: number): number;

  abstract point(message: number): void;

  begin(): void {}

  mark(): number {
    return 0;
  }

  settle(): boolean {
    return true;
  }

  finish(): null {
    return null;
  }

  [Symbol.dispose](): void {}
}
