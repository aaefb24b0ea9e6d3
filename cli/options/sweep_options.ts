/** The options that say what to measure, shared by `sweep` and `run`, and the plan they make. */
import { REAP_EVERY } from "../../modes/mode.ts";
import { MODES } from "../../modes/registry.ts";
import { COUNTERS_ASKED } from "../../perf/events.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { PLAN_SCHEMA_VERSION, type SweepPlan } from "../../sweep/plan.ts";
import type { Given, OptionTable } from "./option.ts";
import { TOPOLOGY_OPTIONS, topologyFrom } from "./topology_options.ts";
import { type Preset, PRESET_NAMES, type PresetName, PRESETS } from "./presets.ts";
import { type STOP_OPTIONS, untilCiFrom } from "./stop_options.ts";
import { UsageError } from "../usage_error.ts";
import { poolDepthFrom, requireVerifiable, VERIFY_OPTIONS } from "./verify_options.ts";
import {
  formatSize,
  integerWithin,
  listOf,
  oneOf,
  parseAlign,
  parseCongestion,
  parseDuration,
  parseModes,
  parsePin,
  parseSize,
  parseSizeWithin,
  parseWarmup,
  REPEATS_MAX,
  THREADS_MAX,
} from "./values.ts";

const SEED_MAX = 2 ** 32 - 1;
const BUFFER_BYTES_MIN = 4 * 1024;
const BUFFER_BYTES_MAX = 1024 ** 3;
const WORKING_SET_BYTES_MIN = 4 * 1024;
const WORKING_SET_BYTES_MAX = 16 * 1024 ** 3;

export const CELL_OPTIONS = {
  modes: {
    value: "LIST",
    byDefault: MODES.filter(({ isDefault }) => isDefault).map(({ id }) => id).join(","),
    help: `all, or any of ${MODES.map(({ id, alias }) => `${id} (${alias})`).join(", ")}`,
    example: "two-copy,A2,zero-copy",
    parse: parseModes,
  },
  sizes: {
    value: "LIST",
    byDefault: "preset",
    help: "message sizes, 8 to 1Gi bytes",
    example: "64,4Ki,1Mi",
    parse: listOf(parseSize),
  },
  threads: {
    value: "LIST",
    byDefault: "preset",
    help: "thread counts, 1 to 64: connections, each with a sender and a receiver thread",
    example: "1,2,4,8",
    parse: listOf(integerWithin(1, THREADS_MAX)),
  },
  pattern: {
    value: "NAME",
    byDefault: "stream",
    help: "stream (send as fast as possible) or rr (request and response, round trips timed)",
    example: "rr",
    parse: oneOf(["stream", "rr"]),
  },
  duration: {
    value: "TIME",
    byDefault: "1s; preset quick: 250ms",
    help: "the measured window of a trial, 10ms to 1h",
    example: "300ms",
    parse: parseDuration,
  },
  warmup: {
    value: "TIME",
    byDefault: "200ms; preset quick: 100ms",
    help: "time before the window",
    example: "100ms",
    parse: parseWarmup,
  },
  repeats: {
    value: "N",
    byDefault: "7; preset quick: 6",
    help: "trials per cell, 1 to 1000; intervals need 6",
    example: "10",
    parse: integerWithin(1, REPEATS_MAX),
  },
  seed: {
    value: "N",
    byDefault: "drawn and recorded",
    help: "makes the order of trials and the memory layout again",
    example: "42",
    parse: integerWithin(0, SEED_MAX),
  },
  align: {
    value: "BYTES",
    byDefault: "4096",
    help: "alignment of the 8 fields, a power of two from 1 to 4096",
    example: "64",
    parse: parseAlign,
  },
  "working-set": {
    value: "BYTES",
    byDefault: "one message",
    help:
      "walk through messages that take this much memory, gaps of --align included (at most 65536 messages)",
    example: "64Mi",
    parse: parseSizeWithin(WORKING_SET_BYTES_MIN, WORKING_SET_BYTES_MAX, "4Ki to 16Gi"),
  },
  "reap-every": {
    value: "N",
    byDefault: String(REAP_EVERY),
    help: "zero-copy modes read completions after so many sends, 1 to 4096",
    example: "8",
    parse: integerWithin(1, 4096),
  },
  ...VERIFY_OPTIONS,
  ...TOPOLOGY_OPTIONS,
  pin: {
    value: "WHERE",
    byDefault: "auto",
    help: "auto (distinct cores of one node), none, or CPU lists",
    example: "tx=0-3,rx=4-7",
    parse: parsePin,
  },
  congestion: {
    value: "NAME",
    byDefault: "auto",
    help: "auto (cubic, else reno; the system's on two hosts), system, or an algorithm the kernel allows",
    example: "reno",
    parse: parseCongestion,
  },
  nodelay: {
    value: "WHEN",
    byDefault: "auto",
    help: "TCP_NODELAY: on, off, or auto (on for rr, off for stream)",
    example: "on",
    parse: oneOf(["auto", "on", "off"]),
  },
  sndbuf: {
    value: "BYTES",
    byDefault: "the kernel's",
    help: "SO_SNDBUF of all sockets, 4Ki to 1Gi; the kernel doubles it",
    example: "256Ki",
    parse: parseSizeWithin(BUFFER_BYTES_MIN, BUFFER_BYTES_MAX, "4Ki to 1Gi"),
  },
  rcvbuf: {
    value: "BYTES",
    byDefault: "the kernel's",
    help: "SO_RCVBUF of all sockets, 4Ki to 1Gi; the kernel doubles it",
    example: "256Ki",
    parse: parseSizeWithin(BUFFER_BYTES_MIN, BUFFER_BYTES_MAX, "4Ki to 1Gi"),
  },
  mss: {
    value: "BYTES",
    byDefault: "the kernel's",
    help: "TCP_MAXSEG of all sockets, 88 to 32767",
    example: "1448",
    parse: integerWithin(88, 32767),
  },
  rx: {
    value: "NAME",
    byDefault: "recv",
    help: `receive strategy: ${RECEIVE_STRATEGIES.map(({ id, summary }) => `${id} (${summary})`).join(", ")}`,
    example: "recv-discard",
    parse: oneOf(RECEIVE_STRATEGIES.map(({ id }) => id)),
  },
  counters: {
    value: "WHICH",
    byDefault: "on",
    help: "on (hardware counters), off, or all (perf's task-clock too, which slows context switches)",
    example: "off",
    parse: oneOf(COUNTERS_ASKED),
  },
} as const satisfies OptionTable;

/** `small (64 to 4Ki × 1,2,4,8)`. */
function presetText(name: PresetName): string {
  const { sizes, threads } = PRESETS[name];
  return `${name} (${formatSize(sizes[0])} to ${formatSize(sizes.at(-1)!)} × ${threads.join(",")})`;
}

export const PRESET_OPTION = {
  preset: {
    value: "NAME",
    byDefault: "quick",
    help: `sizes and threads: ${PRESET_NAMES.map(presetText).join(", ")}`,
    example: "bulk",
    parse: oneOf(PRESET_NAMES),
  },
} as const satisfies OptionTable;

const DEFAULT_MODES = MODES.filter(({ isDefault }) => isDefault).map(({ id }) => id);
const DEFAULT_DURATION_MS = 1000;
const DEFAULT_WARMUP_MS = 200;
const DEFAULT_REPEATS = 7;

type CellGiven = Given<typeof CELL_OPTIONS> & Given<typeof STOP_OPTIONS>;

/** The part of a plan that options name, for those that were given. */
export function plannedByOptions(given: CellGiven): Partial<SweepPlan> {
  const { modes, sizes, threads, repeats, seed, pattern, rx, pin, congestion, nodelay, counters } = given;
  const renamed = {
    warmupMs: given.warmup,
    durationMs: given.duration,
    alignBytes: given.align,
    workingSetBytes: given["working-set"],
    untilCi: untilCiFrom(given),
    reapEvery: given["reap-every"],
    poolDepth: poolDepthFrom(given),
    sndbufBytes: given.sndbuf,
    rcvbufBytes: given.rcvbuf,
    mssBytes: given.mss,
    topology: topologyFrom(given),
  };
  const same = { modes, sizes, threads, repeats, seed, pattern, rx, pin, congestion, nodelay, counters };
  const all = { ...same, ...renamed };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The plan of a sweep: what was given, else the preset's, else the default. */
export function planFrom(given: CellGiven & Given<typeof PRESET_OPTION>): SweepPlan {
  const preset: Preset = PRESETS[given.preset ?? "quick"];
  const plan: SweepPlan = {
    schema: PLAN_SCHEMA_VERSION,
    runId: crypto.randomUUID(),
    seed: crypto.getRandomValues(new Uint32Array(1))[0]!,
    modes: DEFAULT_MODES,
    sizes: [...preset.sizes],
    threads: [...preset.threads],
    repeats: preset.repeats ?? DEFAULT_REPEATS,
    untilCi: null,
    warmupMs: preset.warmupMs ?? DEFAULT_WARMUP_MS,
    durationMs: preset.durationMs ?? DEFAULT_DURATION_MS,
    pattern: "stream",
    topology: { kind: "loopback" },
    rx: "recv",
    alignBytes: 4096,
    workingSetBytes: null,
    reapEvery: REAP_EVERY,
    poolDepth: null,
    pin: { kind: "auto" },
    congestion: "auto",
    nodelay: "auto",
    sndbufBytes: null,
    rcvbufBytes: null,
    mssBytes: null,
    counters: "on",
    ...plannedByOptions(given),
  };
  if (plan.untilCi !== null && plan.untilCi.maxRepeats < plan.repeats) {
    throw new UsageError(`--max-repeats ${plan.untilCi.maxRepeats} is less than --repeats ${plan.repeats}`);
  }
  requireVerifiable(plan);
  return plan;
}
