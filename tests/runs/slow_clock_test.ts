/** A slow clock source in the rows of the real program: the file that names the kernel's is covered in a mount namespace. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { withoutRedone } from "../../results/redone.ts";
import { hasWarning } from "../../results/warnings.ts";
import { execute, netioCommand, rowsIn, withDirectory } from "../cli/program.ts";

const CLOCK_SOURCE = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

/** Runs a command that sees a file in place of the kernel's. */
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
