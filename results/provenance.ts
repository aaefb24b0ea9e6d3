/** What the footer of figures says, from the rows and the `environment.json` beside them. */
import type { ResultRow } from "./columns.ts";
import type { LoadedResults } from "./load.ts";
import { isValidTrial } from "./summary.ts";

/** Where numbers come from; `null` is "not known". */
export interface Provenance {
  readonly cpuModel: string | null;
  readonly kernel: string | null;
  readonly topology: string | null;
  readonly pinning: string | null;
  readonly dateUtc: string | null;
  readonly repeats: string | null;
  readonly netioVersion: string | null;
}

/** What is known of where the rows come from; `null` for what is not, as in other people's files. */
export function provenanceOf(
  { rows, environment }: Pick<LoadedResults, "rows" | "environment">,
): Provenance {
  const kernel = textAt(environment, "host", "kernelRelease");
  return {
    cpuModel: textAt(environment, "host", "cpu", "model"),
    kernel: kernel === null ? null : `Linux ${kernel}`,
    topology: distinct(rows, (row) => row.topology),
    pinning: pinningText(rows),
    dateUtc: dateText(rows),
    repeats: repeatsText(rows),
    netioVersion: textAt(environment, "netioVersion"),
  };
}

/** A string inside nested objects whose shape is not certain. */
function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = path.reduce<unknown>(
    (inner, name) => typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : null,
    value,
  );
  return typeof found === "string" ? found : null;
}

function distinct(rows: readonly ResultRow[], of: (row: ResultRow) => string | null): string | null {
  return [...new Set(rows.map(of).filter((text) => text !== null))].join(", ") || null;
}

/** Only netio's own rows, which have a schema, say by empty columns that nothing was pinned. */
function pinningText(rows: readonly ResultRow[]): string | null {
  const own = rows.filter((row) => row.schema !== null && isValidTrial(row));
  if (own.length === 0) return null;
  const pinned = own.filter((row) => row.tx_cpus !== null && row.rx_cpus !== null);
  if (pinned.length === 0) return "none";
  if (pinned.length < own.length) return "in some trials";
  const places = new Set(pinned.map((row) => `tx ${row.tx_cpus}, rx ${row.rx_cpus}`));
  return places.size === 1 ? [...places][0]! : "one CPU per thread";
}

function dateText(rows: readonly ResultRow[]): string | null {
  const [first] = rows.map((row) => row.started_utc).filter((text) => text !== null).toSorted();
  return first === undefined ? null : `${first.slice(0, 16).replace("T", " ")} UTC`;
}

function repeatsText(rows: readonly ResultRow[]): string | null {
  const cells = Map.groupBy(
    rows.filter(isValidTrial),
    (row) => JSON.stringify([row.mode, row.rx, row.pattern, row.topology, row.message_bytes, row.threads]),
  );
  const counts = [...cells.values()].map((cell) => cell.length).toSorted((a, b) => a - b);
  const [least] = counts;
  if (least === undefined) return null;
  return least === counts.at(-1) ? String(least) : `${least}–${counts.at(-1)}`;
}
