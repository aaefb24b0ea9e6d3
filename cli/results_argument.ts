/** The results a command reads: the file or directory that was named, or the newest result set. */
import { join } from "node:path";
import { type LoadedResults, loadResults, UnreadableResults } from "../results/load.ts";
import { TRIALS_FILE } from "../results/trials_file.ts";
import { UsageError } from "./usage_error.ts";

export const RESULTS_DIRECTORY = "results";

/** @throws UsageError naming the file, and the line and column where there is one */
export async function loadArgument(path: string | undefined): Promise<LoadedResults> {
  try {
    return await loadResults(path ?? newestResultSet());
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
