/** What to run in one trial: the settings, one cell or several that take turns, and when. Plain data, the same on both hosts. */
import { z } from "zod";
import { MODES } from "../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../receive/registry.ts";
import { bytes, choice, integer, list, optional, rate, shapeOf, type ValuesOf } from "./forms.ts";
import type { Schedule } from "./schedule.ts";
import { type Settings, SETTINGS_SHAPE } from "./settings.ts";

/** A transmit mode's id. */
export const MODE = choice(MODES.map(({ id }): string => id));

/** Bits per second. */
export const RATE = rate(1e6, 1e12);

/** What a sweep crosses. */
export const CELL = {
  /** They take turns on the same connections. */
  modes: list(MODE),
  messageBytes: bytes(8, 1024 ** 3),
  /** Connections, each with a sender and a receiver thread. */
  threads: integer(1, 64),
  /** Receive strategy. */
  rx: choice(RECEIVE_STRATEGIES.map(({ id }): string => id)),
  /** What all senders together offer; `null` is as fast as they can. */
  rateBps: optional(RATE),
};

/** The cells of one trial, which differ in nothing but the mode. */
export interface Cells extends ValuesOf<typeof CELL> {
  /** The same for trials whose payloads should be laid out alike. */
  readonly payloadSeed: number;
}

export interface TrialSpec extends Settings, Cells {
  readonly schedule: Schedule;
}

/** Turns in a trial, at most: as many as the edges of a connection fit into a message between hosts. */
export const TURNS_MAX = 20_000;

const scheduleSchema = z.strictObject({
  rounds: z.int().min(1).max(TURNS_MAX),
  washoutMs: z.number().min(0),
  sliceMs: z.number().positive(),
  tailMs: z.number().min(0),
});

export const trialSpecSchema: z.ZodType<TrialSpec> = z.strictObject({
  ...SETTINGS_SHAPE,
  ...shapeOf(CELL),
  payloadSeed: z.int(),
  schedule: scheduleSchema,
}).refine(({ modes, schedule }) => modes.length * schedule.rounds <= TURNS_MAX);
