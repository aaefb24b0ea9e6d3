/**
 * The memory of one reading at a window's edge: the kernel's answers lie in it as they came, and are taken apart without
 * an allocation.
 */
import { NativeMemory } from "../ffi/memory.ts";
import { RUSAGE, TCP_INFO_FIELDS, TIMESPEC } from "../ffi/structs.ts";

/** Room for a `struct tcp_info` longer than today's. */
export const TCP_INFO_BYTES = 512;

/** Byte offsets of one reading. */
const AT = { outerCpu: 0, cpu: 16, rusage: 48, infoBytes: 192, info: 256, size: 768 } as const;

/** One reading, with every address and view that taking and interpreting it needs. */
export class Reading implements Disposable {
  readonly #memory = new NativeMemory(AT.size);
  readonly #words = new Uint32Array(this.#memory.buffer);
  /** The thread's CPU clock on the side of the reading that is away from the window, and on the window's side. */
  readonly outerCpu = this.#memory.address + BigInt(AT.outerCpu);
  readonly cpu = this.#memory.address + BigInt(AT.cpu);
  readonly rusage = this.#memory.address + BigInt(AT.rusage);
  readonly info = new Uint8Array(this.#memory.buffer, AT.info, TCP_INFO_BYTES);
  readonly infoBytes = new Uint32Array(this.#memory.buffer, AT.infoBytes, 1);
  mappedBytes = NaN;
  pacingCpuNs = NaN;
  readonly infoBytesRaw = new Uint8Array(this.#memory.buffer, AT.infoBytes, 4);

  get cpuNs(): number {
    return this.#timespecNs(AT.cpu);
  }

  /** The CPU time that taking it took. */
  get ownNs(): number {
    return Math.abs(this.#timespecNs(AT.outerCpu) - this.cpuNs);
  }

  get switches(): number {
    return this.#long(AT.rusage + RUSAGE.nvcsw) + this.#long(AT.rusage + RUSAGE.nivcsw);
  }

  get faults(): number {
    return this.#long(AT.rusage + RUSAGE.minflt) + this.#long(AT.rusage + RUSAGE.majflt);
  }

  /** A field of TCP_INFO; NaN where the kernel did not return it whole. */
  tcp(field: keyof typeof TCP_INFO_FIELDS): number {
    const { offset, bytes } = TCP_INFO_FIELDS[field];
    if (this.infoBytes[0]! < offset + bytes) return NaN;
    const at = AT.info + offset;
    return bytes === 8 ? this.#long(at) : this.#words[at / 4]!;
  }

  #timespecNs(at: number): number {
    return this.#long(at + TIMESPEC.sec) * 1e9 + this.#long(at + TIMESPEC.nsec);
  }

  /** 64 bits, exact up to 2^53; without a BigInt, which would be allocated. */
  #long(at: number): number {
    return this.#words[at / 4]! + this.#words[at / 4 + 1]! * 2 ** 32;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
