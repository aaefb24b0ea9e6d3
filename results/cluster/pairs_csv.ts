/** `pairs.csv` of a cluster: a row for each configuration and direction, with its median, what is the link's own, and whether it is an outlier. */
import { stringify } from "@std/csv";
import { SETTING_KEY } from "../columns.ts";
import { CPU_PER_BYTE } from "../measures.ts";
import type { Cluster, ClusterConfiguration } from "./cluster.ts";
import { directionKey } from "./configurations.ts";

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
  return stringify([COLUMNS, ...configurations.flatMap(recordsOf)], { headers: false });
}

function recordsOf(configuration: ClusterConfiguration): string[][] {
  const { effects, mode, messageBytes, threads, measure, setting, pairs } = configuration;
  const links = new Map(
    typeof effects === "string" ? [] : effects.links.map((link) => [directionKey(link), link]),
  );
  return pairs.map(({ sender, receiver, cell }) => {
    const estimate = cell.estimate(measure), link = links.get(directionKey({ sender, receiver }));
    return [
      sender,
      receiver,
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
    ].map(fieldText);
  });
}

function fieldText(field: string | number | null): string {
  if (typeof field !== "number" || Number.isInteger(field)) return String(field ?? "");
  return String(Number(field.toPrecision(9)));
}
