/** What `netio pairs` says before, between and after its sweeps. */
import { type Pair, pairText } from "../../cluster/hosts.ts";
import type { PairsOutcome } from "../../cluster/all_pairs.ts";
import { pairDirectory } from "../../cluster/pair_directory.ts";
import type { PairOutcome } from "../../cluster/pair_run.ts";
import { commandText } from "../../cluster/quoting.ts";
import { capitalized, countText, joined, ofText } from "../../results/words.ts";
import { describeSet } from "../../report/result_list.ts";
import { tabulate } from "../../results/cells.ts";
import type { LoadedResults } from "../../results/load.ts";
import { integerText, numberText } from "../../results/number_text.ts";
import { rank } from "../../results/ranking.ts";
import { withoutRedone } from "../../results/redone.ts";
import type { PairsTarget } from "../pairs_target.ts";
import { durationText } from "./progress.ts";

/** `4 hosts, 6 pairs in 3 rounds, about 3 min 20 s, into results/pairs`. */
export function pairsAnnouncement({ hosts, rounds, pairCount, estimateMs, directory }: PairsTarget): string {
  const missing = rounds.flat().length;
  const pairs = missing === pairCount ? countText(pairCount, "pair") : ofText(missing, pairCount, "pair");
  const when = `in ${countText(rounds.length, "round")}, about ${durationText(estimateMs)}`;
  return `${countText(hosts.length, "host")}, ${pairs} ${when}, into ${directory}`;
}

/** A line for each round: the pairs that are measured at the same time. */
export function roundLines(rounds: readonly (readonly Pair[])[]): string[] {
  return rounds.map((round, i) => `round ${i + 1}: ${round.map(pairText).join(", ")}`);
}

/** What a pair's result set says in a few words: how fast it was at its best, and which mode is best. */
export function pairAnswer(loaded: LoadedResults): string {
  const bests = tabulate(withoutRedone(loaded.rows)).tables.map(rank).flatMap(({ measure, places }) => {
    const medians = places.map(({ median }) => median);
    if (medians.length === 0) return [];
    const { label, unit, better } = measure;
    const [from, best] = better === "higher"
      ? ["up to", Math.max(...medians)] as const
      : ["from", Math.min(...medians)] as const;
    return `${capitalized(label)} ${from} ${numberText(best)} ${unit}.`;
  });
  return [...bests, describeSet(loaded).best].join(" ");
}

interface PairEnd {
  /** Of its result set; empty where nothing was measured. */
  readonly answer: string;
  readonly ms: number;
  /** It is not tried again. */
  readonly isLast: boolean;
}

/** What came of a pair. */
export function pairEndText(pair: Pair, outcome: PairOutcome, { answer, ms, isLast }: PairEnd): string {
  const time = durationText(ms);
  switch (outcome.kind) {
    case "measured":
      return `${pairText(pair)}: measured in ${time}. ${answer}`;
    case "failed": {
      const next = isLast ? "" : " (will be retried at the end)";
      return `${pairText(pair)}: failed after ${time}: ${outcome.reason}${next}`;
    }
    case "stopped":
      return `${pairText(pair)}: stopped after ${time}`;
  }
}

/**
 * The last lines: how many were measured, which failed and why, and what to do next.
 *
 * @param resume the command line that goes on
 */
export function pairsSummary(
  { measured, failed, isStopped }: PairsOutcome,
  { directory, pairCount, rounds }: PairsTarget,
  resume: readonly string[],
): string[] {
  const done = pairCount - rounds.flat().length + measured.length;
  const counts = [
    `${ofText(done, pairCount, "pair")} measured`,
    failed.length > 0 && `${integerText(failed.length)} failed`,
    isStopped && "stopped",
  ];
  return [
    joined(counts, ", "),
    ...failed.map(({ pair, reason }) =>
      `${pairText(pair)} failed: ${reason} (logs: ${pairDirectory(directory, pair)})`
    ),
    ...(done === 0 ? [] : [`Next: ${commandText(["netio", "analyze", directory])}`]),
    ...(done === pairCount ? [] : [`To continue: ${commandText(resume)}`]),
  ];
}
