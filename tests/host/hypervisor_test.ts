import { assertEquals } from "@std/assert";
import { isVirtualMachine } from "../../host/hypervisor.ts";
import { FakeRoot } from "./fake_root.ts";

const ARM = { "/proc/cpuinfo": "processor\t: 0\nFeatures\t: fp asimd evtstrm\nCPU implementer\t: 0x41" };

function isVirtual(files: Record<string, string>): boolean {
  using root = new FakeRoot(files);
  return isVirtualMachine(root.path);
}

function dmi(vendor: string, product: string): Record<string, string> {
  return { "/sys/class/dmi/id/sys_vendor": vendor, "/sys/class/dmi/id/product_name": product };
}

Deno.test("x86 says so itself, whoever made the hardware", () => {
  const flags = (text: string) => ({ "/proc/cpuinfo": `processor\t: 0\nflags\t\t: fpu vme ${text}` });
  assertEquals(isVirtual(flags("hypervisor lahf_lm")), true);
  assertEquals(isVirtual({ ...flags("lahf_lm"), ...dmi("Google", "Google Compute Engine") }), false);
  assertEquals(isVirtual({ ...flags("lahf_lm"), "/sys/hypervisor/type": "xen" }), true);
});

Deno.test("arm64 is told by its hardware's maker, or by its device tree", () => {
  const virtual = [
    dmi("QEMU", "KVM Virtual Machine"),
    dmi("Amazon EC2", "m7g.large"),
    dmi("Google", "Google Compute Engine"),
    dmi("Microsoft Corporation", "Virtual Machine"),
    dmi("Apple Inc.", "Apple Virtualization Generic Platform"),
    { "/proc/device-tree/psci/method": "hvc\0" },
    { "/sys/hypervisor/type": "xen" },
  ];
  for (const files of virtual) assertEquals(isVirtual({ ...ARM, ...files }), true, JSON.stringify(files));
  const bare = [
    {},
    dmi("Amazon EC2", "m7g.metal"),
    dmi("Ampere(TM) Mt.Jade Platform", "Mt.Jade"),
    { "/proc/device-tree/psci/method": "smc\0" },
  ];
  for (const files of bare) assertEquals(isVirtual({ ...ARM, ...files }), false, JSON.stringify(files));
});
