/** Signals that interrupt the system calls of one thread (EINTR, partial sends) and do nothing else. */
const SIGUSR2 = 12;

/**
 * Makes SIGUSR2 harmless for the rest of the process and gives a function that sends it to a thread of this process;
 * it says whether the signal reached the thread. The old disposition would kill a thread that is late to take it.
 */
export function interrupter(): (tid: number) => boolean {
  const { signal, siginterrupt, tgkill, dlsym } = Deno.dlopen("libc.so.6", {
    signal: { parameters: ["i32", "pointer"], result: "pointer" },
    siginterrupt: { parameters: ["i32", "i32"], result: "i32" },
    tgkill: { parameters: ["i32", "i32", "i32"], result: "i32" },
    dlsym: { parameters: ["pointer", "buffer"], result: "pointer" },
  }).symbols;
  const abs = dlsym(null, new TextEncoder().encode("abs\0")); // as a handler, abs(int) does nothing
  signal(SIGUSR2, abs);
  siginterrupt(SIGUSR2, 1); // EINTR instead of a silent restart
  return (tid) => tgkill(Deno.pid, tid, SIGUSR2) === 0;
}
