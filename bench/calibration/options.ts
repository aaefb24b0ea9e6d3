/** The calibration's options. */
import { formOption } from "../../cli/options/forms.ts";
import { type Given, switchOption } from "../../cli/options/option.ts";
import { CELL_OPTIONS } from "../../cli/options/sweep_options.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { MATRIX } from "../../sweep/plan.ts";
import type { Task } from "../task.ts";

/** What is asked, by letter. */
export const PARTS = ["a", "b", "c", "d"] as const;
export type Part = typeof PARTS[number];

/** What the calibration is to run. */
export interface CalibrationOptions {
  readonly parts: readonly Part[];
  readonly sweeps: number;
  readonly blocks: number;
  readonly pairs: number;
  readonly modes: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  readonly seed: number;
}

/** How much of each part is run. */
const FULL = { sweeps: 10, blocks: 20, pairs: 40 };
const QUICK = { sweeps: 2, blocks: 8, pairs: 20 };

const { modes, sizes, threads, seed } = CELL_OPTIONS;

function count(name: keyof typeof FULL, help: string) {
  const byDefault = `${FULL[name]}, with --quick ${QUICK[name]}`;
  return formOption(MATRIX.repeats, { value: "N", byDefault, help, example: String(FULL[name]) });
}

const OPTIONS = {
  quick: switchOption("a quarter of the time"),
  sweeps: count("sweeps", "a: sweeps of two minutes"),
  blocks: count("blocks", "b: blocks of each configuration"),
  pairs: count("pairs", "d: pairs at each size"),
  modes: { ...modes, byDefault: "all", help: "b: modes; the others are compared with the first" },
  sizes: { ...sizes, byDefault: "1KiB,16KiB,64KiB,256KiB", help: "b: message sizes" },
  threads: { ...threads, byDefault: "1,2", help: "b: thread counts" },
  seed: { ...seed, byDefault: "drawn and printed" },
} as const;

const NOTES = `What it asks (Markdown on stdout; all of it without letters):
  a  is the same mode, under two names, ever called better or worse?
  b  do slices give the ratios that trials give?
  c  is a mode made 5 % slower found to be?
  d  does a mode alone run in slices as it does in a window?

How long it takes:
  about an hour with its defaults. Load on the machine widens what it shows, so leave it alone meanwhile.
`;

/** The calibration as its user sees it. */
export const CALIBRATE: Task<typeof OPTIONS, CalibrationOptions> = {
  name: "calibrate",
  summary: "are netio's comparisons of modes that take turns right? Questions with known answers",
  positionals: { usage: "[a] [b] [c] [d]", min: 0, max: PARTS.length },
  options: OPTIONS,
  examples: [
    "deno task calibrate",
    "deno task calibrate --quick",
    "deno task calibrate a --sweeps 20",
    "deno task calibrate b --modes two-copy,one-copy --sizes 256KiB --threads 1 --blocks 100",
  ],
  notes: NOTES,
  read: readOptions,
};

function readOptions(given: Given<typeof OPTIONS>, positionals: readonly string[]): CalibrationOptions {
  const counts = given.quick ? QUICK : FULL;
  return {
    parts: positionals.length === 0 ? PARTS : positionals.map(parsePart),
    sweeps: given.sweeps ?? counts.sweeps,
    blocks: given.blocks ?? counts.blocks,
    pairs: given.pairs ?? counts.pairs,
    modes: given.modes ?? OPTIONS.modes.parse(OPTIONS.modes.byDefault),
    sizes: given.sizes ?? OPTIONS.sizes.parse(OPTIONS.sizes.byDefault),
    threads: given.threads ?? OPTIONS.threads.parse(OPTIONS.threads.byDefault),
    seed: given.seed ?? Date.now() % 2 ** 31,
  };
}

function parsePart(text: string): Part {
  const part = PARTS.find((known) => known === text);
  if (part === undefined) {
    throw new UsageError(
      `unknown part "${text}"; expected ${PARTS.join(", ")} (all: deno task calibrate --help)`,
    );
  }
  return part;
}
