import { assertEquals, assertStringIncludes } from "@std/assert";
import { hostPairs, type PlacedSet } from "../../../results/cluster/host_pairs.ts";
import { pairNames } from "../../../results/cluster/host_pairs.ts";
import { measuredTrial } from "../measured_trial.ts";

/** A result set of a pair as it is read. */
function set(name: string, more: Partial<PlacedSet> & { sender?: string } = {}): PlacedSet {
  const { sender = "server", ...changes } = more;
  return {
    source: `pairs/${name}/trials.csv`,
    origin: "netio",
    rows: [measuredTrial({ topology: "hosts" })],
    environment: null,
    plan: { runId: "made-up", topology: { kind: "hosts", sender } },
    ...changes,
  };
}

const directions = (sets: readonly PlacedSet[]) =>
  hostPairs(sets)?.pairs.map(({ sender, receiver }) => `${sender} to ${receiver}`) ?? null;

Deno.test("hosts are named by directories, and the plan says which of them sent", () => {
  const sets = [set("a-b"), set("a-c", { sender: "client" }), set("b-c")];
  assertEquals(directions(sets), ["b to a", "a to c", "c to b"]);
  assertEquals(hostPairs(sets)!.namesFrom, "directory names");
});

Deno.test("names that both ends recorded go before those of directories", () => {
  const named = (send: string, receive: string) => ({
    environment: { ends: { send: { hostName: send }, receive: { hostName: receive } } },
  });
  const sets = [set("a-b", named("n2", "n1")), set("a-c", named("n3", "n1")), set("b-c", named("n3", "n2"))];
  assertEquals(directions(sets), ["n2 to n1", "n3 to n1", "n3 to n2"]);
  const partly = [...sets.slice(0, 2), set("b-c")];
  assertEquals(
    directions(partly),
    ["b to a", "c to a", "c to b"],
    "one of them would be two hosts otherwise",
  );
  const oneMachine = sets.map((one) => ({ ...one, ...named("n1", "n1") }));
  assertEquals(directions(oneMachine), ["b to a", "c to a", "c to b"], "namespaces of one machine");
});

Deno.test("sets that are not between two hosts of a cluster are left out, and said", () => {
  const loopback = set("local", { rows: [measuredTrial({ topology: "loopback" })] });
  const planless = set("d-e", { plan: null });
  const found = hostPairs([set("a-b"), set("a-c"), loopback, planless])!;
  assertEquals(found.pairs.length, 2);
  assertStringIncludes(found.notes[0]!, "not measured between two hosts): local");
  assertStringIncludes(found.notes[1]!, ": d-e");
});

Deno.test("two hosts are no cluster, nor are sets of one machine", () => {
  assertEquals(hostPairs([set("a-b"), set("b-a")]), null);
  const rows = [measuredTrial({ topology: "loopback" })];
  assertEquals(hostPairs([set("a-b", { rows }), set("a-c", { rows }), set("b-c", { rows })]), null);
});

const NONE = [null, null, null];

Deno.test("a directory's name is parted at its only hyphen", () => {
  assertEquals(pairNames(["node1-node2", "a-b"], [null, null]), [["node1", "node2"], ["a", "b"]]);
});

Deno.test("names with hyphens are parted so that they are hosts of other pairs too", () => {
  const names = ["gpu-1-gpu-2", "gpu-1-gpu-3", "gpu-2-gpu-3"];
  assertEquals(pairNames(names, NONE), [["gpu-1", "gpu-2"], ["gpu-1", "gpu-3"], ["gpu-2", "gpu-3"]]);
  const mixed = ["login-gpu-1", "login-gpu-2", "gpu-1-gpu-2"];
  assertEquals(pairNames(mixed, NONE), [["login", "gpu-1"], ["login", "gpu-2"], ["gpu-1", "gpu-2"]]);
});

Deno.test("the recorded name of the first host parts a name that could be parted elsewhere", () => {
  assertEquals(pairNames(["a-b-c-d"], ["a"]), [["a", "b-c-d"]]);
  assertEquals(pairNames(["a-b-c-d"], ["another"]), [["a-b", "c-d"]]);
});

Deno.test("a name that is not made of two is none", () => {
  assertEquals(pairNames(["node1", "-node1", "node1-", "node1-node1"], [null, null, null, null]), [
    null,
    null,
    null,
    null,
  ]);
});
