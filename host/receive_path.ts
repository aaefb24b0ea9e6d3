/**
 * What moves the work of receiving away from where it is usually done: with loopback and veth in the sending thread's
 * system call, with a network card in a soft interrupt on the CPU that it interrupts. A thread's CPU time and counters
 * then lack that work, or another thread's include it.
 *
 * Source: Documentation/networking/scaling.rst (RPS, RFS), Documentation/networking/napi.rst (threaded NAPI), and
 * net/core/dev.c: get_rps_cpu uses a queue's flow table even if its mask of CPUs is empty; backlog threads
 * (`thread_backlog_napi`) take only what RPS or RFS gave to another CPU. drivers/net/wireguard/queueing.h: the kernel's
 * workers on all CPUs encrypt and decrypt. kernel/softirq.c: with PREEMPT_RT, whichever
 * thread next enables soft interrupts runs those pending on its CPU, ksoftirqd among them.
 */
import { readInteger, readNames, readText } from "./sysfs.ts";

/** A mechanism that moves received packets to other CPUs or threads. */
export const RECEIVE_DETOURS = ["RPS", "RFS", "threaded NAPI", "WireGuard", "PREEMPT_RT"] as const;

export type ReceiveDetour = (typeof RECEIVE_DETOURS)[number];

/** An interface's mechanisms; `null` if the kernel shows none of its files. */
export function readReceiveDetours(root: string, interfaceName: string): ReceiveDetour[] | null {
  const directory = `/sys/class/net/${interfaceName}`;
  const queues = (readNames(root, `${directory}/queues`) ?? []).filter((name) => name.startsWith("rx-"));
  const masks = queues.map((queue) => readText(root, `${directory}/queues/${queue}/rps_cpus`));
  const flows = queues.map((queue) => readInteger(root, `${directory}/queues/${queue}/rps_flow_cnt`) ?? 0);
  const threaded = readInteger(root, `${directory}/threaded`);
  const isWireGuard = /^DEVTYPE=wireguard$/m.test(readText(root, `${directory}/uevent`) ?? "");
  if (!isWireGuard && threaded === null && masks.every((mask) => mask === null)) return null;
  const found: ReceiveDetour[] = [];
  if (masks.some((mask) => /[1-9a-f]/i.test(mask ?? ""))) found.push("RPS");
  if (flows.some((count) => count > 0) && hasSocketFlows(root)) found.push("RFS");
  if (threaded !== null && threaded > 0) found.push("threaded NAPI");
  if (isWireGuard) found.push("WireGuard");
  return found;
}

/** Whether this kernel runs soft interrupts in threads (PREEMPT_RT); `null` if it doesn't say. */
export function isRealTimeKernel(root = "/"): boolean | null {
  const said = readInteger(root, "/sys/kernel/realtime");
  if (said !== null) return said === 1;
  const version = readText(root, "/proc/sys/kernel/version");
  return version === null ? null : /\bPREEMPT[_ ]RT\b/.test(version);
}

/** The flow table that all interfaces share; without it those of the queues do nothing. */
function hasSocketFlows(root: string): boolean {
  return (readInteger(root, "/proc/sys/net/core/rps_sock_flow_entries") ?? 0) > 0;
}
