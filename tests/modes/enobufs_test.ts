import { assert, assertEquals } from "@std/assert";
import type { ResultRow } from "../../results/columns.ts";
import { execute, netioCommand } from "../cli/program.ts";
import { present } from "../present.ts";

const isRoot = Deno.uid() === 0;
const LOW_OPTMEM_BYTES = 1024;
const LOW_MEMLOCK_BYTES = 128 * 1024;
const NOBODY = "65534";

function cellCommand(mode: string, size: string): string[] {
  const cell = ["--modes", mode, "--sizes", size, "--duration", "100ms", "--warmup", "20ms", "--json"];
  return netioCommand(["run", ...cell]);
}

async function rowOf(command: readonly string[], options?: Deno.CommandOptions): Promise<ResultRow> {
  const { code, stdout, stderr } = await execute(command, options);
  assertEquals(code, 0, stdout + stderr);
  return JSON.parse(stdout).rows[0];
}

function assertHonest(row: ResultRow): void {
  assertEquals([row.status, row.zc_completions], ["ok", row.zc_sends]);
  assert(present(row.bytes) > 0);
}

for (const mode of ["zero-copy", "zero-copy-contiguous"]) {
  Deno.test({
    name: `${mode} waits for completions when optmem_max is exhausted` +
      (isRoot ? "" : " (skipped: needs root)"),
    ignore: !isRoot,
    fn: async () => {
      const setUp = `ip link set lo up && sysctl -qw net.core.optmem_max=${LOW_OPTMEM_BYTES} && exec "$@"`;
      const row = await rowOf(["unshare", "--net", "sh", "-c", setUp, "sh", ...cellCommand(mode, "16Ki")]);
      assertHonest(row);
      assert(present(row.enobufs) > 0, "no ENOBUFS: the limit was not low enough to test anything");
    },
  });

  Deno.test({
    name: `${mode} falls back to a plain send under a low RLIMIT_MEMLOCK` +
      (isRoot ? "" : " (skipped: needs root to become nobody)"),
    ignore: !isRoot,
    fn: async () => {
      const denoDirectory = await Deno.makeTempDir();
      try {
        const lower = ["prlimit", `--memlock=${LOW_MEMLOCK_BYTES}:${LOW_MEMLOCK_BYTES}`];
        const become = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
        await Deno.chown(denoDirectory, Number(NOBODY), Number(NOBODY));
        const env = { DENO_DIR: denoDirectory, HOME: denoDirectory };
        const row = await rowOf([...lower, ...become, ...cellCommand(mode, "1Mi")], { env });
        assertHonest(row);
        assert(
          present(row.enobufs) > 0 && present(row.zc_fallbacks) > 0,
          `${row.enobufs} ENOBUFS, ${row.zc_fallbacks} fallbacks`,
        );
        assertEquals(row.effective_copy, "copied");
      } finally {
        await Deno.remove(denoDirectory, { recursive: true });
      }
    },
  });
}
