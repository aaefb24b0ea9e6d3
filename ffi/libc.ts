/**
 * The libc functions netio calls, opened once per isolate.
 *
 * Shapes are chosen for V8's fast calls: addresses and sizes are `usize` and get BigInts that the caller made
 * before its loop, results that fit are `i32` (a 64-bit result costs an allocation per call), nothing is passed by
 * value or called `nonblocking`, except {@linkcode SYMBOLS.pollAside}. Lengths stay below 2^31. A second `dlopen` in an
 * isolate would make every call site polymorphic for good, so {@linkcode libc} opens lazily and only once.
 */
import { SyscallError } from "./errno.ts";

const SYMBOLS = {
  // Memory: mman.h, unistd.h, string.h
  mmap: {
    parameters: [
      "usize", // void *addr
      "usize", // size_t length
      "i32", // int prot
      "i32", // int flags
      "i32", // int fd
      "i64", // off_t offset
    ],
    result: "pointer", // void *, MAP_FAILED is (void *) -1
  },
  munmap: { parameters: ["usize", "usize"], result: "i32" }, // void *addr, size_t length
  madvise: { parameters: ["usize", "usize", "i32"], result: "i32" }, // void *addr, size_t length, int advice
  getpagesize: { parameters: [], result: "i32" },
  memcpy: { parameters: ["usize", "usize", "usize"], result: "void" }, // void *dest, const void *src, size_t n

  // Sockets: sys/socket.h
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" }, // int domain, int type, int protocol
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" }, // int fd, const struct sockaddr *, socklen_t
  listen: { parameters: ["i32", "i32"], result: "i32" }, // int fd, int backlog
  accept4: {
    parameters: ["i32", "pointer", "pointer", "i32"], // int fd, struct sockaddr *, socklen_t *, int flags
    result: "i32",
  },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" }, // int fd, const struct sockaddr *, socklen_t
  inet_pton: { parameters: ["i32", "buffer", "buffer"], result: "i32" }, // int family, const char *text, void *address
  inet_ntop: {
    parameters: ["i32", "buffer", "buffer", "u32"], // int family, const void *address, char *text, socklen_t
    result: "pointer",
  },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" }, // int fd, struct sockaddr *, socklen_t *
  getpeername: { parameters: ["i32", "buffer", "buffer"], result: "i32" }, // int fd, struct sockaddr *, socklen_t *
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"], // int fd, int level, int name, const void *, socklen_t
    result: "i32",
  },
  getsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "buffer"], // int fd, int level, int name, void *, socklen_t *
    result: "i32",
  },
  shutdown: { parameters: ["i32", "i32"], result: "i32" }, // int fd, int how
  close: { parameters: ["i32"], result: "i32" }, // int fd
  send: { parameters: ["i32", "usize", "usize", "i32"], result: "i32" }, // int fd, const void *, size_t, int flags
  recv: { parameters: ["i32", "usize", "usize", "i32"], result: "i32" }, // int fd, void *buf, size_t, int flags
  poll: { parameters: ["usize", "u64", "i32"], result: "i32" }, // struct pollfd *, nfds_t, int timeout_ms
  /** The same in a thread of Deno's, for waits that must not block this thread. */
  pollAside: { name: "poll", parameters: ["usize", "u64", "i32"], result: "i32", nonblocking: true },

  // The same by syscall(2), for the timed loops: see `syscalls.ts`
  sendto: {
    name: "syscall",
    parameters: [
      "usize", // long number: SYS_SENDTO
      "i32", // int fd
      "usize", // const void *buf
      "usize", // size_t length
      "i32", // int flags
      "usize", // const struct sockaddr *
      "i32", // socklen_t
    ],
    result: "i32",
  },
  recvfrom: {
    name: "syscall",
    parameters: [
      "usize", // long number: SYS_RECVFROM
      "i32", // int fd
      "usize", // void *buf
      "usize", // size_t length
      "i32", // int flags
      "usize", // struct sockaddr *
      "usize", // socklen_t *
    ],
    result: "i32",
  },
  sendmsg: {
    name: "syscall",
    parameters: ["usize", "i32", "usize", "i32"], // long number: SYS_SENDMSG, int fd, const struct msghdr *, int flags
    result: "i32",
  },
  recvmsg: {
    name: "syscall",
    parameters: ["usize", "i32", "usize", "i32"], // long number: SYS_RECVMSG, int fd, struct msghdr *, int flags
    result: "i32",
  },

  sendfile: {
    name: "syscall",
    parameters: ["usize", "i32", "i32", "usize", "usize"], // long number, int out, int in, off_t *offset, size_t count
    result: "i32",
  },
  vmsplice: {
    name: "syscall",
    parameters: ["usize", "i32", "usize", "usize", "u32"], // long number, int fd, const struct iovec *, size_t, flags
    result: "i32",
  },
  splice: {
    name: "syscall",
    parameters: [
      "usize", // long number: SYS_SPLICE
      "i32", // int fd_in
      "usize", // off64_t *off_in
      "i32", // int fd_out
      "usize", // off64_t *off_out
      "usize", // size_t len
      "u32", // unsigned flags
    ],
    result: "i32",
  },

  // io_uring: linux/io_uring.h
  io_uring_setup: {
    name: "syscall",
    parameters: ["usize", "u32", "usize"], // long number, u32 entries, struct io_uring_params *
    result: "i32",
  },
  io_uring_enter: {
    name: "syscall",
    parameters: [
      "usize", // long number: SYS_IO_URING_ENTER
      "i32", // int fd
      "u32", // u32 to_submit
      "u32", // u32 min_complete
      "u32", // u32 flags
      "usize", // const void *argp
      "usize", // size_t argsz
    ],
    result: "i32",
  },
  io_uring_register: {
    name: "syscall",
    parameters: ["usize", "i32", "u32", "usize", "u32"], // long number, int fd, u32 opcode, void *arg, u32 nr_args
    result: "i32",
  },

  // Files and pipes: sys/mman.h, unistd.h, fcntl.h
  memfd_create: { name: "syscall", parameters: ["usize", "buffer", "u32"], result: "i32" }, // long number, name, flags
  ftruncate: { parameters: ["i32", "i64"], result: "i32" }, // int fd, off_t length
  pipe2: { parameters: ["buffer", "i32"], result: "i32" }, // int fds[2], int flags
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" }, // int fd, int command, int argument

  // Time and accounting: time.h, sys/resource.h, sched.h
  clock_gettime: { parameters: ["i32", "usize"], result: "i32" }, // clockid_t, struct timespec *
  clock_nanosleep: {
    parameters: ["i32", "i32", "usize", "usize"], // clockid_t, int flags, const struct timespec *, struct timespec *
    result: "i32",
  },
  getrusage: { parameters: ["i32", "usize"], result: "i32" }, // int who, struct rusage *
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" }, // int resource, struct rlimit *
  sched_setaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" }, // pid_t, size_t, const cpu_set_t *
  sched_getaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" }, // pid_t, size_t, cpu_set_t *
  geteuid: { parameters: [], result: "u32" },

  // Namespaces: sched.h, fcntl.h
  unshare: { parameters: ["i32"], result: "i32" }, // int flags; of the calling thread
  setns: { parameters: ["i32", "i32"], result: "i32" }, // int fd, int type; of the calling thread
  open: { parameters: ["buffer", "i32"], result: "i32" }, // const char *path, int flags

  // Counters and descriptors: unistd.h, sys/ioctl.h
  perf_event_open: {
    name: "syscall", // glibc has no wrapper
    parameters: ["i64", "usize", "i32", "i32", "i32", "u64"], // long number, attr *, pid, cpu, group_fd, flags
    result: "i32",
  },
  ioctl: { parameters: ["i32", "u64", "u64"], result: "i32" }, // int fd, unsigned long request, argument
  read: { parameters: ["i32", "usize", "usize"], result: "i32" }, // int fd, void *buf, size_t count
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let symbols: Libc | undefined;
let errnoCell: Int32Array<ArrayBuffer> | undefined;

/** The libc symbols of this isolate, opened on first use. Throws where the machine has no glibc. */
export function libc(): Libc {
  if (symbols !== undefined) return symbols;
  symbols = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  const address = symbols.__errno_location();
  if (address === null) throw new Error("__errno_location returned NULL");
  errnoCell = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(address, 4));
  return symbols;
}

/** This thread's errno; read it right after a call that returned -1, before anything else. */
export function errno(): number {
  return errnoCell?.[0] ?? 0;
}

/**
 * Passes on a result of 0 or more.
 *
 * @param call what was attempted, for the message
 * @throws SyscallError for a result of -1, with this thread's errno
 */
export function check(call: string, result: number, advice?: (code: number) => string | undefined): number {
  if (result >= 0) return result;
  const code = errno();
  throw new SyscallError(call, code, advice?.(code));
}
