/** Many result sets in a line each: whose, when, what, and what came out, so that thirty of them can be distinguished. */
import { basename, dirname } from "node:path";
import { tabulate } from "../results/cells.ts";
import { type LoadedResults, loadResults } from "../results/load.ts";
import { type Provenance, provenanceOf } from "../results/provenance.ts";
import { rank } from "../results/ranking.ts";
import { withoutRedone } from "../results/redone.ts";
import { resultSetsAt } from "../results/result_files.ts";
import { TRIALS_FILE } from "../results/trials_file.ts";
import { countText, errorText } from "../results/words.ts";
import { answerOf, namedHeadline } from "./answer.ts";
import { sizesText, threadCountsText } from "./phrases.ts";
import { type TrialCounts, trialCounts } from "./trial_counts.ts";

/** One result set. */
export interface ListedSet {
  readonly directory: string;
  /** What the user calls it. */
  readonly title: string | null;
  readonly hostName: string | null;
  readonly dateUtc: string | null;
  /** Modes, sizes and thread counts; `null` where nothing is known of them. */
  readonly what: string | null;
  /** `null` where it can't be read. */
  readonly counts: TrialCounts | null;
  /** The headline of each setting, or why there is none. */
  readonly best: string;
}

/**
 * The result sets in a directory, the newest first, or the one that it is; what can't be read is among them, with why.
 *
 * @throws Deno.errors.NotFound and others where the directory can't be read
 */
export async function listResultSets(directory: string): Promise<ListedSet[]> {
  const sets: ListedSet[] = [];
  for (const path of await resultSetsAt(directory)) sets.push(await describe(path));
  const keyOf = ({ dateUtc, directory }: ListedSet) => `${dateUtc ?? ""} ${directory}`;
  return sets.toSorted((a, b) => keyOf(a) < keyOf(b) ? 1 : -1);
}

async function describe(directory: string): Promise<ListedSet> {
  try {
    return describeSet(await loadResults(directory));
  } catch (error) {
    const best = `can't be read: ${errorText(error)}`;
    return { directory, title: null, hostName: null, dateUtc: null, what: null, counts: null, best };
  }
}

/** Pure. */
export function describeSet(loaded: LoadedResults): ListedSet {
  const rows = withoutRedone(loaded.rows);
  const { cells, tables } = tabulate(rows);
  const { title, hostName, dateUtc }: Provenance = provenanceOf(cells, loaded.environment);
  const answers = tables.flatMap((table) => answerOf(rank(table)) ?? []);
  return {
    directory: basename(loaded.source) === TRIALS_FILE ? dirname(loaded.source) : loaded.source,
    title,
    hostName,
    dateUtc,
    what: cells.length === 0 ? null : [
      countText(new Set(cells.map(({ mode }) => mode)).size, "mode"),
      sizesText(cells.map(({ messageBytes }) => messageBytes).toSorted((a, b) => a - b)),
      threadCountsText([...new Set(cells.map(({ threads }) => threads))].toSorted((a, b) => a - b)),
    ].join(" × "),
    counts: trialCounts(loaded),
    best: answers.map(namedHeadline).join(" ") || "No valid trial.",
  };
}
