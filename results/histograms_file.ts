/**
 * `histograms.json`: the round trips of every trial of `--pattern rr`, as encoded HDR histograms. Written whole after
 * each trial and before its row, so that every row of `trials.csv` has its histogram whenever the program dies.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { HISTOGRAM_ENCODING } from "../stats/latency_histogram.ts";
import { fromJson, toJson } from "./json.ts";
import { writeWhole } from "./storage.ts";

export const HISTOGRAMS_FILE = "histograms.json";

const entrySchema = z.strictObject({
  trial: z.int(),
  mode: z.string(),
  messageBytes: z.int(),
  threads: z.int(),
  /** Round trips in ns, all connections of the trial merged. */
  rtt: z.string(),
});

const fileSchema = z.strictObject({
  schema: z.literal(1),
  unit: z.literal("ns"),
  encoding: z.literal(HISTOGRAM_ENCODING),
  trials: z.array(entrySchema),
});

/** One trial's histogram. */
export type TrialHistogram = z.infer<typeof entrySchema>;

/** The file of one result set, in memory and on disk. */
export class HistogramsFile {
  readonly #directory: string;
  #trials: TrialHistogram[];

  private constructor(directory: string, trials: TrialHistogram[]) {
    this.#directory = directory;
    this.#trials = trials;
  }

  /** The file of `directory`, there already or not. Throws when it is there and is something else. */
  static open(directory: string): HistogramsFile {
    const path = join(directory, HISTOGRAMS_FILE);
    const trials = existsSync(path) ? fileSchema.parse(fromJson(Deno.readTextFileSync(path))).trials : [];
    return new HistogramsFile(directory, trials);
  }

  /** Keeps the histograms of a trial's modes, in place of earlier ones of the same. */
  put(histograms: readonly TrialHistogram[]): void {
    if (histograms.length === 0) return;
    const isAgain = ({ trial, mode }: TrialHistogram) =>
      histograms.some((later) => later.trial === trial && later.mode === mode);
    this.#trials = [...this.#trials.filter((earlier) => !isAgain(earlier)), ...histograms];
    const content = { schema: 1, unit: "ns", encoding: HISTOGRAM_ENCODING, trials: this.#trials };
    writeWhole(this.#directory, HISTOGRAMS_FILE, toJson(content));
  }
}
