/**
 * System call numbers, for the calls that go by syscall(2): asm/unistd_64.h on x86-64, asm-generic/unistd.h on arm64.
 *
 * The timed loops send and receive that way because glibc's own functions are cancellation points: in a process with
 * threads they enclose each call in two atomic operations (about 15 ns), and netio never cancels a thread.
 */
const NUMBERS = {
  x86_64: {
    ...{ sendto: 44n, recvfrom: 45n, sendmsg: 46n, recvmsg: 47n },
    ...{ sendfile: 40n, splice: 275n, vmsplice: 278n, memfdCreate: 319n },
  },
  aarch64: {
    ...{ sendto: 206n, recvfrom: 207n, sendmsg: 211n, recvmsg: 212n },
    ...{ sendfile: 71n, splice: 76n, vmsplice: 75n, memfdCreate: 279n },
  },
} as const;

const numbers = NUMBERS[Deno.build.arch];

export const SYS_SENDTO = numbers.sendto;
export const SYS_RECVFROM = numbers.recvfrom;
export const SYS_SENDMSG = numbers.sendmsg;
export const SYS_RECVMSG = numbers.recvmsg;
export const SYS_SENDFILE = numbers.sendfile;
export const SYS_SPLICE = numbers.splice;
export const SYS_VMSPLICE = numbers.vmsplice;

/** glibc has had a wrapper since 2.27 only. */
export const SYS_MEMFD_CREATE = numbers.memfdCreate;

/** glibc has no wrappers; calls that came after 5.0 have one number everywhere. */
export const SYS_IO_URING_SETUP = 425n;
export const SYS_IO_URING_ENTER = 426n;
export const SYS_IO_URING_REGISTER = 427n;
