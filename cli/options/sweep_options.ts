/** The options that say what to measure, shared by `sweep` and `run`, and the plan they make. */
import { MESSAGES_MAX } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import { bytesText } from "../../results/number_text.ts";
import { rangeText } from "../../results/words.ts";
import { isInterleaved, MATRIX, PLAN_SCHEMA_VERSION, planSchema, type SweepPlan } from "../../sweep/plan.ts";
import { defaultsOf } from "../../trial/forms.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { UsageError } from "../usage_error.ts";
import type { Given, OptionTable } from "./option.ts";
import { fieldsOf, planOption } from "./plan_option.ts";
import { DEFAULT_PRESET, type Preset, PRESET_NAMES, type PresetName, PRESETS } from "./presets.ts";
import { refineFrom, requireCrossovers, STOP_OPTIONS, untilCiFrom } from "./stop_options.ts";
import { TOPOLOGY_OPTIONS, topologyFrom } from "./topology_options.ts";
import { parseModes, parsePin, pinText } from "./trial_values.ts";
import { oneOf } from "./values.ts";
import { poolDepthFrom, requireVerifiable, VERIFY_OPTIONS } from "./verify_options.ts";

/** Where an entry names a field of the plan, parser, limits and default are the field's. */
export const CELL_OPTIONS = {
  modes: planOption("modes", {
    value: "LIST",
    byDefault: MODES.filter(({ isDefault }) => isDefault).map(({ id }) => id).join(","),
    help: `all, or any of ${MODES.map(({ id, alias }) => `${id} (${alias})`).join(", ")}`,
    example: "two-copy,A2,zero-copy",
    also: "mode",
    parse: parseModes,
  }),
  sizes: planOption("sizes", { value: "LIST", help: "message sizes", example: "64,4KiB,1MiB", also: "size" }),
  threads: planOption("threads", {
    value: "LIST",
    help: "thread counts or ranges: connections, each with a sender and a receiver thread",
    example: "1-4,8",
    also: "thread",
  }),
  pattern: planOption("pattern", {
    value: "NAME",
    help: "stream (send as fast as possible) or rr (request and response, round trips timed)",
    example: "rr",
  }),
  rate: planOption("rateBps", {
    value: "LIST",
    help:
      "bits per second that all senders together offer, by the clock, so that costs are compared at equal load",
    example: "1G,5G",
  }),
  interleave: planOption("interleave", {
    value: "HOW",
    help:
      "how modes alternate, so that they are compared close together in time: slices (they take turns in one " +
      "trial, on the same connections), trials (each has trials of its own), or auto (slices for stream with two modes or more)",
    example: "trials",
  }),
  duration: planOption("durationMs", {
    value: "TIME",
    help: "measured time of each mode in a trial: the window, or its slices together",
    example: "300ms",
  }),
  slice: planOption("sliceMs", {
    value: "TIME",
    help: "with slices: the measured part of a turn",
    example: "50ms",
  }),
  washout: planOption("washoutMs", {
    value: "TIME",
    help: "with slices: the unmeasured part of a turn before its slice",
    example: "10ms",
  }),
  warmup: planOption("warmupMs", {
    value: "TIME",
    help: "time before the window, or before the first turn",
    example: "100ms",
  }),
  repeats: planOption("repeats", {
    value: "N",
    help: "trials per configuration (confidence intervals need 6)",
    example: "10",
  }),
  seed: planOption("seed", {
    value: "N",
    byDefault: "random, recorded",
    help: "reproduces trial order and memory layout",
    example: "42",
  }),
  align: planOption("alignBytes", { value: "BYTES", help: "alignment of the 8 fields", example: "64" }),
  "working-set": planOption("workingSetBytes", {
    value: "BYTES",
    help: "message memory per sender to cycle through instead of one hot message, --align padding included " +
      `(at most ${MESSAGES_MAX} messages)`,
    example: "64MiB",
  }),
  "reap-every": planOption("reapEvery", {
    value: "N",
    help: "sends after which MSG_ZEROCOPY modes read completions",
    example: "8",
  }),
  "queue-depth": planOption("queueDepth", {
    value: "N",
    help: "messages that io_uring modes submit per system call; fewer where they are long",
    example: "1",
  }),
  ...VERIFY_OPTIONS,
  ...TOPOLOGY_OPTIONS,
  pin: planOption("pin", {
    value: "WHERE",
    help: "auto (distinct cores of one node), none, or CPU lists",
    example: "tx=0-3,rx=4-7",
    parse: parsePin,
    text: pinText,
  }),
  congestion: planOption("congestion", {
    value: "NAME",
    help: "auto (cubic, else reno; the system's on two hosts), system, or an algorithm the kernel allows",
    example: "reno",
  }),
  nodelay: planOption("nodelay", {
    value: "WHEN",
    help: "TCP_NODELAY: on, off, or auto (on for rr, off for stream)",
    example: "on",
  }),
  sndbuf: planOption("sndbufBytes", {
    value: "BYTES",
    help: "SO_SNDBUF of all sockets (the kernel doubles it)",
    example: "256KiB",
  }),
  rcvbuf: planOption("rcvbufBytes", {
    value: "BYTES",
    help: "SO_RCVBUF of all sockets (the kernel doubles it)",
    example: "256KiB",
  }),
  mss: planOption("mssBytes", { value: "BYTES", help: "TCP_MAXSEG of all sockets", example: "1448" }),
  rx: planOption("rx", {
    value: "LIST",
    help: "how the bytes are received: " +
      RECEIVE_STRATEGIES.map(({ id, summary }) => `${id} (${summary})`).join(", "),
    example: "recv,recvmsg",
  }),
  counters: planOption("counters", {
    value: "WHICH",
    help: "on (hardware counters), off, or all (perf's task-clock too, which slows context switches)",
    example: "off",
  }),
} as const satisfies OptionTable;

/** `small (64 B to 4 KiB × 1,2,4,8)`; with the modes where a preset has its own. */
function presetText(name: PresetName): string {
  const { sizes, threads, modes = [] } = { modes: undefined, ...PRESETS[name] };
  const matrix = `${rangeText(bytesText(sizes[0]!), bytesText(sizes.at(-1)!))} × ${threads.join(",")}`;
  return `${name} (${[modes.join(",") || [], matrix].flat().join("; ")})`;
}

export const PRESET_OPTION = {
  preset: {
    value: "NAME",
    byDefault: DEFAULT_PRESET,
    help:
      `sizes and threads: ${
        PRESET_NAMES.map(presetText).join(", ")
      }; exercise is measured between two network ` +
      "namespaces where it may make them (as root), else on loopback",
    example: "bulk",
    parse: oneOf(PRESET_NAMES),
  },
} as const satisfies OptionTable;

type CellGiven = Given<typeof CELL_OPTIONS> & Given<typeof STOP_OPTIONS>;

/**
 * The plan of a sweep: what was given, else the preset's, else the default.
 *
 * @param preset replaces the given one
 */
export function planFrom(
  given: CellGiven & Given<typeof PRESET_OPTION>,
  preset: Preset = PRESETS[given.preset ?? DEFAULT_PRESET],
): SweepPlan {
  const together = {
    untilCi: untilCiFrom(given),
    refine: refineFrom(given),
    poolDepth: poolDepthFrom(given),
    topology: topologyFrom(given),
  };
  const plan = planSchema.parse({
    schema: PLAN_SCHEMA_VERSION,
    runId: crypto.randomUUID(),
    ...defaultsOf(MATRIX),
    ...DEFAULTS,
    seed: crypto.getRandomValues(new Uint32Array(1))[0]!,
    ...suitedPreset(preset, given),
    ...fieldsOf({ ...CELL_OPTIONS, ...STOP_OPTIONS }, given),
    ...Object.fromEntries(Object.entries(together).filter(([, value]) => value !== undefined)),
  });
  if (plan.untilCi !== null && plan.untilCi.maxRepeats < plan.repeats) {
    throw new UsageError(`--max-repeats ${plan.untilCi.maxRepeats} is less than --repeats ${plan.repeats}`);
  }
  if (plan.untilCi !== null && plan.extraRepeats > 0) {
    throw new UsageError(
      "--extra-repeats and --until-ci are mutually exclusive: both say what follows the planned trials",
    );
  }
  requireVerifiable(plan);
  requireCrossovers(plan);
  requireTurns(plan);
  requireStream(plan);
  return plan;
}

/** A preset has extra repeats as a part of its own number of repeats, and of a sweep that measures. */
export function suitedPreset(preset: Preset, given: CellGiven): Preset {
  const isOther = given.repeats !== undefined || given["until-ci"] !== undefined || given.verify === true;
  return isOther ? { ...preset, extraRepeats: 0 } : preset;
}

/** @throws UsageError for a rate if nothing streams, or nothing is timed */
function requireStream({ rateBps, pattern, poolDepth }: SweepPlan): void {
  if (rateBps === null) return;
  if (pattern !== "stream") {
    throw new UsageError(
      `--rate needs --pattern stream: in ${pattern} each message waits for the one before`,
    );
  }
  if (poolDepth !== null) {
    throw new UsageError("--rate and --verify are mutually exclusive: nothing is timed");
  }
}

/** @throws UsageError for --slice and --washout without slices */
function requireTurns(plan: SweepPlan): void {
  if (isInterleaved(plan)) return;
  const [asked] = [plan.sliceMs === null ? [] : "--slice", plan.washoutMs === null ? [] : "--washout"].flat();
  if (asked === undefined) return;
  throw new UsageError(`${asked} needs --interleave slices: the modes do not take turns here`);
}
