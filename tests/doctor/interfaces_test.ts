import { assertEquals } from "@std/assert";
import { allInterfaces, likelyInterfaces, withLowerInterfaces } from "../../doctor/interfaces.ts";
import { FakeRoot } from "../host/fake_root.ts";

const NET = "/sys/class/net";

/** A bond of a card that is up and one that is down, a bridge of containers, and a tunnel. */
const SERVER = {
  [`${NET}/lo/operstate`]: "unknown",
  [`${NET}/eth0/operstate`]: "up",
  [`${NET}/eth0/device/`]: "",
  [`${NET}/eth1/operstate`]: "down",
  [`${NET}/eth1/device/`]: "",
  [`${NET}/bond0/operstate`]: "up",
  [`${NET}/bond0/lower_eth0/`]: "",
  [`${NET}/docker0/operstate`]: "up",
  [`${NET}/docker0/lower_veth7/`]: "",
  [`${NET}/veth7/operstate`]: "up",
  [`${NET}/wg0/operstate`]: "unknown",
  "/proc/net/dev": `Inter-|   Receive                            |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 2776770   11307    0    0    0     0          0         0  2776770   11307    0    0    0     0       0          0
bond0: 1215645    2751    0    0    0     0          0         0  1782404    4324    0    0    0   427       0          0
 eth0:       1       1    0    0    0     0          0         0        1       1    0    0    0     0       0          0
 eth1:0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
docker0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
 veth7:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
   wg0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0`,
};

Deno.test("sweeps are likely to use loopback, cards that are up, and what is made of them", () => {
  using root = new FakeRoot(SERVER);
  assertEquals(likelyInterfaces(root.path), ["lo", "bond0", "eth0"]);
});

Deno.test("all interfaces are listed; none where they can't be read", () => {
  using root = new FakeRoot(SERVER), empty = new FakeRoot();
  assertEquals(allInterfaces(root.path), ["bond0", "docker0", "eth0", "eth1", "lo", "veth7", "wg0"]);
  assertEquals([allInterfaces(empty.path), likelyInterfaces(empty.path)], [[], ["lo"]]);
});

Deno.test("an interface that is made of cards is followed by them, each once", () => {
  using root = new FakeRoot(SERVER);
  assertEquals(withLowerInterfaces(["bond0", "wg0", "eth0"], root.path), ["bond0", "eth0", "wg0"]);
});
