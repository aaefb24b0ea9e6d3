/**
 * The six questions of the exercise (`results/mode_catalogue.ts`), answered in their order, and what further modes and
 * receive strategies ask.
 */
import { cacheLevels } from "./cache_levels.ts";
import type { Context, Finding } from "./finding.ts";
import { furtherFindings } from "./further_modes.ts";
import { receiverFindings } from "./receivers.ts";
import { oneCopyCrossover, zeroCopyCrossover } from "./mode_crossover.ts";
import { threadContention } from "./thread_contention.ts";
import { unexpectedResults } from "./unexpected.ts";
import { zeroCopyThroughput } from "./zero_copy_throughput.ts";

const QUESTIONS = [
  zeroCopyThroughput,
  cacheLevels,
  threadContention,
  oneCopyCrossover,
  zeroCopyCrossover,
  unexpectedResults,
] as const;

/** Pure: the same rows give the same answers. */
export function answerQuestions(context: Context): Finding[] {
  return [
    ...QUESTIONS.map((answer) => answer(context)),
    ...furtherFindings(context),
    ...receiverFindings(context),
  ];
}
