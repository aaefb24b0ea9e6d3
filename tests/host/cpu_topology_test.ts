import { assert, assertEquals, assertThrows } from "@std/assert";
import { hasSmtSiblings, readCpuTopology } from "../../host/cpu_topology.ts";
import { isVirtualMachine } from "../../host/hypervisor.ts";
import { readCpuPmus } from "../../host/pmus.ts";
import { parseCpuList } from "../../host/sysfs.ts";
import { cpuFiles, FakeRoot, HYBRID_LAPTOP } from "./fake_root.ts";

Deno.test("a hybrid laptop's CPUs know their core, type and greatest frequency", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  const cpus = readCpuTopology(root.path);
  assertEquals(cpus.map((c) => c.core), [0, 0, 2, 2, 4, 5]);
  assertEquals(cpus.map((c) => c.coreType), [
    ...Array(4).fill("cpu_core"),
    ...Array(2).fill("cpu_atom"),
  ]);
  assertEquals(cpus[4], {
    cpu: 4,
    core: 4,
    package: 0,
    node: 0,
    coreType: "cpu_atom",
    maxFreqKhz: 3_700_000,
    capacity: null,
  });
  assert(hasSmtSiblings(cpus));
  assert(!hasSmtSiblings(cpus.filter((c) => c.cpu !== 1 && c.cpu !== 3)));
});

Deno.test("only PMUs that serve CPU cores are listed, not uncore or software", () => {
  using root = new FakeRoot(HYBRID_LAPTOP);
  assertEquals(readCpuPmus(root.path), [
    { name: "cpu_atom", type: 10, cpus: [4, 5] },
    { name: "cpu_core", type: 4, cpus: [0, 1, 2, 3] },
  ]);
});

Deno.test("an ordinary machine's PMU counts on all CPUs", () => {
  using root = new FakeRoot({ "/sys/bus/event_source/devices/cpu/type": "4" });
  assertEquals(readCpuPmus(root.path), [{ name: "cpu", type: 4, cpus: null }]);
});

Deno.test("two sockets with equal core numbers stay apart, each on its own node", () => {
  using root = new FakeRoot({
    "/sys/devices/system/cpu/online": "0-3",
    ...cpuFiles(0, { siblings: "0,2", package: 0, node: 0 }),
    ...cpuFiles(1, { siblings: "1,3", package: 1, node: 1 }),
    ...cpuFiles(2, { siblings: "0,2", package: 0, node: 0 }),
    ...cpuFiles(3, { siblings: "1,3", package: 1, node: 1 }),
  });
  const cpus = readCpuTopology(root.path);
  assertEquals(cpus.map((c) => [c.core, c.package, c.node]), [[0, 0, 0], [1, 1, 1], [0, 0, 0], [1, 1, 1]]);
  assertEquals(cpus.map((c) => c.coreType), Array(4).fill("uniform"));
});

Deno.test("big and little cores without PMUs are told apart by capacity", () => {
  using root = new FakeRoot({
    "/sys/devices/system/cpu/online": "0-1",
    ...cpuFiles(0, { siblings: "0", capacity: 446 }),
    ...cpuFiles(1, { siblings: "1", capacity: 1024 }),
  });
  assertEquals(readCpuTopology(root.path).map((c) => c.coreType), ["capacity-446", "capacity-1024"]);
});

Deno.test("CPUs that are offline are left out, and bare numbers do without topology files", () => {
  using root = new FakeRoot({ "/sys/devices/system/cpu/online": "0,2" });
  assertEquals(readCpuTopology(root.path).map((c) => [c.cpu, c.core, c.package, c.node, c.maxFreqKhz]), [
    [0, 0, 0, 0, null],
    [2, 2, 0, 0, null],
  ]);
});

Deno.test("this machine has a CPU", () => {
  assert(readCpuTopology().length >= 1);
});

Deno.test("parseCpuList() reads ranges and single numbers, and names what is neither", () => {
  assertEquals(parseCpuList("0-2,8,10-11\n"), [0, 1, 2, 8, 10, 11]);
  assertEquals(parseCpuList(""), []);
  assertThrows(() => parseCpuList("0-x"), Error, 'not a CPU list: "0-x"');
});

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
