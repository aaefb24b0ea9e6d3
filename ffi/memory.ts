/**
 * Memory that the kernel sees: page-aligned, outside V8's heap, at an address that never moves (mmap(2)).
 *
 * A small `Uint8Array` may live on the V8 heap, and an address kept in an iovec does not keep a buffer alive, so
 * everything whose address is handed to the kernel for longer than one call is allocated here.
 */
import { MAP_ANONYMOUS, MAP_POPULATE, MAP_PRIVATE, MAP_SHARED, PROT_READ, PROT_WRITE } from "./constants.ts";
import { SyscallError } from "./errno.ts";
import { errno, libc } from "./libc.ts";

/** The smallest page that Linux has on x86-64 and arm64. */
export const PAGE_BYTES = 4096;

/** The page of this kernel: on arm64 it may have 16 or 64 KiB. */
export function pageBytes(): number {
  return libc().getpagesize();
}

const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

/** What a mapping shows: a part of a file, shared with all who map it. */
interface MappedFile {
  readonly fd: number;
  readonly offset: bigint;
  /** Also without pages at first: other calls map them. */
  readonly isReadOnly?: boolean;
}

/** A populated mapping, private and zeroed or of a file; unmapped by `using` or {@linkcode dispose}. */
export class NativeMemory implements Disposable {
  readonly address: bigint;
  readonly buffer: ArrayBuffer;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly byteLength: number;
  #mapped = true;

  /**
   * @param byteLength at least 1; the mapping itself is rounded up to whole pages
   * @throws SyscallError when the kernel refuses (ENOMEM: not enough memory)
   */
  constructor(byteLength: number, file?: MappedFile) {
    const isReadOnly = file?.isReadOnly === true;
    const pointer = libc().mmap(
      0n,
      BigInt(byteLength),
      isReadOnly ? PROT_READ : PROT_READ | PROT_WRITE,
      (isReadOnly ? 0 : MAP_POPULATE) | (file === undefined ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED),
      file?.fd ?? -1,
      file?.offset ?? 0n,
    );
    const address = pointer === null ? 0n : BigInt(Deno.UnsafePointer.value(pointer));
    if (pointer === null || address === MAP_FAILED) {
      throw new SyscallError(`mmap of ${byteLength} bytes`, errno(), "not enough memory for this payload");
    }
    this.address = address;
    this.byteLength = byteLength;
    this.buffer = Deno.UnsafePointerView.getArrayBuffer(pointer, byteLength);
    this.bytes = new Uint8Array(this.buffer);
    this.view = new DataView(this.buffer);
  }

  /** Unmaps; views and addresses of this memory must not be used afterwards. Safe to call twice. */
  [Symbol.dispose](): void {
    if (!this.#mapped) return;
    this.#mapped = false;
    libc().munmap(this.address, BigInt(this.byteLength));
  }
}
