import { assertEquals } from "@std/assert";
import { readNetwork } from "../../host/network.ts";
import { factsOfEnds, standingWarnings } from "../../sweep/standing_warnings.ts";
import { FakeRoot } from "../host/fake_root.ts";

const OFFLOADS = { scatterGather: true, tcpSegmentation: true };
const QUIET = {
  interfaceName: "eth0",
  offloads: OFFLOADS,
  host: { clockSource: "tsc", irqTimeInThreads: true, network: { packetTaps: 0 } },
};

function saidOf(send: unknown, receive: unknown = QUIET): string[] {
  return standingWarnings(factsOfEnds({ send, receive }));
}

Deno.test("slow clocks, taps, and offloads that the sender lacks are said of every row", () => {
  assertEquals(saidOf(QUIET), []);
  assertEquals(saidOf({ ...QUIET, host: { clockSource: "hpet" } }), ["slow-clock (hpet)"]);
  assertEquals(saidOf(QUIET, { host: { clockSource: "acpi_pm" } }), ["slow-clock (acpi_pm)"]);
  assertEquals(saidOf(QUIET, { network: { packetTaps: 2 }, host: {} }), ["packet-tap (2 packet sockets)"]);
  assertEquals(saidOf(QUIET, { ...QUIET, host: { irqTimeInThreads: false } }), ["irq-time-apart"]);
  const without = { scatterGather: false, tcpSegmentation: false };
  assertEquals(saidOf({ ...QUIET, offloads: without }), [
    "offload-off (scatter-gather and TCP segmentation of the sender's eth0)",
  ]);
  assertEquals(saidOf(QUIET, { ...QUIET, offloads: without }), []); // the receiver does not send
});

Deno.test("what a card below a bond or VLAN has off is off, and it is the card that is named", () => {
  const below = (...lowerOffloads: unknown[]) =>
    saidOf({ ...QUIET, interfaceName: "bond0.7", lowerOffloads });
  const bond = { name: "bond0", ...OFFLOADS };
  assertEquals(below(bond, { name: "eth1", ...OFFLOADS }), []);
  assertEquals(below(bond, { name: "eth1", ...OFFLOADS, tcpSegmentation: false }), [
    "offload-off (TCP segmentation of the sender's eth1)",
  ]);
  assertEquals(below({ ...bond, scatterGather: false }, 7, { name: "eth1", scatterGather: "off" }), [
    "offload-off (scatter-gather of the sender's bond0)",
  ]);
});

Deno.test("what takes received packets elsewhere at either end is said of every row, once each", () => {
  const detoured = (...receiveDetours: unknown[]) => ({
    ...QUIET,
    host: { ...QUIET.host, network: { packetTaps: 0, interfaces: [{ name: "eth0", receiveDetours }] } },
  });
  assertEquals(saidOf(QUIET, detoured("RPS")), ["receive-apart (RPS)"]);
  assertEquals(saidOf(detoured("threaded NAPI"), detoured("RPS", "threaded NAPI")), [
    "receive-apart (RPS, threaded NAPI)",
  ]);
  assertEquals(saidOf({ ...QUIET, host: { realTimeKernel: true } }), ["receive-apart (PREEMPT_RT)"]);
  assertEquals(saidOf(detoured("; oversubscribed", 7), detoured()), []); // another host's words are not repeated
});

Deno.test("whatever another host tells of itself, what is not understood is not known", () => {
  for (
    const end of [null, 7, [], { offloads: "all", host: [], interfaceName: {} }, {
      offloads: { scatterGather: "off" },
    }]
  ) {
    const { send: { interfaceName, scatterGather, packetTaps } } = factsOfEnds({ send: end, receive: end });
    assertEquals([interfaceName, scatterGather, packetTaps], [null, null, null]);
  }
});

Deno.test("packet sockets count that take all packets of the interface, or of all", () => {
  const socket = (protocol: string, index: number) =>
    `ffff8c2f 3      3    ${protocol}   ${index}     1 0 0 4711`;
  using root = new FakeRoot({
    "/proc/net/packet": [
      "sk RefCnt Type Proto  Iface R Rmem User Inode",
      socket("0003", 2),
      socket("88cc", 2),
      socket("0003", 5),
      socket("0003", 0),
    ].join("\n"),
    "/sys/class/net/eth0/ifindex": "2",
  });
  assertEquals(readNetwork(root.path, ["eth0"]).packetTaps, 2);
  assertEquals(readNetwork(root.path, []).packetTaps, 3);
});
