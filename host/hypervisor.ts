/** Whether this is a virtual machine: it explains missing counters and stolen time. */
import { readText } from "./sysfs.ts";

/**
 * True in a virtual machine: the CPU flag `hypervisor` (x86), Xen's `/sys/hypervisor`, or a device tree that names
 * one (arm64).
 */
export function isVirtualMachine(root = "/"): boolean {
  return /^flags\s*:.*\bhypervisor\b/m.test(readText(root, "/proc/cpuinfo") ?? "") ||
    readText(root, "/sys/hypervisor/type") !== null ||
    readText(root, "/proc/device-tree/hypervisor/compatible") !== null;
}
