/** `deno task calibrate`: are netio's comparisons of modes that take turns right? Prints Markdown on stdout. */
import { readEnvironment } from "../../host/environment.ts";
import { MODES } from "../../modes/registry.ts";
import { seededRandom } from "../../stats/random.ts";
import { runTask } from "../task.ts";
import { alone } from "./alone.ts";
import { CALIBRATE, type CalibrationOptions, type Part } from "./options.ts";
import { sameAgainstSame } from "./same_against_same.ts";
import { slicesAgainstTrials } from "./slices_against_trials.ts";
import { slowdown } from "./slowdown.ts";

async function calibrate(options: CalibrationOptions): Promise<void> {
  const { parts, sweeps, blocks, pairs, seed } = options;
  const random = seededRandom(seed);
  const modes = MODES.filter(({ isDefault }) => isDefault).map(({ id }) => id);
  const runs: Readonly<Record<Part, () => string | Promise<string>>> = {
    a: () => sameAgainstSame(modes, sweeps, random),
    b: () => slicesAgainstTrials(options, blocks, random),
    c: () => slowdown(),
    d: () => alone("one-copy", pairs, random),
  };
  console.log(headText(seed));
  for (const part of parts) console.log(await runs[part]());
}

function headText(seed: number): string {
  const { cpu, kernelRelease } = readEnvironment();
  const machine = [cpu.model, `${navigator.hardwareConcurrency} CPUs`, `Linux ${kernelRelease}`];
  const facts = [new Date().toISOString(), ...machine, `Deno ${Deno.version.deno}`, `seed ${seed}`];
  return `# Calibration\n\n${facts.join(" · ")}`;
}

if (import.meta.main) await runTask(CALIBRATE, calibrate);
