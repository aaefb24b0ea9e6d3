/**
 * The forms of what crosses the control connection about a trial: what to run, and what came of it. The types are the
 * sweep's own, and the compiler holds the forms to them.
 */
import { z } from "zod";
import type { HostWindow } from "../host/window_state.ts";
import { MODES } from "../modes/registry.ts";
import { COUNTERS_ASKED, EVENT_NAMES } from "../perf/events.ts";
import { RECEIVE_STRATEGIES } from "../receive/registry.ts";
import type { EndFailure, EndReport } from "../trial/job.ts";
import { pinSchema } from "../sweep/plan.ts";
import type { EndShare, SideResult } from "../trial/side.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { plainText } from "./plain_text.ts";

const LONGEST_MS = 3600e3;
const TEXT_MAX = 2000;
const CONNECTIONS_MAX = 64;

const count = z.number().min(0);
const latencyPairs = z.array(count);
const text = plainText(TEXT_MAX);
const bufferBytes = z.int().min(4096).max(2 ** 30).optional();

export const trialSpecSchema: z.ZodType<TrialSpec> = z.strictObject({
  mode: z.enum(MODES.map(({ id }) => id)),
  rx: z.enum(RECEIVE_STRATEGIES.map(({ id }) => id)),
  pattern: z.enum(["stream", "rr"]),
  messageBytes: z.int().min(8).max(2 ** 30),
  threads: z.int().min(1).max(CONNECTIONS_MAX),
  warmupMs: z.number().min(0).max(LONGEST_MS),
  durationMs: z.number().positive().max(LONGEST_MS),
  alignBytes: z.int().min(1).max(4096).refine((bytes) => (bytes & (bytes - 1)) === 0),
  workingSetBytes: z.int().min(8).max(2 ** 34).optional(),
  reapEvery: z.int().min(1).max(4096).optional(),
  poolDepth: z.int().min(1).max(256).optional(),
  congestion: z.string().regex(/^[a-z0-9_-]{1,15}$/),
  nodelay: z.boolean().optional(),
  sndbufBytes: bufferBytes,
  rcvbufBytes: bufferBytes,
  mssBytes: z.int().min(88).max(32767).optional(),
  pin: pinSchema,
  counters: z.enum(COUNTERS_ASKED),
  payloadSeed: z.int(),
});

const counts = <Name extends string>(names: readonly Name[]) =>
  z.strictObject({
    scope: z.enum(["user+kernel", "user", "none"]),
    runningPct: count.nullable(),
    values: z.record(z.enum(names), count.nullable()),
    notCounted: z.array(z.strictObject({ counters: z.array(z.enum(names)), why: text })).max(64),
  });

const usage = z.strictObject({
  cpuNs: count,
  contextSwitches: count,
  pageFaults: count,
  tcpInfo: z.strictObject({
    bytesSent: count.nullable(),
    dataSegsOut: count.nullable(),
    totalRetrans: count.nullable(),
    busyUs: count.nullable(),
    rwndLimitedUs: count.nullable(),
  }),
  counters: counts(EVENT_NAMES),
  taskClock: counts(["task_clock_ns"]).nullable(),
  edgeCostNs: count,
});

const zeroCopy = z.strictObject({
  sends: count,
  completions: count,
  copied: count,
  fallbacks: count,
  enobufs: count,
  drainMs: count,
  completionTimes: latencyPairs,
});

const endReport: z.ZodType<EndReport> = z.strictObject({
  connection: z.int().min(0).max(CONNECTIONS_MAX - 1),
  elapsedNs: z.number().positive(),
  bytes: count,
  totalBytes: count,
  zeroCopy: zeroCopy.nullable(),
  usage,
  latencies: z.strictObject({ roundTrips: latencyPairs, sendCalls: latencyPairs }),
});

const endFailure: z.ZodType<EndFailure> = z.strictObject({
  end: z.enum(["send", "receive"]).nullable(),
  connection: z.int().min(0).max(CONNECTIONS_MAX - 1).nullable(),
  errno: z.string().regex(/^[A-Z0-9]{1,20}$|^errno \d{1,5}$/).nullable(),
  text,
});

const endShare: z.ZodType<EndShare> = z.strictObject({
  reports: z.array(endReport).max(CONNECTIONS_MAX),
  settings: z.strictObject({
    congestion: text,
    nodelay: z.boolean(),
    sndbufBytes: count,
    rcvbufBytes: count,
    mssBytes: count,
  }),
  cpus: z.array(z.int().min(0).nullable()).max(CONNECTIONS_MAX),
});

const cpuShares = z.strictObject({
  userS: count,
  systemS: count,
  irqS: count,
  softirqS: count,
  stealS: count,
  idleS: count,
  totalS: count,
});

const hostWindow = z.strictObject({
  elapsedS: count,
  shares: cpuShares.nullable(),
  threadShares: cpuShares.nullable(),
  otherCpuS: count.nullable(),
  frequencyChange: z.number().nullable(),
  throttlings: z.number().nullable(),
  reclaims: z.number().nullable(),
  tcpMemoryPressures: z.number().nullable(),
  quotaStoppedS: z.number().nullable(),
}) satisfies z.ZodType<HostWindow>;

export const sideResultSchema: z.ZodType<SideResult> = z.strictObject({
  ends: z.strictObject({ send: endShare, receive: endShare }).partial(),
  threads: count,
  cpuCount: count,
  host: hostWindow.nullable(),
  failures: z.array(endFailure).max(4 * CONNECTIONS_MAX),
});
