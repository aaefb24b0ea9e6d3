/**
 * How long turns are. A slice is as short as it can be, since the machine changes fast, but it has to hold some messages
 * and some round trips; and where threads wait for CPUs, a turn of each.
 *
 * What comes of them on a machine: `docs/calibration.md`.
 */
import { type Schedule, singleWindow } from "./schedule.ts";
import type { Settings } from "./settings.ts";
import type { Cells } from "./trial_spec.ts";

/** What is known of the way between the ends before the first trial. */
export interface PathFacts {
  /** Round trip without load. */
  readonly rttMs: number;
  /** What the fastest mode sends with messages of 16 KiB, bytes per ms, all connections together: others may be slower. */
  readonly bytesPerMs: number;
  /** How many threads of a trial with so many connections share a CPU of this host. */
  readonly threadsPerCpu: (connections: number) => number;
}

/** The cells that take turns. */
type TurnCells = Pick<Cells, "messageBytes" | "threads" | "rateBps">;

const SLICE_MS = 20, WASHOUT_MS = 4, TAIL_MS = 1.25;
/** How many times as slow as the fastest a mode may be. */
const SLOWEST = 3;
/** Two per CPU is how a connection's ends run. */
const THREADS_PER_CPU = 2;
const MESSAGES = 50, MESSAGES_LEAST = 4;
/** So many bytes are enough, if they are {@linkcode MESSAGES_LEAST} messages. */
const BYTES_ENOUGH = 1024 ** 2;
const SLICE_ROUND_TRIPS = 10, WASHOUT_ROUND_TRIPS = 4;
const ROUNDS_MAX = 100;
/** What a send buffer may hold of the mode before. */
const QUEUED_BYTES = 1024 ** 2;
/** What looked like a slow path may have been a busy moment; slices that then hold too little are told by their rows. */
const LENGTHENED_MS_MAX = 2000;
/** Slices are multiples of this and wash-outs of 1 ms, so that they don't differ from sweep to sweep by chance. */
const STEP_MS = 5;

/** The turns of a trial in which modes take turns. */
export function slicedSchedule(settings: Settings, cells: TurnCells, found: PathFacts): Schedule {
  const path = { ...found, bytesPerMs: Math.min(found.bytesPerMs, (cells.rateBps ?? Infinity) / 8e3) };
  const { durationMs } = settings;
  const crowding = Math.max(1, path.threadsPerCpu(cells.threads) / THREADS_PER_CPU);
  const longestMs = Math.max(LENGTHENED_MS_MAX, durationMs);
  const sliceMs = settings.sliceMs ?? stepped(Math.max(
    SLICE_MS * crowding,
    Math.min(leastSliceMs(settings, cells, path), longestMs),
    durationMs / ROUNDS_MAX,
  ));
  const drainMs = Math.max(
    SLOWEST * cells.messageBytes * cells.threads / path.bytesPerMs,
    QUEUED_BYTES * cells.threads / found.bytesPerMs, // with a rate the queue stays short
  );
  const washoutMs = settings.washoutMs ?? stepped(
    Math.max(
      WASHOUT_MS * crowding,
      Math.min(Math.max(WASHOUT_ROUND_TRIPS * path.rttMs, drainMs), longestMs),
    ),
    1,
  );
  const tailMs = Math.max(TAIL_MS * crowding, sliceMs / 100);
  return { rounds: Math.max(1, Math.round(durationMs / sliceMs)), washoutMs, sliceMs, tailMs };
}

/** Below this a slice holds too few messages or round trips. */
export function leastSliceMs(
  { pattern }: Settings,
  { messageBytes, threads }: Pick<Cells, "messageBytes" | "threads">,
  { rttMs, bytesPerMs }: Omit<PathFacts, "threadsPerCpu">,
) {
  const msPerByte = SLOWEST * threads / bytesPerMs;
  if (pattern === "rr") return MESSAGES * (rttMs + 2 * messageBytes * msPerByte);
  const bytes = Math.max(MESSAGES_LEAST * messageBytes, Math.min(MESSAGES * messageBytes, BYTES_ENOUGH));
  return Math.max(SLICE_ROUND_TRIPS * rttMs, bytes * msPerByte);
}

/** The turns of a trial, of one mode or several. */
export function scheduleOf(
  settings: Settings,
  isInterleaved: boolean,
  cells: TurnCells,
  path: PathFacts,
): Schedule {
  return isInterleaved ? slicedSchedule(settings, cells, path) : singleWindow(settings.durationMs);
}

function stepped(ms: number, step = STEP_MS): number {
  return Math.ceil(ms / step) * step;
}
