import { assertEquals } from "@std/assert";
import { readInterfaceNode } from "../../host/interface_node.ts";
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
