/** Where a card's packets are received, and by whom. */
import { assertEquals } from "@std/assert";
import { readInterfaceNode } from "../../host/interface_node.ts";
import { isRealTimeKernel, readReceiveDetours } from "../../host/receive_path.ts";
import { FakeRoot } from "./fake_root.ts";

const NET = "/sys/class/net";

Deno.test("a card's memory node is its device's, and that of a bond or VLAN its card's", () => {
  using root = new FakeRoot({
    [`${NET}/eth0/device/numa_node`]: "1",
    [`${NET}/eth1/device/numa_node`]: "1",
    [`${NET}/eth2/device/numa_node`]: "0",
    [`${NET}/eth3/device/numa_node`]: "-1",
    [`${NET}/bond0/lower_eth0/ifindex`]: "2",
    [`${NET}/bond0/lower_eth1/ifindex`]: "3",
    [`${NET}/bond0.7/lower_bond0/ifindex`]: "6",
    [`${NET}/bond1/lower_eth1/ifindex`]: "3",
    [`${NET}/bond1/lower_eth2/ifindex`]: "4",
    [`${NET}/loop/lower_loop/ifindex`]: "9",
    [`${NET}/lo/ifindex`]: "1",
  });
  const names = ["eth0", "eth3", "bond0", "bond0.7", "bond1", "loop", "lo", "gone"];
  assertEquals(names.map((name) => readInterfaceNode(root.path, name)), [
    ...[1, null, 1, 1],
    ...[null, null, null, null], // on two nodes, without an end, without a card, not there
  ]);
});

const QUEUES = "/sys/class/net/eth0/queues";
const QUIET = {
  [`${QUEUES}/rx-0/rps_cpus`]: "00000000,00000000",
  [`${QUEUES}/rx-1/rps_cpus`]: "00000000,00000000",
  [`${QUEUES}/rx-0/rps_flow_cnt`]: "0",
  "/sys/class/net/eth0/threaded": "0",
};

function detours(files: Record<string, string>): string[] | null {
  using root = new FakeRoot(files);
  return readReceiveDetours(root.path, "eth0");
}

Deno.test("one queue with a mask of CPUs is RPS, a NAPI thread of either kind is one", () => {
  assertEquals(detours(QUIET), []);
  assertEquals(detours({ ...QUIET, [`${QUEUES}/rx-1/rps_cpus`]: "00000100,00000000" }), ["RPS"]);
  assertEquals(detours({ ...QUIET, "/sys/class/net/eth0/threaded": "2" }), ["threaded NAPI"]);
});

Deno.test("flow tables of queues steer only with the table that all share", () => {
  const flows = { ...QUIET, [`${QUEUES}/rx-0/rps_flow_cnt`]: "2048" };
  assertEquals(detours(flows), []);
  assertEquals(detours({ ...flows, "/proc/sys/net/core/rps_sock_flow_entries": "32768" }), ["RFS"]);
});

Deno.test("WireGuard's workers are told by the kind of interface", () => {
  assertEquals(detours({ "/sys/class/net/eth0/uevent": "DEVTYPE=wireguard\nINTERFACE=eth0" }), ["WireGuard"]);
  assertEquals(detours({ ...QUIET, "/sys/class/net/eth0/uevent": "DEVTYPE=vlan\nINTERFACE=eth0" }), []);
});

Deno.test("where sysfs is hidden, nothing is known", () => {
  assertEquals(detours({ "/sys/class/net/eth0/mtu": "1500" }), null);
});

Deno.test("a real-time kernel says so in sysfs, or in its version", () => {
  const said = (files: Record<string, string>) => {
    using root = new FakeRoot(files);
    return isRealTimeKernel(root.path);
  };
  const version = "/proc/sys/kernel/version";
  assertEquals(said({ "/sys/kernel/realtime": "1", [version]: "#1 SMP PREEMPT_RT" }), true);
  assertEquals(said({ [version]: "#1 SMP PREEMPT_RT Debian 6.12.48-1" }), true);
  assertEquals(said({ [version]: "#1 SMP PREEMPT RT Fri" }), true);
  assertEquals(said({ [version]: "#1 SMP PREEMPT_DYNAMIC" }), false);
  assertEquals(said({}), null);
});
