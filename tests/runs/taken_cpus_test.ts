/** CPUs that are taken away and given back in mid-sweep; taskset does to the threads what a cpuset does. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { allowedCpus } from "../../ffi/affinity.ts";
import { cpuListText } from "../../trial/taken_cpus.ts";
import { pause } from "../waiting.ts";
import { execute, rowsIn, startNetio, untilRows, withDirectory } from "../cli/program.ts";

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

/** All threads of a process, in the middle of its next trial. */
async function allow(pid: number, list: string): Promise<void> {
  await pause(MID_TRIAL_MS);
  const { code, stderr } = await execute(["taskset", "-a", "-c", "-p", list, `${pid}`]);
  assertEquals(code, 0, stderr);
}
