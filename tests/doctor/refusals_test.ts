/**
 * Kernels without io_uring, or that map nothing: said once and clearly, before the sweep, and only who asked for all
 * goes on without.
 */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { runChecks } from "../../doctor/checks.ts";
import { refusalLines, refusedModes, refusedStrategies } from "../../doctor/refusals.ts";
import { EINVAL, EPERM } from "../../ffi/errno.ts";
import { MODES } from "../../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
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

/** How many can be had, as doctor writes it. */
function allBut(refused: number, { length }: readonly unknown[]): string {
  return `${length - refused} of ${length}`;
}

const obstacle = await whyNoLauncher();
if (obstacle !== null) console.log(`tests of kernels that refuse are skipped: ${obstacle}`);

Deno.test({
  name:
    "where io_uring is refused, doctor says why, who names its modes is told so, and all goes without them",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("io_uring_setup", EPERM, async (launcher, directory) => {
      const refused = (...args: string[]) => execute([...launcher, ...netioCommand(args)]);

      const { checks } = JSON.parse((await refused("doctor", "--json")).stdout);
      const check = checks.find(({ id }: { id: string }) => id === "modes");
      assertEquals([check.status, check.value, check.advice], [
        "limited",
        allBut(3, MODES),
        `${RINGS}: ${WHY}`,
      ]);

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

Deno.test("this kernel's modes and strategies can be opened, and what is open is closed again", () => {
  const files = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const before = files();
  assertEquals(refusedModes(MODES.map(({ id }) => id)), []);
  const others = RECEIVE_STRATEGIES.map(({ id }) => id).filter((id) => id !== "recv-mapped");
  assertEquals(refusedStrategies(others), []);
  assertEquals(files(), before);
  assertThrows(() => refusedModes(["three-copy"]), RangeError);
});

Deno.test("modes that are refused for one reason are named together", () => {
  const refused = [{ id: "a", reason: "no" }, { id: "b", reason: "never" }, { id: "c", reason: "no" }];
  assertEquals(refusalLines(refused), ["a, c: no", "b: never"]);
  const check = runChecks(machine({}, { modes: { result: refused } })).find(({ id }) => id === "modes");
  assertEquals([check?.status, check?.value], ["limited", allBut(3, MODES)]);
});

const NO_MAPPING =
  "getsockopt(TCP_ZEROCOPY_RECEIVE) failed: EINVAL (22): recv-mapped needs TCP_ZEROCOPY_RECEIVE " +
  "with its copy buffer, which Linux has since 5.11";

Deno.test({
  name:
    "where nothing can be mapped, a sweep that asks for it is refused with the reason, and doctor knows it",
  ignore: obstacle !== null,
  fn: () =>
    withRefusal("TCP_ZEROCOPY_RECEIVE", EINVAL, async (launcher, directory) => {
      const refused = (...args: string[]) => execute([...launcher, ...netioCommand(args)]);

      const { checks } = JSON.parse((await refused("doctor", "--json")).stdout);
      const check = checks.find(({ id }: { id: string }) => id === "receive");
      assertEquals([check.status, check.value], ["limited", allBut(1, RECEIVE_STRATEGIES)]);
      assertEquals(check.advice, `recv-mapped: ${NO_MAPPING}`);

      const sweep = await refused("sweep", "--rx", "recv-mapped", "--out", join(directory, "out"));
      assertEquals([sweep.code, sweep.stdout], [2, ""]);
      assertStringIncludes(sweep.stderr, `--rx recv-mapped: ${NO_MAPPING}\n`);
    }),
});

Deno.test("a strategy that is refused is named with the reason, beside how many there are", () => {
  const strategies = { result: [{ id: "recv-mapped", reason: "no" }] };
  const check = runChecks(machine({}, { strategies })).find(({ id }) => id === "receive");
  assertEquals([check?.status, check?.value, check?.advice], [
    "limited",
    allBut(1, RECEIVE_STRATEGIES),
    "recv-mapped: no",
  ]);
});
