/**
 * `deno task calibrate`: is what netio says of modes that take turns true? Prints Markdown on stdout.
 *
 * Takes about 40 minutes with its defaults; `deno task calibrate --quick` takes a quarter of that. `deno task calibrate b
 * --modes two-copy,one-copy --sizes 256KiB --threads 1 --blocks 100` looks at a few cells closely. Load on the machine widens
 * what it shows, so leave it alone meanwhile.
 */
import { parseArgs } from "@std/cli/parse-args";
import { CELL_OPTIONS } from "../../cli/options/sweep_options.ts";
import { readEnvironment } from "../../host/environment.ts";
import { MODES } from "../../modes/registry.ts";
import { seededRandom } from "../../stats/random.ts";
import { alone } from "./alone.ts";
import { sameAgainstSame } from "./same_against_same.ts";
import { slicesAgainstTrials } from "./slices_against_trials.ts";
import { slowdown } from "./slowdown.ts";

/** How much of each part is run. */
const FULL = { sweeps: 10, blocks: 20, pairs: 40 };
const QUICK = { sweeps: 2, blocks: 8, pairs: 20 };

async function main(args: readonly string[]): Promise<void> {
  const given = parseArgs([...args], { boolean: ["quick"], string: ["modes", "sizes", "threads"] });
  const { quick, seed = Date.now() % 2 ** 31, _: parts } = given;
  const { sweeps, blocks, pairs } = { ...(quick ? QUICK : FULL), ...given };
  const random = seededRandom(Number(seed));
  const modes = MODES.filter(({ isDefault }) => isDefault).map(({ id }) => id);
  const cells = {
    modes: CELL_OPTIONS.modes.parse(String(given.modes ?? MODES.map(({ id }) => id))),
    sizes: CELL_OPTIONS.sizes.parse(String(given.sizes ?? "1KiB,16KiB,64KiB,256KiB")),
    threads: CELL_OPTIONS.threads.parse(String(given.threads ?? "1,2")),
  };
  const runs = {
    a: () => sameAgainstSame(modes, sweeps, random),
    b: () => slicesAgainstTrials(cells, blocks, random),
    c: () => slowdown(),
    d: () => alone("one-copy", pairs, random),
  };
  console.log(headText(Number(seed)));
  for (const [part, run] of Object.entries(runs)) {
    if (parts.length === 0 || parts.includes(part)) console.log(await run());
  }
}

function headText(seed: number): string {
  const { cpu, kernelRelease } = readEnvironment();
  const facts = [new Date().toISOString(), cpu.model, `${navigator.hardwareConcurrency} CPUs`];
  return `# Calibration\n\n${
    [...facts, `Linux ${kernelRelease}`, `Deno ${Deno.version.deno}`, `seed ${seed}`].join(" · ")
  }`;
}

// The Workers would keep it alive.
if (import.meta.main) {
  await main(Deno.args);
  Deno.exit(0);
}
