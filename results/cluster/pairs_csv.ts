/**
 * `pairs.csv` of a cluster: a row for each configuration and direction, with its median, what is the link's own, and
 * whether it is an outlier.
 */
import { SETTING_KEY } from "../columns.ts";
import { CPU_PER_BYTE } from "../measures.ts";
import { type CsvField, csvField, csvText } from "../csv.ts";
import type { Cluster, ClusterConfiguration } from "./cluster.ts";

export const PAIRS_FILE = "pairs.csv";

/** Where it was measured is in sender and receiver. */
const SETTINGS = SETTING_KEY.filter((column) => column !== "topology");

const COLUMNS = [
  "sender",
  "receiver",
  "mode",
  ...SETTINGS,
  "message_bytes",
  "threads",
  "trials",
  "failed",
  "measure",
  "median",
  "ci_lo",
  "ci_hi",
  "cpu_ns_per_byte",
  "ratio_to_hosts",
  "ratio_ci_lo",
  "ratio_ci_hi",
  "outlier",
];

/** The file's text; empty = not measured. */
export function pairsCsv({ configurations }: Cluster): string {
  return csvText([COLUMNS, ...configurations.flatMap(recordsOf)]);
}

function recordsOf(configuration: ClusterConfiguration): CsvField[][] {
  const { mode, messageBytes, threads, measure, setting, pairs } = configuration;
  return pairs.map((pair) => {
    const { cell } = pair, estimate = cell.estimate(measure), link = configuration.linkOf(pair);
    return [
      pair.sender,
      pair.receiver,
      mode,
      ...SETTINGS.map((column) => setting[column]),
      messageBytes,
      threads,
      cell.rows.length,
      cell.nFailed,
      measure.id,
      estimate?.median ?? null,
      estimate?.interval?.lo ?? null,
      estimate?.interval?.hi ?? null,
      cell.estimate(CPU_PER_BYTE)?.median ?? null,
      link?.ratio ?? null,
      link?.interval?.lo ?? null,
      link?.interval?.hi ?? null,
      link === undefined ? null : link.isOutlier ? "yes" : "no",
    ].map(csvField);
  });
}
