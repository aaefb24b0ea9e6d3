/** What two result sets do not share: machine, program, settings, and what the kernel did. */
import type { ResultRow } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";

export interface EnvironmentDifference {
  /** A path into `environment.json`, or a column of the rows. */
  readonly name: string;
  /** `null` where it is not known. */
  readonly a: string | null;
  readonly b: string | null;
}

/** Differs from run to run without meaning anything. */
const VOLATILE =
  /^(runId|startedUtc|seed|resumed|checks|notMeasured|commandLine)\b|^host\.(loadAverage|stealSinceBootPct|memory\.availableBytes)\b/;

/** Columns that say how a trial was set up, not what it measured. */
const SETTING_COLUMNS = [
  "rx",
  "pattern",
  "topology",
  "warmup_s",
  "latency_kind",
  "counters_scope",
  "effective_copy",
  "congestion_control",
  "nodelay",
  "sndbuf",
  "rcvbuf",
  "mss",
  "align",
  "tx_cpus",
  "rx_cpus",
] as const satisfies readonly (keyof ResultRow)[];

/** Settings first, then the environment in the order of A's file. */
export function environmentDifferences(a: LoadedResults, b: LoadedResults): EnvironmentDifference[] {
  const settings = SETTING_COLUMNS.map((column) => ({
    name: column,
    a: valuesOf(a.rows, column),
    b: valuesOf(b.rows, column),
  }));
  const [leavesA, leavesB] = [new Map(leaves(a.environment)), new Map(leaves(b.environment))];
  const names = [...new Set([...leavesA.keys(), ...leavesB.keys()])].filter((name) => !VOLATILE.test(name));
  const environment = names.map((name) => ({
    name,
    a: leavesA.get(name) ?? null,
    b: leavesB.get(name) ?? null,
  }));
  return [...settings, ...environment].filter((difference) => difference.a !== difference.b);
}

function valuesOf(rows: readonly ResultRow[], column: typeof SETTING_COLUMNS[number]): string | null {
  const values = new Set(rows.map((row) => row[column]).filter((value) => value !== null));
  return values.size === 0 ? null : [...values].map(String).sort().join(", ");
}

/** The single values in nested JSON, by their path; a list of single values is one of them. */
function leaves(value: unknown, path = ""): [name: string, value: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}
