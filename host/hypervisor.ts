/** Whether this is a virtual machine: it explains missing counters, stolen time, and CPUs that move. */
import { readText } from "./sysfs.ts";

const DMI = "/sys/class/dmi/id";
const VIRTUAL_HARDWARE =
  /QEMU|KVM|Virtual Machine|Virtualization|VMware|Google Compute Engine|OpenStack|Alibaba Cloud|Amazon EC2/i;

/**
 * True in a virtual machine. x86 says so by the CPU flag `hypervisor`, Xen by `/sys/hypervisor`; arm64 has no flag, so
 * there it is recognised by the vendor of the hardware (SMBIOS; but Amazon's `.metal` machines are not virtual), or by a
 * device tree in which the power interface is reached by a hypervisor call (PSCI method `hvc`; firmware is reached by
 * `smc`).
 */
export function isVirtualMachine(root = "/"): boolean {
  const flags = (readText(root, "/proc/cpuinfo") ?? "").match(/^flags\s*:.*$/m)?.[0];
  if (/\bhypervisor\b/.test(flags ?? "") || readText(root, "/sys/hypervisor/type") !== null) return true;
  if (flags !== undefined) return false;
  const hardware = ["sys_vendor", "product_name"].map((name) => readText(root, `${DMI}/${name}`) ?? "").join(
    " ",
  );
  return VIRTUAL_HARDWARE.test(hardware) && !/\.metal/.test(hardware) ||
    /^hvc/.test(readText(root, "/proc/device-tree/psci/method") ?? "");
}
