/** What happens to a machine is in the rows: CPUs taken away in mid-sweep, a clock that costs a system call. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { allowedCpus } from "../../ffi/affinity.ts";
import { withoutRedone } from "../../results/redone.ts";
import { hasWarning } from "../../results/warnings.ts";
import { cpuListText } from "../../trial/taken_cpus.ts";
import { execute, netioCommand, rowsIn, startNetio, untilRows, withDirectory } from "../cli/program.ts";
import { pause } from "../waiting.ts";

const SWEEP = [
  ...["sweep", "--modes", "one-copy", "--sizes", "1Ki", "--threads", "1", "--repeats", "30"],
  ...["--duration", "400ms", "--warmup", "50ms", "--no-plots", "--no-report"],
];
const MID_TRIAL_MS = 120;

const cpus = allowedCpus();

Deno.test({
  name:
    "a trial whose CPUs are taken away fails, later ones are placed anew and say so, to when they come back",
  ignore: cpus.length < 2, // none could be taken away
  fn: () =>
    withDirectory(async (parent) => {
      const out = join(parent, "r");
      const sweep = startNetio(...SWEEP, "--out", out);
      await untilRows(sweep, out, 1);
      await allow(sweep.pid, `${cpus[0]}`);
      const before = rowsIn(out).length;
      await untilRows(sweep, out, before + 2);
      await allow(sweep.pid, cpuListText(cpus));
      const narrow = rowsIn(out).length;
      await untilRows(sweep, out, narrow + 2);
      sweep.kill("SIGINT");
      await sweep.output();
      const rows = rowsIn(out);
      const { tx_cpus: tx, rx_cpus: rx } = rows[0]!;
      const first = `${cpus[0]}`;
      const changed =
        /^the CPUs of the (sender|receiver) of connection 0 were changed during the trial, from \d+ to [\d,-]+, by a cpuset.*noticed at 20\d\d-/;
      for (const [from, takes] of [[before, true], [narrow, false]] as const) {
        const [during, ...after] = rows.slice(from, from + 2);
        assertEquals(during!.status, "failed");
        assertMatch(during!.warnings!, changed);
        assertEquals([during!.tx_cpus, during!.rx_cpus], takes ? [tx, rx] : [first, first], "where it began");
        for (const row of after) {
          assertEquals([row.status, row.tx_cpus, row.rx_cpus], takes ? ["ok", first, first] : ["ok", tx, rx]);
          const said = (row.warnings ?? "").match(/cpus-taken \(([^)]*)\)/)?.[1];
          assertEquals(said, takes ? `tx ${first} rx ${first}, at first tx ${tx} rx ${rx}` : undefined);
        }
      }
    }),
});

/** Of all threads of a process, in the middle of its next trial; taskset does to them what a cpuset does. */
async function allow(pid: number, list: string): Promise<void> {
  await pause(MID_TRIAL_MS);
  const { code, stderr } = await execute(["taskset", "-a", "-c", "-p", list, `${pid}`]);
  assertEquals(code, 0, stderr);
}

const CLOCK_SOURCE = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

/** Runs a command that sees a file in place of the kernel's, in a mount namespace. */
function covering(file: string, command: readonly string[]): string[] {
  const script = `mount --bind "$1" ${CLOCK_SOURCE} && shift && exec "$@"`;
  return ["unshare", "--mount", "sh", "-c", script, "sh", file, ...command];
}

/** Whether such a namespace can be made here. */
async function canCover(): Promise<boolean> {
  try {
    return (await execute(covering(CLOCK_SOURCE, ["true"]))).code === 0;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a clock that costs a system call is said in each row",
  ignore: !await canCover(), // needs root
  fn: () =>
    withDirectory(async (directory) => {
      const file = join(directory, "clock"), out = join(directory, "out");
      Deno.writeTextFileSync(file, "hpet\n");
      const sweep = [
        ...["sweep", "--modes", "one-copy", "--sizes", "4Ki", "--threads", "1", "--repeats", "2"],
        ...["--duration", "100ms", "--warmup", "20ms", "--no-plots", "--no-report", "--out", out],
      ];
      const { code, stderr } = await execute(covering(file, netioCommand(sweep)));
      assertEquals(code, 0, stderr);
      assertEquals(withoutRedone(rowsIn(out)).map((row) => hasWarning(row, "slow-clock")), [true, true]);
    }),
});
