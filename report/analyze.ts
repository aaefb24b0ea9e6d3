/**
 * What results say, computed once per command and handed on as one value: terminal, Markdown, HTML, JSON and figures
 * all read this.
 */
import { type Cell, type CellTable, tabulate } from "../results/cells.ts";
import { compareModes, type ComparisonFamily, type Family } from "../results/comparisons.ts";
import type { LoadedResults } from "../results/load.ts";
import { COMPARED_MEASURES, RECEIVER_MEASURES } from "../results/measures.ts";
import { type Provenance, provenanceOf } from "../results/provenance.ts";
import { compareReceivers, type ReceiverContrast, receiverGroups } from "../results/receivers.ts";
import { withoutRedone } from "../results/redone.ts";
import { rank, type Ranking } from "../results/ranking.ts";
import { type Crossover, crossovers } from "./crossovers.ts";
import type { Finding } from "./finding.ts";
import { answerQuestions } from "./findings/questions.ts";
import { type Caution, cautionsOf } from "./cautions.ts";

export interface Analysis {
  readonly loaded: LoadedResults;
  readonly provenance: Provenance;
  /** Every cell, also those whose trials all failed. */
  readonly cells: readonly Cell[];
  /** One per setting (receive strategy, pattern, topology, offered rate) that has valid trials. */
  readonly tables: readonly CellTable[];
  /** Of each table. */
  readonly rankings: readonly Ranking[];
  /** One per measure that two modes have. */
  readonly families: readonly ComparisonFamily[];
  readonly crossovers: readonly Crossover[];
  /** Receive strategies against each other, one per measure that two of them have. */
  readonly receiverFamilies: readonly Family<ReceiverContrast>[];
  /** The answers to the six questions, in their order, and to those of further modes. */
  readonly findings: readonly Finding[];
  /** What stands against the numbers, the gravest first. */
  readonly cautions: readonly Caution[];
}

/** Pure: the same results give the same analysis. */
export function analyze(all: LoadedResults): Analysis {
  const loaded = { ...all, rows: withoutRedone(all.rows) };
  const { cells, tables } = tabulate(loaded.rows);
  const families = COMPARED_MEASURES.map((measure) => compareModes(tables, measure))
    .filter(({ comparisons }) => comparisons.length > 0);
  const receivers = receiverGroups(tables);
  const known = {
    loaded,
    provenance: provenanceOf(cells, loaded.environment),
    cells,
    tables,
    rankings: tables.map(rank),
    families,
    crossovers: crossovers(families),
    receiverFamilies: RECEIVER_MEASURES.map((measure) => compareReceivers(receivers, measure))
      .filter(({ comparisons }) => comparisons.length > 0),
  };
  return { ...known, findings: answerQuestions(known), cautions: cautionsOf(loaded) };
}

/** What `analyze --json` prints. */
export function analysisJson({ findings, crossovers, rankings }: Analysis) {
  return { schema: 1, findings, crossovers, ranking: rankings.flatMap(rankingJson) };
}

function rankingJson({ table: { setting }, measure, places }: Ranking) {
  return places.map(({ messageBytes, threads, winners, best, median, rivals, confidence, survivesHolm }) => ({
    ...setting,
    messageBytes,
    threads,
    measure: measure.id,
    best: best.mode,
    median,
    winners,
    confidence,
    survivesHolm,
    rivals: rivals.map(({ cell, median, contrast: { ratio, verdict } }) => ({
      mode: cell.mode,
      median,
      ratio: ratio.estimate,
      interval: ratio.interval,
      verdict,
    })),
  }));
}
