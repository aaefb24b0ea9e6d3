/** What a machine does not have for a sweep is said before it begins: a loopback that is up, tasks enough. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execute, netioCommand, rowsIn, type Run, withDirectory } from "../cli/program.ts";
import { whyNoNamespaces } from "../net/namespaces.ts";
import { asStranger, whyNoStranger } from "../stranger.ts";

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`a loopback interface that is down is not tested: ${obstacle}`);

Deno.test({
  name: "where lo is down, sweep, run and --connect say so once, before anything is begun",
  ignore: obstacle !== null,
  fn: () =>
    withDirectory(async (directory) => {
      const out = join(directory, "r");
      const cases = [
        ["sweep", "--sizes", "4Ki", "--repeats", "2", "--out", out],
        ["run", "--sizes", "4Ki"],
        ["sweep", "--connect", "127.0.0.1:5201", "--out", out],
        ["sweep", "--connect", "[::1]:5201", "--out", out],
      ];
      for (const args of cases) {
        const { code, stdout, stderr } = await execute(["unshare", "--net", ...netioCommand(args)]);
        assertEquals([code, stdout], [1, ""], stderr);
        assertEquals(stderr.split("ip link set lo up").length, 2, stderr);
        assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
        assert(!existsSync(out), "a result set was begun");
      }
    }),
});

/** Enough for the program and a pair of threads, not for 32 pairs. */
const TASKS_MAX = 60;
const SWEEP = [
  ...["sweep", "--modes", "one-copy", "--sizes", "1Ki", "--repeats", "1", "--duration", "200ms"],
  ...["--warmup", "50ms", "--no-plots", "--no-report"],
];

/** A group of this test's own; `null` where none can be made. Whoever makes one removes it: loading this file leaves none. */
function madeGroup(): string | null {
  for (const mount of ["/sys/fs/cgroup/pids", "/sys/fs/cgroup"]) {
    const directory = `${mount}/netio-test-${Deno.pid}`;
    try {
      Deno.mkdirSync(directory);
      Deno.writeTextFileSync(`${directory}/pids.max`, `${TASKS_MAX}`);
      return directory;
    } catch {
      try {
        Deno.removeSync(directory);
      } catch { /* it was not made */ }
    }
  }
  return null;
}

/** Tried out: the tests of a file are loaded also where a filter leaves them out. */
function canMakeGroup(): boolean {
  const group = madeGroup();
  if (group !== null) Deno.removeSync(group);
  return group !== null;
}

/**
 * A sweep of 1 and of 32 threads measures the one and refuses the other; a sweep of 32 is refused.
 *
 * @param limited runs netio under the limit
 * @param leaves the limit, and what it leaves, in words
 */
async function assertPartMeasured(
  limited: (args: readonly string[]) => Promise<Run>,
  parent: string,
  leaves: string,
): Promise<void> {
  const needed = new RegExp(
    `--threads 32 needs about 386 more tasks \\(kernel threads\\), but ${leaves}`,
  );
  const out = join(parent, "r");
  const part = await limited([...SWEEP, "--threads", "1,32", "--out", out]);
  assertEquals(part.code, 1, part.stderr);
  const rows = rowsIn(out);
  for (const { threads, status, warnings } of rows) {
    assertEquals(status, threads === 1 ? "ok" : "failed", warnings ?? "");
    if (threads !== 1) assertMatch(warnings!, needed);
  }
  assertEquals(rows.map(({ status }) => status).toSorted(), ["failed", "failed", "ok"], "failed ones twice");
  const none = await limited([...SWEEP, "--threads", "32", "--out", join(parent, "none")]);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, needed);
}

Deno.test({
  name: "what needs more tasks than the control group allows is refused by name, and the rest is measured",
  ignore: !canMakeGroup(), // no control group of pids can be made here
  fn: () =>
    withDirectory(async (parent) => {
      const group = madeGroup()!;
      try {
        const inGroup = (args: readonly string[]) =>
          execute(["sh", "-c", `echo $$ > ${group}/cgroup.procs; exec "$@"`, "sh", ...netioCommand(args)]);
        await assertPartMeasured(inGroup, parent, "pids\\.max 60 of the control group leaves \\d+");
      } finally {
        Deno.removeSync(group);
      }
    }),
});

Deno.test({
  name: "so is what needs more tasks than a user may have",
  ignore: whyNoStranger !== null, // root may have any number
  fn: () =>
    asStranger((run, directory) =>
      assertPartMeasured(
        (args) => run([`--nproc=${TASKS_MAX}`], netioCommand(args)),
        directory,
        "RLIMIT_NPROC 60 leaves this user \\d+ \\(ulimit -u\\)",
      )
    ),
});
