/** Kernels without io_uring: said once and clearly, and only who asked for all modes goes on without. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { refusalLines, refusedModes } from "../../doctor/refusals.ts";
import { runChecks } from "../../doctor/checks.ts";
import { EPERM } from "../../ffi/errno.ts";
import { MODES } from "../../modes/registry.ts";
import { execute, netioCommand, rowsIn } from "../cli/program.ts";
import { whyNoLauncher, withRefusal } from "../refusing.ts";
import { machine } from "./fake_machine.ts";

const WHY =
  "io_uring_setup failed: EPERM (1): io_uring is switched off, by sysctl kernel.io_uring_disabled or by a " +
  "seccomp filter such as Docker's";
const RINGS = "uring-send, uring-zero-copy, uring-zero-copy-fixed";
const TINY = [
  ...["--sizes", "64", "--threads", "1", "--warmup", "10ms", "--duration", "20ms", "--repeats", "1"],
  ...["--counters", "off", "--no-plots", "--no-report"],
];

const obstacle = await whyNoLauncher();
if (obstacle !== null) console.log(`tests of a kernel without io_uring are skipped: ${obstacle}`);

Deno.test({
  name:
    "where io_uring is refused, doctor says why, who names its modes is told so, and all goes without them",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("io_uring_setup", EPERM, async (launcher, directory) => {
      const refused = (...args: string[]) => execute([...launcher, ...netioCommand(args)]);

      const { checks } = JSON.parse((await refused("doctor", "--json")).stdout);
      const check = checks.find(({ id }: { id: string }) => id === "modes");
      assertEquals([check.status, check.value, check.advice], ["limited", "9 of 12", `${RINGS}: ${WHY}`]);

      const named = await refused(
        "sweep",
        "--out",
        join(directory, "named"),
        "--modes",
        "one-copy,A2u",
        ...TINY,
      );
      assertEquals([named.code, named.stdout], [2, ""]);
      assertStringIncludes(named.stderr, `--modes uring-send: ${WHY}\n`);

      const out = join(directory, "all");
      const all = await refused("sweep", "--out", out, "--modes", "all", ...TINY);
      assertStringIncludes(all.stderr, `left out: ${RINGS}: ${WHY}\n`);
      const left = MODES.map(({ id }) => id).filter((id) => !RINGS.split(", ").includes(id));
      assertEquals([...new Set(rowsIn(out).map(({ mode }) => mode))].sort(), left.toSorted());
    }),
});

Deno.test("this kernel's modes can be opened, and what is open is closed again", () => {
  const files = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const before = files();
  assertEquals(refusedModes(MODES.map(({ id }) => id)), []);
  assertEquals(files(), before);
  assertThrows(() => refusedModes(["three-copy"]), RangeError);
});

Deno.test("modes that are refused for one reason are named together", () => {
  const refused = [{ id: "a", reason: "no" }, { id: "b", reason: "never" }, { id: "c", reason: "no" }];
  assertEquals(refusalLines(refused), ["a, c: no", "b: never"]);
  const check = runChecks(machine({}, { modes: { result: refused } })).find(({ id }) => id === "modes");
  assert(check?.status === "limited" && check.value === `${MODES.length - 3} of ${MODES.length}`);
});
