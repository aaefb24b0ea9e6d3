/** Kernels that map nothing: said once and clearly, before the sweep. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { runChecks } from "../../doctor/checks.ts";
import { refusedStrategies } from "../../doctor/refusals.ts";
import { EINVAL } from "../../ffi/errno.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { execute, netioCommand } from "../cli/program.ts";
import { whyNoLauncher, withRefusal } from "../refusing.ts";
import { machine } from "./fake_machine.ts";

const WHY = "getsockopt(TCP_ZEROCOPY_RECEIVE) failed: EINVAL (22): recv-mapped needs TCP_ZEROCOPY_RECEIVE " +
  "with its copy buffer, which Linux has since 5.11";

const obstacle = await whyNoLauncher();
if (obstacle !== null) console.log(`tests of a kernel that maps nothing are skipped: ${obstacle}`);

Deno.test({
  name:
    "where nothing can be mapped, a sweep that asks for it is refused with the reason, and doctor knows it",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("TCP_ZEROCOPY_RECEIVE", EINVAL, async (launcher, directory) => {
      const refused = (...args: string[]) => execute([...launcher, ...netioCommand(args)]);

      const { checks } = JSON.parse((await refused("doctor", "--json")).stdout);
      const check = checks.find(({ id }: { id: string }) => id === "receive");
      assertEquals([check.status, check.value], ["limited", "5 of 6"]);
      assertEquals(check.advice, `recv-mapped: ${WHY}`);

      const sweep = await refused("sweep", "--rx", "recv-mapped", "--out", join(directory, "out"));
      assertEquals([sweep.code, sweep.stdout], [2, ""]);
      assertStringIncludes(sweep.stderr, `--rx recv-mapped: ${WHY}\n`);
    }),
});

Deno.test("this kernel's strategies can be opened, and what is open is closed again", () => {
  const files = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const before = files();
  const others = RECEIVE_STRATEGIES.map(({ id }) => id).filter((id) => id !== "recv-mapped");
  assertEquals(refusedStrategies(others), []);
  assertEquals(files(), before);
});

Deno.test("a strategy that is refused is named with the reason, beside how many there are", () => {
  const strategies = { result: [{ id: "recv-mapped", reason: "no" }] };
  const check = runChecks(machine({}, { strategies })).find(({ id }) => id === "receive");
  assertEquals([check?.status, check?.value, check?.advice], ["limited", "5 of 6", "recv-mapped: no"]);
});
