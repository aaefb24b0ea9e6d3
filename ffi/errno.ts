/**
 * Error numbers of Linux (asm-generic/errno.h; the same on x86-64 and arm64) and the error that netio throws for a
 * failed system call in set-up code. Hot paths use raw results and {@linkcode errno} in `libc.ts` instead.
 */
export const EPERM = 1;
export const ENOENT = 2;
export const EINTR = 4;
export const EIO = 5;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EBUSY = 16;
export const ENODEV = 19;
export const EINVAL = 22;
export const EMFILE = 24;
export const EPIPE = 32;
export const ENOSYS = 38;
export const ETIME = 62;
export const ENOPROTOOPT = 92;
export const EOPNOTSUPP = 95;
export const ENETUNREACH = 101;
export const ECONNABORTED = 103;
export const ECONNRESET = 104;
export const ENOBUFS = 105;
export const ETIMEDOUT = 110;
export const ECONNREFUSED = 111;
export const EINPROGRESS = 115;
export const ECANCELED = 125;

const NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  3: "ESRCH",
  4: "EINTR",
  5: "EIO",
  7: "E2BIG",
  9: "EBADF",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  14: "EFAULT",
  16: "EBUSY",
  19: "ENODEV",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  28: "ENOSPC",
  32: "EPIPE",
  38: "ENOSYS",
  53: "EBADR",
  62: "ETIME",
  90: "EMSGSIZE",
  92: "ENOPROTOOPT",
  93: "EPROTONOSUPPORT",
  95: "EOPNOTSUPP",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  99: "EADDRNOTAVAIL",
  101: "ENETUNREACH",
  103: "ECONNABORTED",
  104: "ECONNRESET",
  105: "ENOBUFS",
  110: "ETIMEDOUT",
  111: "ECONNREFUSED",
  113: "EHOSTUNREACH",
  115: "EINPROGRESS",
  125: "ECANCELED",
};

/** The C name of an error number, such as `EPIPE`, or `errno 200` for one without a name here. */
export function errnoName(code: number): string {
  return NAMES[code] ?? `errno ${code}`;
}

/** A system call that failed: which, with what errno, and where known what to do about it. */
export class SyscallError extends Error {
  override readonly name = "SyscallError";
  readonly errno: number;

  /**
   * @param call what was attempted, such as `setsockopt(SO_ZEROCOPY)`
   * @param code the error number
   * @param advice one clause on what it means or what to do
   */
  constructor(call: string, code: number, advice?: string) {
    super(`${call} failed: ${errnoName(code)} (${code})${advice ? `: ${advice}` : ""}`);
    this.errno = code;
  }
}
