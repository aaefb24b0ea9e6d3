import { assertEquals } from "@std/assert";
import { coreCountOf } from "../../trial/usable_cpus.ts";
import { readCpuTopology } from "../../host/cpu_topology.ts";
import { cpuFiles, FakeRoot } from "../host/fake_root.ts";

Deno.test("siblings are one core, also where they are isolated and so not among the usable CPUs", () => {
  using root = new FakeRoot({
    "/sys/devices/system/cpu/online": "0-3",
    ...cpuFiles(0, { siblings: "0-1" }),
    ...cpuFiles(1, { siblings: "0-1" }),
    ...cpuFiles(2, { siblings: "2-3" }),
    ...cpuFiles(3, { siblings: "2-3" }),
  });
  const usable = readCpuTopology(root.path).slice(0, 2);
  const count = (...used: readonly number[]) => coreCountOf(used, usable, root.path);
  assertEquals([count(0, 1), count(2, 3), count(0, 2)], [1, 1, 2]);
  assertEquals(count(0, 7, 8), 3, "nothing is known of 7 and 8");
});
