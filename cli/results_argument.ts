/** The results a command reads: the files or directories that were named, or the newest result set. */
import { join } from "node:path";
import { type LoadedResults, loadTogether, UnreadableResults } from "../results/load.ts";
import { type Join, JOINS } from "../results/join/part.ts";
import { resultSetsBelow } from "../results/result_files.ts";
import { TRIALS_FILE } from "../results/trials_file.ts";
import type { Option } from "./options/option.ts";
import { oneOf } from "./options/values.ts";
import { ReadingProgress } from "./text/reading_progress.ts";
import { tell } from "./text/output.ts";
import { UsageError } from "./usage_error.ts";

export const RESULTS_DIRECTORY = "results";

/** How a command takes files: none for the newest result set. */
export const RESULTS_USAGE = "[FILE.csv|DIR…]";

const parseJoin = oneOf(JOINS);

/** The option of all commands that read several files. */
export const JOIN_OPTION: Option<Join> = {
  value: "HOW",
  byDefault: "inferred from the files",
  help:
    "read several files as columns of the same configurations, as repeats of them, or as settings, which are not compared with each other",
  example: "repeats",
  parse: (text) => parseJoin(text === "cells" ? "columns" : text), // what netio calls a configuration in its code
};

/**
 * Reads them, and prints notes about them.
 *
 * @param name prefix of the notes, for a command that reads several results
 * @throws UsageError naming the file, with line and column if known
 */
export async function loadArguments(
  paths: readonly string[],
  how: Join | null = null,
  name = "",
): Promise<LoadedResults> {
  try {
    const progress = new ReadingProgress();
    const sources = paths.length === 0 ? [await newestResultSet()] : paths;
    const loaded = await loadTogether(sources, how, progress.read);
    progress.end(loaded.rows.length);
    for (const note of loaded.notes) tell(`note: ${name}${note}`);
    return loaded;
  } catch (error) {
    if (error instanceof UnreadableResults) throw new UsageError(error.message);
    throw error;
  }
}

/** The directory below `results/` whose `trials.csv` changed last. */
async function newestResultSet(): Promise<string> {
  const sets = await resultSetsBelow(RESULTS_DIRECTORY);
  const changedMs = (directory: string) => Number(Deno.statSync(join(directory, TRIALS_FILE)).mtime);
  const [newest] = sets.toSorted((a, b) => changedMs(b) - changedMs(a));
  if (newest !== undefined) return newest;
  throw new UsageError(
    `no result set in ${RESULTS_DIRECTORY}/: run a sweep first, or name a CSV file or directory`,
  );
}
