/** The directory of a pair: how far its result set is, and the logs of its hosts where it failed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PLAN_FILE, SUMMARY_FILE } from "../results/storage.ts";
import { storedPlan, storedRows } from "../sweep/result_set.ts";
import { hasFailures, trialsToRun } from "../sweep/sweep.ts";
import { type ClusterHost, type Pair, pairName } from "./hosts.ts";

/** No result set; one that the sweep can continue; one in which everything is measured and summarised. */
type PairState = "absent" | "partial" | "complete";

/** Where a pair's result set is, below the directory of all. */
export function pairDirectory(directory: string, pair: Pair): string {
  return join(directory, pairName(pair));
}

/** @throws ResultSetError, CsvError where a sweep can't continue what is there */
export function pairState(directory: string, pair: Pair): PairState {
  const own = pairDirectory(directory, pair);
  if (!existsSync(join(own, PLAN_FILE))) return "absent";
  const rows = storedRows(own);
  const isMeasured = trialsToRun(storedPlan(own), rows).length === 0 && !hasFailures(rows);
  return isMeasured && existsSync(join(own, SUMMARY_FILE)) ? "complete" : "partial";
}

/** Keeps the output of a pair's hosts, a file for each. */
export function keepLogs(
  directory: string,
  pair: Pair,
  linesOf: ReadonlyMap<ClusterHost, readonly string[]>,
): void {
  const own = pairDirectory(directory, pair);
  Deno.mkdirSync(own, { recursive: true });
  for (const [{ name }, lines] of linesOf) {
    if (lines.length > 0) Deno.writeTextFileSync(join(own, logName(name)), `${lines.join("\n")}\n`);
  }
}

/** Removes the logs of an earlier attempt: a new sweep wants an empty directory. */
export function clearLogs(directory: string, pair: Pair): void {
  for (const { name } of [pair.first, pair.second]) {
    const path = join(pairDirectory(directory, pair), logName(name));
    if (existsSync(path)) Deno.removeSync(path);
  }
}

function logName(hostName: string): string {
  return `${hostName}.log`;
}
