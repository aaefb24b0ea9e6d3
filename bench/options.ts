/** The bench's options: the same table, parser and help as a netio command has, under the name of the task. */
import { type Given, switchOption } from "../cli/options/option.ts";
import { formOption } from "../cli/options/forms.ts";
import { CELL_OPTIONS } from "../cli/options/sweep_options.ts";
import { ValueError } from "../cli/options/values.ts";
import { MATRIX } from "../sweep/plan.ts";
import { UsageError } from "../cli/usage_error.ts";
import type { Task } from "./task.ts";

/** What the bench is to run. */
export interface BenchOptions {
  readonly modes: readonly string[];
  /** Receive strategies, each with all modes. */
  readonly rx: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly pairsMin: number;
  readonly pairsMax: number;
  readonly seed: number;
  /** Whether a default sweep is timed at the end. */
  readonly hasSweep: boolean;
  /** Whether long files are what is measured, and nothing else. */
  readonly isScale: boolean;
  /** Path of a compiled netio that stands in for the checkout. */
  readonly binary: string | null;
}

const PAIRS = { ...MATRIX.repeats, byDefault: 7 };
const PAIRS_MAX = 40;

const { modes, rx, sizes, threads, duration, warmup, seed } = CELL_OPTIONS;

const OPTIONS = {
  modes: { ...modes, byDefault: "all" },
  rx,
  sizes: { ...sizes, byDefault: "64,1KiB,16KiB,64KiB,1MiB" },
  threads: { ...threads, byDefault: "1,2" },
  duration: { ...duration, byDefault: "200ms" },
  warmup: { ...warmup, byDefault: "100ms" },
  pairs: formOption(PAIRS, {
    value: "N",
    help: "pairs per cell before it can count as decided (intervals need 6)",
    example: "7",
  }),
  "pairs-max": formOption(PAIRS, {
    value: "N",
    byDefault: `${PAIRS_MAX}, or --pairs where that is more`,
    help: "pairs after which a cell is left undecided",
    example: "40",
  }),
  seed: { ...seed, byDefault: "drawn and printed" },
  "no-sweep": switchOption("leave out the default sweep of a minute at the end"),
  scale: switchOption("what reading and analysing long files costs, and nothing else (generated data)"),
  binary: {
    value: "PATH",
    help: "compare this compiled netio with C, not the checkout",
    example: "./netio",
    parse: parseBinary,
  },
} as const;

const NOTES = `What it prints (Markdown on stdout, progress on stderr):
  per mode, receive strategy, size and thread count netio's throughput, that of bench/yardstick.c by syscall(2), as netio
  goes, and by glibc's functions, as C programs usually do; the median of the ratios pair by pair, with its
  range and interval. Pairs are added until that interval lies on one side of 0.95. Then counters on
  against off, what recording a round trip costs, and iperf3, where it is installed.

How long it takes:
  for each pair of a cell three trials of --warmup and --duration each. By default 60 cells have 7 to 40
  pairs: 10 to 40 minutes, about 20 where the machine is quiet.
`;

/** The bench as its user sees it. */
export const BENCH: Task<typeof OPTIONS, BenchOptions> = {
  name: "bench",
  summary: "netio against the same work in C: interleaved, pinned pairs of trials on loopback (needs gcc)",
  positionals: { usage: "", min: 0, max: 0 },
  options: OPTIONS,
  examples: [
    "deno task bench",
    "deno task bench --duration 150ms --warmup 60ms > results.md",
    "deno task bench --modes one-copy --sizes 1KiB --threads 1",
    "deno task bench --modes one-copy --rx recv-message,recv-fields,recvmsg,recv-mapped --no-sweep",
  ],
  notes: NOTES,
  read: readOptions,
};

function readOptions(given: Given<typeof OPTIONS>): BenchOptions {
  const pairsMin = given.pairs ?? PAIRS.byDefault;
  const pairsMax = given["pairs-max"] ?? Math.max(PAIRS_MAX, pairsMin);
  if (pairsMax < pairsMin) throw new UsageError(`--pairs-max ${pairsMax} is less than --pairs ${pairsMin}`);
  return {
    modes: given.modes ?? OPTIONS.modes.parse(OPTIONS.modes.byDefault),
    rx: given.rx ?? MATRIX.rx.byDefault,
    sizes: given.sizes ?? OPTIONS.sizes.parse(OPTIONS.sizes.byDefault),
    threads: given.threads ?? OPTIONS.threads.parse(OPTIONS.threads.byDefault),
    durationMs: given.duration ?? OPTIONS.duration.parse(OPTIONS.duration.byDefault),
    warmupMs: given.warmup ?? OPTIONS.warmup.parse(OPTIONS.warmup.byDefault),
    hasSweep: !(given["no-sweep"] ?? false),
    isScale: given.scale ?? false,
    pairsMin,
    pairsMax,
    seed: given.seed ?? Date.now() % 2 ** 31,
    binary: given.binary ?? null,
  };
}

function parseBinary(path: string): string {
  try {
    if (Deno.statSync(path).isFile) return path;
  } catch { /* said below */ }
  throw new ValueError("there is no such file; deno task compile makes ./netio");
}
