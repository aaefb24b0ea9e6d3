/**
 * System call numbers, for the calls that go by syscall(2): asm/unistd_64.h on x86-64, asm-generic/unistd.h on arm64.
 *
 * The timed loops send and receive that way because glibc's own functions are cancellation points: in a process with
 * threads they enclose each call in two atomic operations (about 15 ns), and netio never cancels a thread.
 */
const NUMBERS = {
  x86_64: { sendto: 44n, recvfrom: 45n, sendmsg: 46n, recvmsg: 47n },
  aarch64: { sendto: 206n, recvfrom: 207n, sendmsg: 211n, recvmsg: 212n },
} as const;

const numbers = NUMBERS[Deno.build.arch];

export const SYS_SENDTO = numbers.sendto;
export const SYS_RECVFROM = numbers.recvfrom;
export const SYS_SENDMSG = numbers.sendmsg;
export const SYS_RECVMSG = numbers.recvmsg;
