/**
 * The forms of what comes back over the control connection about a trial. The types are the trial's own, and the compiler
 * holds the forms to them; what to run has its form in `trial/trial_spec.ts`.
 */
import { z } from "zod";
import type { HostWindow } from "../host/window_state.ts";
import { INT_OPTIONS, type IntOption, type SocketSettings } from "../net/socket_options.ts";
import { EVENT_NAMES } from "../perf/events.ts";
import type { SliceOffsets } from "../trial/crew.ts";
import type { EndFailure, EndReport, ModeShare } from "../trial/job.ts";
import type { EndShare, SideResult } from "../trial/side.ts";
import { CELL, TURNS_MAX } from "../trial/trial_spec.ts";
import { plainText } from "./plain_text.ts";

const TEXT_MAX = 2000;
const CONNECTIONS_MAX = CELL.threads.limits.most;

const count = z.number().min(0);
const latencyPairs = z.array(count);
const text = plainText(TEXT_MAX);

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
    dsackDups: count.nullable(),
    busyUs: count.nullable(),
    rwndLimitedUs: count.nullable(),
  }),
  congestion: z.strictObject({
    firstSegments: count,
    lastSegments: count,
    isSlowStart: z.boolean(),
    roundTripUs: count,
  }).nullable(),
  counters: counts(EVENT_NAMES),
  mappedBytes: count.nullable(),
  pacingCpuNs: count.nullable(),
  taskClock: counts(["task_clock_ns"]).nullable(),
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

const modeShare: z.ZodType<ModeShare> = z.strictObject({
  slices: count,
  elapsedNs: count,
  bytes: count,
  halfRates: z.tuple([count, count]).nullable(),
  zeroCopy: zeroCopy.nullable(),
  usage,
  edgeCostNs: count,
  latencies: z.strictObject({ roundTrips: latencyPairs, sendCalls: latencyPairs }),
});

const edges = z.array(count).max(2 * TURNS_MAX);

/** Of each connection. */
export const sliceOffsetsSchema: z.ZodType<SliceOffsets> = z.array(edges).max(CONNECTIONS_MAX);

const endReport: z.ZodType<EndReport> = z.strictObject({
  connection: z.int().min(0).max(CONNECTIONS_MAX - 1),
  totalBytes: count,
  shares: z.array(modeShare).max(TURNS_MAX),
  sliceOffsets: edges,
});

const endFailure: z.ZodType<EndFailure> = z.strictObject({
  end: z.enum(["send", "receive"]).nullable(),
  connection: z.int().min(0).max(CONNECTIONS_MAX - 1).nullable(),
  errno: z.string().regex(/^[A-Z0-9]{1,20}$|^errno \d{1,5}$/).nullable(),
  text,
});

const settings = z.strictObject({
  congestion_control: text,
  ...Object.fromEntries(
    INT_OPTIONS.map(({ column, words }: IntOption) => [column, words ? z.enum(words) : count]),
  ),
}) as unknown as z.ZodType<SocketSettings>;

const endShare: z.ZodType<EndShare> = z.strictObject({
  reports: z.array(endReport).max(CONNECTIONS_MAX),
  settings,
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
  softirqThreadsS: z.number().nullable(),
}) satisfies z.ZodType<HostWindow>;

export const sideResultSchema: z.ZodType<SideResult> = z.strictObject({
  ends: z.strictObject({ send: endShare, receive: endShare }).partial(),
  threads: count,
  cpuCount: count,
  coreCount: count,
  host: hostWindow.nullable(),
  ringWorkers: count.nullable(),
  failures: z.array(endFailure).max(4 * CONNECTIONS_MAX),
});
