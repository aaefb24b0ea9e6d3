/** The six questions of the exercise, answered from result rows: `netio analyze`. */
import type { LoadedResults } from "../results/load.ts";
import { cellTables } from "./cells.ts";
import { compareModes } from "./comparisons.ts";
import { crossovers } from "./crossovers.ts";
import type { Analysis } from "./finding.ts";
import { cacheLevels } from "./findings/cache_levels.ts";
import type { Context } from "./findings/context.ts";
import { oneCopyCrossover, zeroCopyCrossover } from "./findings/mode_crossover.ts";
import { threadContention } from "./findings/thread_contention.ts";
import { unexpectedResults } from "./findings/unexpected.ts";
import { zeroCopyThroughput } from "./findings/zero_copy_throughput.ts";
import { COMPARED_MEASURES } from "./measures.ts";

const QUESTIONS = [
  zeroCopyThroughput,
  cacheLevels,
  threadContention,
  oneCopyCrossover,
  zeroCopyCrossover,
  unexpectedResults,
] as const;

/** All six findings, in the order of the questions, and the crossovers. Pure: the same rows give the same answers. */
export function analyze(loaded: LoadedResults): Analysis {
  const tables = cellTables(loaded.rows);
  const families = COMPARED_MEASURES.map((measure) => compareModes(tables, measure));
  const context: Context = { loaded, tables, families, crossovers: crossovers(families) };
  return { schema: 1, findings: QUESTIONS.map((answer) => answer(context)), crossovers: context.crossovers };
}
