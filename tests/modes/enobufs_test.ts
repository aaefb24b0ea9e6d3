/** Memory that zero-copy needs and has not: what the kernel really answers, and what becomes of the row. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ResultRow } from "../../results/columns.ts";
import { execute, netioCommand, type Run } from "../cli/program.ts";
import { present } from "../present.ts";
import { asStranger, whyNoStranger } from "../stranger.ts";

const isRoot = Deno.uid() === 0;
const LOW_OPTMEM_BYTES = 1024;
/** Less than one message of 1 MiB, but enough for an io_uring. */
const LOW_MEMLOCK_BYTES = 512 * 1024;

function cellCommand(mode: string, size: string): string[] {
  const cell = ["--modes", mode, "--sizes", size, "--duration", "200ms", "--warmup", "20ms", "--json"];
  return netioCommand(["run", ...cell]);
}

function rowOf({ code, stdout, stderr }: Run): ResultRow {
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
      const row = rowOf(
        await execute(["unshare", "--net", "sh", "-c", setUp, "sh", ...cellCommand(mode, "16Ki")]),
      );
      assertHonest(row);
      assert(present(row.enobufs) > 0, "no ENOBUFS: the limit was not low enough to test anything");
    },
  });
}

Deno.test({
  name: "zero-copy modes fall back to a plain send under a low RLIMIT_MEMLOCK" +
    (whyNoStranger === null ? "" : ` (skipped: ${whyNoStranger})`),
  ignore: whyNoStranger !== null,
  fn: () =>
    asStranger(async (run) => {
      // where a socket answers ENOBUFS, an io_uring answers ENOMEM
      for (const mode of ["zero-copy", "zero-copy-contiguous", "uring-zero-copy"]) {
        const row = rowOf(await run([`--memlock=${LOW_MEMLOCK_BYTES}`], cellCommand(mode, "1Mi")));
        assertHonest(row);
        assert(
          present(row.enobufs) > 0 && present(row.zc_fallbacks) > 0,
          `${mode}: ${row.enobufs} ENOBUFS, ${row.zc_fallbacks} fallbacks`,
        );
        assertEquals(row.effective_copy, "copied", mode);
        assertStringIncludes(row.warnings!, `enobufs (${row.enobufs} times, ${row.zc_fallbacks} of `);
      }
    }),
});
