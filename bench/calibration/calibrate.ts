/** `deno task calibrate`: is what netio says of modes that take turns true? Prints Markdown on stdout. */
import { readEnvironment } from "../../host/environment.ts";
import { MODES } from "../../modes/registry.ts";
import { seededRandom } from "../../stats/random.ts";
import { exitWith } from "../task.ts";
import { alone } from "./alone.ts";
import { calibrationHelp, type Part, readCalibrationOptions } from "./options.ts";
import { sameAgainstSame } from "./same_against_same.ts";
import { slicesAgainstTrials } from "./slices_against_trials.ts";
import { slowdown } from "./slowdown.ts";

async function main(args: readonly string[]): Promise<number> {
  const options = readCalibrationOptions(args);
  if (options === "help") {
    console.log(calibrationHelp());
    return 0;
  }
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
  return 0;
}

function headText(seed: number): string {
  const { cpu, kernelRelease } = readEnvironment();
  const facts = [new Date().toISOString(), cpu.model, `${navigator.hardwareConcurrency} CPUs`];
  return `# Calibration\n\n${
    [...facts, `Linux ${kernelRelease}`, `Deno ${Deno.version.deno}`, `seed ${seed}`].join(" · ")
  }`;
}

if (import.meta.main) await exitWith("calibrate", main(Deno.args));
