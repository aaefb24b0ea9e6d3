/**
 * Whom the kernel charges for the time of interrupts. With IRQ time accounting, nobody; without it, a thread's CPU time
 * includes the interrupts and soft interrupts that came while it ran, although /proc/stat lists those separately.
 *
 * Source: kernel/sched/cputime.c (account_process_tick), kernel/sched/psi.c: `/proc/pressure/irq` is there since
 * Linux 6.1 where the kernel was built with CONFIG_IRQ_TIME_ACCOUNTING, and since 6.14 readable only where that is on.
 */
import { gunzipSync } from "node:zlib";
import { readBytes, readText } from "./sysfs.ts";

/** Whether a thread's CPU time includes the interrupts that came while it ran; `null` where the kernel doesn't say. */
export function chargesIrqTimeToThreads(root = "/"): boolean | null {
  const release = readText(root, "/proc/sys/kernel/osrelease") ?? "";
  if (readText(root, "/proc/pressure/irq") !== null) return false;
  if (readText(root, "/proc/pressure/cpu") !== null && isSince(release, 6, 1)) return true;
  const config = readKernelConfig(root, release);
  return config === null ? null : !/^CONFIG_IRQ_TIME_ACCOUNTING=y$/m.test(config);
}

function isSince(release: string, major: number, minor: number): boolean {
  const [, itsMajor, itsMinor] = release.match(/^(\d+)\.(\d+)/) ?? [];
  return Number(itsMajor) > major || (Number(itsMajor) === major && Number(itsMinor) >= minor);
}

/** The configuration that the running kernel was built with, from where distributions leave it. */
function readKernelConfig(root: string, release: string): string | null {
  const packed = readBytes(root, "/proc/config.gz");
  if (packed !== null) return new TextDecoder().decode(gunzipSync(packed));
  return readText(root, `/boot/config-${release}`) ?? readText(root, `/lib/modules/${release}/config`);
}
