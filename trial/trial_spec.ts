/** What to run in one trial: the settings and one cell. Plain data, the same on both hosts. */
import { z } from "zod";
import { MODES } from "../modes/registry.ts";
import { bytes, choice, integer, shapeOf, type ValuesOf } from "./forms.ts";
import { type Settings, SETTINGS_SHAPE } from "./settings.ts";

/** What a sweep crosses, one value of each. */
export const CELL = {
  mode: choice(MODES.map(({ id }): string => id)),
  messageBytes: bytes(8, 1024 ** 3),
  /** Connections, each with a sender and a receiver thread. */
  threads: integer(1, 64),
};

/** One cell, once. */
export interface Cell extends ValuesOf<typeof CELL> {
  /** The same for trials whose payloads should be laid out alike. */
  readonly payloadSeed: number;
}

export type TrialSpec = Settings & Cell;

export const trialSpecSchema: z.ZodType<TrialSpec> = z.strictObject({
  ...SETTINGS_SHAPE,
  ...shapeOf(CELL),
  payloadSeed: z.int(),
});
