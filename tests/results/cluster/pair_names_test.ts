import { assertEquals } from "@std/assert";
import { pairNames } from "../../../results/cluster/host_pairs.ts";

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
