/** The job that a directory of pairs was started for, so that it can be continued: `pairs.json` beside the result sets. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fromJson, toJson } from "../results/json.ts";
import { writeWhole } from "../results/storage.ts";

export const RECORD_FILE = "pairs.json";

const recordSchema = z.object({
  schema: z.literal(1),
  netioVersion: z.string(),
  startedUtc: z.string(),
  hosts: z.array(z.object({ name: z.string(), address: z.string() })),
  /** What was measured of each pair, as options of `netio sweep`. */
  sweepOptions: z.array(z.string()),
});

export type PairsRecord = z.infer<typeof recordSchema>;

/** The directory holds something that is no record of pairs; the message names the file. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}

/** The record in a directory; `null` where there is none. Throws {@linkcode RecordError}. */
export function storedRecord(directory: string): PairsRecord | null {
  const path = join(directory, RECORD_FILE);
  if (!existsSync(path)) return null;
  try {
    return recordSchema.parse(fromJson(Deno.readTextFileSync(path)));
  } catch {
    throw new RecordError(`${path} is not a record of netio pairs; move it away to start over`);
  }
}

export function writeRecord(directory: string, record: PairsRecord): void {
  writeWhole(directory, RECORD_FILE, toJson(record));
}
