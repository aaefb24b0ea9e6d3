/** How a default sweep spends its time: from the command to the first slice, inside slices, and as a whole. */
import { join } from "node:path";
import { loadResults } from "../results/load.ts";
import { CHECKOUT, outputOf } from "../scripts/command.ts";
import { LAZY_IMPORTS, V8_FLAGS } from "../scripts/product.ts";

export interface SweepTimes {
  readonly wallS: number;
  /** From the command to the first trial's start. */
  readonly startS: number;
  /** In slices, each counted once, however many threads it had. */
  readonly measuredS: number;
}

/**
 * Runs `netio sweep` as it is by default.
 *
 * @param binary path of a compiled netio; `null` runs the checkout
 */
export async function quickSweepTimes(binary: string | null): Promise<SweepTimes> {
  const directory = await Deno.makeTempDir({ prefix: "netio-quick-" });
  try {
    const out = join(directory, "sweep");
    const [program, ...args] = binary === null
      ? [Deno.execPath(), "run", "-A", LAZY_IMPORTS, V8_FLAGS, "--cached-only", join(CHECKOUT, "main.ts")]
      : [binary];
    const began = Date.now();
    await outputOf(program!, [...args, "sweep", "--out", out]);
    const wallS = (Date.now() - began) / 1e3;
    const { rows } = await loadResults(out);
    const starts = rows.map(({ started_utc }) => Date.parse(started_utc ?? ""));
    return {
      wallS,
      startS: (Math.min(...starts) - began) / 1e3,
      measuredS: rows.reduce((sum, { duration_s }) => sum + (duration_s ?? 0), 0),
    };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
