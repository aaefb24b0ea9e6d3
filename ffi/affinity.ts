/** CPU affinity of the calling thread: sched_setaffinity(2), sched_getaffinity(2). */
import { check, libc } from "./libc.ts";

const MASK_BYTES = 1024; // 8192 CPUs, the kernel's limit

/**
 * Runs the calling thread on the given CPUs only.
 *
 * @throws SyscallError EINVAL when none of them is there or allowed
 */
export function pinThread(cpus: readonly number[]): void {
  const mask = new Uint8Array(MASK_BYTES);
  for (const cpu of cpus) mask[cpu >> 3]! |= 1 << (cpu & 7);
  check(`sched_setaffinity(CPU ${cpus.join(",")})`, libc().sched_setaffinity(0, BigInt(MASK_BYTES), mask));
}

/** The CPUs the calling thread may run on, ascending: the machine's, less what taskset or a cgroup took away. */
export function allowedCpus(): number[] {
  const mask = new Uint8Array(MASK_BYTES);
  check("sched_getaffinity", libc().sched_getaffinity(0, BigInt(MASK_BYTES), mask));
  const cpus: number[] = [];
  for (let cpu = 0; cpu < MASK_BYTES * 8; cpu++) {
    if ((mask[cpu >> 3]! & (1 << (cpu & 7))) !== 0) cpus.push(cpu);
  }
  return cpus;
}
