/** Sets up an io_uring: io_uring_setup(2), the mappings of its rings, and in one sentence why there is none. */
import { EINVAL, ENOMEM, ENOSYS, EPERM, SyscallError } from "../ffi/errno.ts";
import {
  IO_URING_CQE,
  IO_URING_PARAMS,
  IO_URING_SQE,
  IORING_FEAT_RSRC_TAGS,
  IORING_OFF_SQ_RING,
  IORING_OFF_SQES,
  IORING_SETUP_CQSIZE,
  IORING_SETUP_DEFER_TASKRUN,
  IORING_SETUP_SINGLE_ISSUER,
} from "../ffi/io_uring.ts";
import { errno, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { SYS_IO_URING_SETUP } from "../ffi/syscalls.ts";

const WORD_BYTES = 4;
/** One thread submits, and completions are posted when it asks for them: Linux 6.1. */
const ONE_THREAD = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;

/** Places in a ring's memory, in words. */
export interface RingPlaces {
  readonly sqTail: number;
  readonly cqHead: number;
  readonly cqTail: number;
  readonly cqOverflow: number;
  readonly cqes: number;
}

/** A ring as the kernel made it. */
interface RingMemory {
  readonly fd: number;
  readonly requests: NativeMemory;
  readonly requestCount: number;
  readonly rings: NativeMemory;
  readonly completionCount: number;
  readonly at: RingPlaces;
}

const ADVICE: Readonly<Record<number, string>> = {
  [EPERM]:
    "io_uring is switched off, by sysctl kernel.io_uring_disabled or by a seccomp filter such as Docker's",
  [ENOSYS]: "this kernel has no io_uring (needs Linux 5.13)",
  [ENOMEM]: "no memory for the rings (ulimit -l, or the control group's limit)",
};

/**
 * Makes a ring for the calling thread alone.
 *
 * @param requests how many can be submitted at a time; a power of two
 * @param completions how many can wait to be read; a power of two, at least as many
 * @throws SyscallError in one sentence where the kernel refuses or is too old
 */
export function setUpRing(requests: number, completions: number): RingMemory {
  using parameters = new NativeMemory(IO_URING_PARAMS.size);
  const { view } = parameters;
  const fd = attempt(parameters, requests, completions);
  try {
    if ((read(view, "features") & IORING_FEAT_RSRC_TAGS) === 0) {
      // before 5.12 a send that was cut short let the next one of its chain overtake it
      throw new SyscallError(
        "io_uring_setup",
        EINVAL,
        "this kernel's io_uring is too old (needs Linux 5.13)",
      );
    }
    return mapped(fd, view);
  } catch (error) {
    libc().close(fd);
    throw error;
  }
}

function attempt(parameters: NativeMemory, requests: number, completions: number): number {
  for (const flags of [ONE_THREAD, 0]) {
    parameters.bytes.fill(0);
    parameters.view.setUint32(IO_URING_PARAMS.cqEntries, completions, true);
    parameters.view.setUint32(IO_URING_PARAMS.flags, IORING_SETUP_CQSIZE | flags, true);
    const fd = libc().io_uring_setup(SYS_IO_URING_SETUP, requests, parameters.address);
    if (fd >= 0) return fd;
    const code = errno();
    if (code !== EINVAL || flags === 0) throw new SyscallError("io_uring_setup", code, ADVICE[code]);
  }
  throw new Error("io_uring_setup was not tried");
}

function mapped(fd: number, view: DataView): RingMemory {
  const requestCount = read(view, "sqEntries"), completionCount = read(view, "cqEntries");
  const sqArray = read(view, "sqArray"), cqes = read(view, "cqes");
  const byteLength = Math.max(
    sqArray + requestCount * WORD_BYTES,
    cqes + completionCount * IO_URING_CQE.size,
  );
  using held = new DisposableStack();
  const rings = held.use(new NativeMemory(byteLength, { fd, offset: BigInt(IORING_OFF_SQ_RING) }));
  const requests = held.use(
    new NativeMemory(requestCount * IO_URING_SQE.size, { fd, offset: BigInt(IORING_OFF_SQES) }),
  );
  held.move();
  const inOrder = new Uint32Array(rings.buffer, sqArray, requestCount);
  for (let i = 0; i < requestCount; i++) inOrder[i] = i;
  const word = (name: keyof typeof IO_URING_PARAMS) => read(view, name) / WORD_BYTES;
  const at = {
    sqTail: word("sqTail"),
    cqHead: word("cqHead"),
    cqTail: word("cqTail"),
    cqOverflow: word("cqOverflow"),
    cqes: word("cqes"),
  };
  return { fd, requests, requestCount, rings, completionCount, at };
}

function read(view: DataView, name: keyof typeof IO_URING_PARAMS): number {
  return view.getUint32(IO_URING_PARAMS[name], true);
}
