import { assert, assertEquals, assertRejects } from "@std/assert";
import { LocalConnections } from "../../net/connections.ts";
import { NetworkNamespace } from "../../net/netns.ts";
import { VethPair } from "../../net/veth.ts";
import { namespacesOf, networkTraces, whyNoNamespaces } from "./namespaces.ts";

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`tests of namespaces are skipped: ${obstacle}`);
const PLAIN = { mtuBytes: null, netem: null } as const;

/** The namespace that this thread is in. */
const here = () => Deno.readLinkSync("/proc/thread-self/ns/net");

function namespaceTest(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, ignore: obstacle !== null, fn });
}

namespaceTest(
  "a thread is inside a namespace for one call, and home again after it, also when that throws",
  () => {
    using namespace = new NetworkNamespace();
    const home = here();
    const inside = namespace.run(here);
    assert(inside !== home);
    assertEquals(namespace.run(here), inside);
    try {
      namespace.run(() => {
        throw new Error("inside");
      });
    } catch { /* as meant */ }
    assertEquals(here(), home);
  },
);

namespaceTest("the two sides of a veth pair are connected, with the MTU asked for", async () => {
  using pair = await VethPair.create({ mtuBytes: 9000, netem: null });
  const { server, client } = pair.describe();
  assertEquals([server.interfaceName, server.mtuBytes], ["netio0", 9000]);
  assertEquals([client.interfaceName, client.mtuBytes], ["netio1", 9000]);
  assertEquals(server.offloads.scatterGather, true);
  using connections = new LocalConnections(2, { congestion: "system" }, pair);
  assertEquals(connections.pairs.length, 2);
});

namespaceTest("optmem_max is told of each side as its namespace has it, not the host's", async () => {
  using pair = await VethPair.create(PLAIN);
  pair.inServer(() => Deno.writeTextFileSync("/proc/sys/net/core/optmem_max", "65536"));
  const { server, client } = pair.describe();
  assertEquals(server.network.optmemMaxBytes, 65536);
  assert(client.network.optmemMaxBytes !== 65536);
});

namespaceTest("a pair that is given up, or could not be made, leaves nothing", async () => {
  const before = [...networkTraces(), ...namespacesOf(Deno.pid)];
  {
    using _pair = await VethPair.create(PLAIN);
    assertEquals(namespacesOf(Deno.pid).length, 2);
  }
  await assertRejects(() => VethPair.create({ mtuBytes: null, netem: "delay tomorrow" }), Error);
  assertEquals([...networkTraces(), ...namespacesOf(Deno.pid)], before);
});

namespaceTest("netem is refused in words, or delays each direction", async () => {
  let pair: VethPair;
  try {
    pair = await VethPair.create({ mtuBytes: null, netem: "delay 20ms" });
  } catch (error) {
    assert(error instanceof Error);
    return assertEquals(error.message, "this kernel has no netem (CONFIG_NET_SCH_NETEM)");
  }
  using delayed = pair;
  const before = performance.now();
  using _connections = new LocalConnections(1, { congestion: "system" }, delayed);
  assert(performance.now() - before >= 40);
});
