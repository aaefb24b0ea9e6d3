/** The results a command reads: the files or directories that were named, or the newest result set. */
import { join } from "node:path";
import { type LoadedResults, loadTogether, UnreadableResults } from "../results/load.ts";
import { type Join, JOINS } from "../results/join/join.ts";
import { TRIALS_FILE } from "../results/trials_file.ts";
import type { Option } from "./options/option.ts";
import { oneOf } from "./options/values.ts";
import { ReadingProgress } from "./text/reading_progress.ts";
import { UsageError } from "./usage_error.ts";

export const RESULTS_DIRECTORY = "results";

/** How a command takes files: none for the newest result set. */
export const RESULTS_USAGE = "[FILE.csv|DIR…]";

/** The option of all commands that read several files. */
export const JOIN_OPTION: Option<Join> = {
  value: "HOW",
  byDefault: "inferred from the files",
  help:
    "read several files as columns of the same configurations, as repeats of them, or as settings, which are not compared with each other",
  example: "repeats",
  parse: oneOf(JOINS),
};

/** @throws UsageError naming the file, and the line and column where there is one */
export async function loadArguments(
  paths: readonly string[],
  join: Join | null = null,
): Promise<LoadedResults> {
  try {
    const progress = new ReadingProgress();
    const loaded = await loadTogether(paths.length === 0 ? [newestResultSet()] : paths, join, progress.read);
    progress.end(loaded.rows.length);
    return loaded;
  } catch (error) {
    if (error instanceof UnreadableResults) throw new UsageError(error.message);
    throw error;
  }
}

/** The directory below `results/` whose `trials.csv` changed last. */
function newestResultSet(): string {
  let newest: { directory: string; changedMs: number } | undefined;
  for (const directory of subdirectories(RESULTS_DIRECTORY)) {
    const changedMs = changeTime(join(directory, TRIALS_FILE));
    if (changedMs !== null && (newest === undefined || changedMs > newest.changedMs)) {
      newest = { directory, changedMs };
    }
  }
  if (newest !== undefined) return newest.directory;
  throw new UsageError(
    `no result set in ${RESULTS_DIRECTORY}/: run a sweep first, or name a CSV file or directory`,
  );
}

function subdirectories(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].filter((entry) => entry.isDirectory)
      .map((entry) => join(directory, entry.name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function changeTime(path: string): number | null {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
