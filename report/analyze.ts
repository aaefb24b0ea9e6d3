/**
 * What results say, computed once per command and handed on as one value: terminal, Markdown, HTML, JSON and figures
 * all read this.
 */
import { addedSizes, type Cell, type CellTable, tabulate } from "../results/cells.ts";
import { type Cluster, clusterOf } from "../results/cluster/cluster.ts";
import { compareModes, type ComparisonFamily, type Family } from "../results/comparisons.ts";
import type { LoadedResults } from "../results/load.ts";
import { COMPARED_MEASURES, RECEIVER_MEASURES } from "../results/measures.ts";
import { type Provenance, provenanceOf } from "../results/provenance.ts";
import { compareReceivers, type ReceiverContrast, receiverGroups } from "../results/receivers.ts";
import { withoutRedone } from "../results/redone.ts";
import { rank, type Ranking } from "../results/ranking.ts";
import type { StateGroup } from "../results/two_states.ts";
import type { Contrast } from "../stats/contrast.ts";
import { type Crossover, crossovers } from "./crossovers.ts";
import type { Finding } from "./findings/finding.ts";
import { answerQuestions } from "./findings/questions.ts";
import { type ReportWarning, reportWarnings } from "./warnings.ts";
import { clusterJson } from "./cluster/json.ts";
import { machineChange } from "./machine_change.ts";

/** What figures are made from: all but what only sentences and tables need, which is half of the work. */
interface Ranked {
  readonly loaded: LoadedResults;
  readonly provenance: Provenance;
  /** Every cell, also those whose trials all failed. */
  readonly cells: readonly Cell[];
  /** One per setting (receive strategy, pattern, topology, offered rate) that has valid trials. */
  readonly tables: readonly CellTable[];
  /** Of each table. */
  readonly rankings: readonly Ranking[];
  /** The pairs of a cluster's hosts together; `null` for other results. Comparisons and questions are then a pair's own. */
  readonly cluster: Cluster | null;
}

export interface Analysis extends Ranked {
  /** One per measure that two modes have. */
  readonly families: readonly ComparisonFamily[];
  readonly crossovers: readonly Crossover[];
  /** Receive strategies against each other, one per measure that two of them have. */
  readonly receiverFamilies: readonly Family<ReceiverContrast>[];
  /** The answers to the six questions, in their order, and to those of further modes. */
  readonly findings: readonly Finding[];
  /** What limits the numbers, the most serious first. */
  readonly warnings: readonly ReportWarning[];
}

/** Pure. */
export function ranked(all: LoadedResults): Ranked {
  const loaded = { ...all, rows: withoutRedone(all.rows) };
  const { cells, tables } = tabulate(loaded.rows);
  const cluster = loaded.hostPairs ? clusterOf(loaded.hostPairs) : null;
  const provenance = lazily(() => {
    const found = provenanceOf(cells, loaded.environment);
    return cluster === null ? found : ofCluster(found, cluster);
  });
  return {
    loaded,
    get provenance() {
      return provenance();
    },
    cells,
    tables,
    rankings: tables.map(rank),
    cluster,
  };
}

/** Pure: the same results give the same analysis. What not every output needs is made when it is first asked for. */
export function analyze(all: LoadedResults): Analysis {
  const known = ranked(all), { loaded, cells, rankings, cluster } = known;
  const tables = cluster === null ? known.tables : [];
  const families = lazily(() =>
    COMPARED_MEASURES.map((measure) => compareModes(tables, measure)).filter(hasAny)
  );
  const lines = lazily(() => crossovers(families()));
  const receiverFamilies = lazily(() => {
    const groups = receiverGroups(tables);
    return RECEIVER_MEASURES.map((measure) => compareReceivers(groups, measure)).filter(hasAny);
  });
  return {
    ...{ loaded, cells, tables: known.tables, rankings, cluster },
    get provenance() {
      return known.provenance;
    },
    get families() {
      return families();
    },
    get crossovers() {
      return lines();
    },
    get receiverFamilies() {
      return receiverFamilies();
    },
    findings: cluster === null ? answerQuestions(known) : [],
    warnings: reportWarnings(loaded, machineChange(tables)),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function hasAny({ comparisons }: { readonly comparisons: readonly unknown[] }): boolean {
  return comparisons.length > 0;
}

/** What one of its hosts is called says nothing of the others. */
function ofCluster(provenance: Provenance, { hosts }: Cluster): Provenance {
  return { ...provenance, hostName: null, topology: `${hosts.length} hosts` };
}

/** What `analyze --json` prints; notes on how a file was read are printed while it is read. */
export function analysisJson(analysis: Analysis) {
  const { loaded: { plan }, tables, findings, crossovers, rankings, cluster, warnings } = analysis;
  return {
    schema: 1,
    ...(cluster === null ? {} : { cluster: clusterJson(cluster) }),
    addedSizes: addedSizes(plan, tables),
    warnings: warnings.filter(({ id }) => id !== "note"),
    findings,
    crossovers,
    ranking: rankings.flatMap(rankingJson),
  };
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
    rivals: rivals.map(({ cell, median, contrast: { ratio, states, verdict } }) => ({
      mode: cell.mode,
      median,
      ...ratioJson(ratio),
      ...Object.fromEntries((states ?? []).map((group) => [group.name, groupJson(group)])),
      verdict,
    })),
  }));
}

function ratioJson({ estimate, interval }: Contrast) {
  return { ratio: estimate, interval };
}

function groupJson({ coreToCoreNs, ratio }: StateGroup) {
  return { ...(coreToCoreNs === undefined ? {} : { coreToCoreNs }), blocks: ratio.n, ...ratioJson(ratio) };
}
