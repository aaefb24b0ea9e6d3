/** Where numbers come from, for the footers of figures and the heads of reports. */
import type { Cell } from "./cells.ts";
import { textAt } from "./json.ts";
import type { LoadedResults } from "./load.ts";
import { cpuModelOf, kernelOf } from "./machine.ts";
import { numberText } from "./number_text.ts";
import { rangeText } from "./words.ts";

/** `null` is "not known", as in other people's files. */
export interface Provenance {
  /** What the user calls the results. */
  readonly title: string | null;
  readonly hostName: string | null;
  readonly cpuModel: string | null;
  readonly kernel: string | null;
  readonly topology: string | null;
  /** `5 Gbit/s offered`, where senders went by the clock, all at one rate. */
  readonly load: string | null;
  readonly pinning: string | null;
  readonly dateUtc: string | null;
  readonly repeats: string | null;
  readonly netioVersion: string | null;
}

/** What is known of where some cells come from, by their rows and the `environment.json` beside them. */
export function provenanceOf(cells: readonly Cell[], environment: LoadedResults["environment"]): Provenance {
  return {
    title: textAt(environment, "title"),
    hostName: textAt(environment, "hostName"),
    cpuModel: cpuModelOf(environment),
    kernel: kernelOf(environment),
    topology: [...new Set(cells.flatMap(({ setting }) => setting.topology ?? []))].join(", ") || null,
    load: loadText(cells),
    pinning: pinningText(cells),
    dateUtc: dateText(cells),
    repeats: repeatsText(cells),
    netioVersion: textAt(environment, "netioVersion"),
  };
}

function loadText(cells: readonly Cell[]): string | null {
  const [rate, ...others] = new Set(cells.map(({ setting }) => setting.offered_gbps));
  return rate === undefined || rate === null || others.length > 0
    ? null
    : `${numberText(rate)} Gbit/s offered`;
}

/** Only netio's own rows, which have a schema, say by empty columns that nothing was pinned. */
function pinningText(cells: readonly Cell[]): string | null {
  const places = new Set<string>(), seen = new Set<string>();
  let isShared = false;
  for (const { rows, setting: { topology } } of cells) {
    let lastTx: string | null | undefined, lastRx: string | null | undefined;
    for (const { schema, tx_cpus: tx, rx_cpus: rx } of rows) {
      if (schema === null || (tx === lastTx && rx === lastRx)) continue;
      [lastTx, lastRx] = [tx, rx];
      const key = `${topology} ${tx} ${rx}`;
      if (seen.has(key)) continue;
      seen.add(key);
      places.add(tx === null || rx === null ? "none" : `tx ${tx}, rx ${rx}`);
      const hosts = topology === "hosts" ? [tx, rx] : [`${tx} ${rx}`];
      isShared ||= hosts.some(namesTwice);
    }
  }
  const [place, ...others] = places;
  if (place === undefined) return null;
  if (others.length === 0) return place;
  if (places.has("none")) return "in some trials";
  return isShared ? "fixed CPUs, shared by threads" : "one CPU per thread";
}

/** Whether a CPU stands more than once in `0 0 1 1`. */
function namesTwice(list: string | null): boolean {
  const cpus = list?.match(/\d+/g) ?? [];
  return new Set(cpus).size < cpus.length;
}

function dateText(cells: readonly Cell[]): string | null {
  let first: string | null = null;
  for (const { rows } of cells) {
    for (const { started_utc: started } of rows) {
      if (started !== null && (first === null || started < first)) first = started;
    }
  }
  return first === null ? null : `${first.slice(0, 16).replace("T", " ")} UTC`;
}

function repeatsText(cells: readonly Cell[]): string | null {
  const counts = cells.map(({ rows }) => rows.length).filter((count) => count > 0).toSorted((a, b) => a - b);
  return counts.length === 0 ? null : rangeText(String(counts[0]), String(counts.at(-1)));
}
