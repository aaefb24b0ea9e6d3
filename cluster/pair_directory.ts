/** What is in the directory of a pair: how far its result set is, and what its hosts said where it failed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PLAN_FILE, SUMMARY_FILE } from "../results/storage.ts";
import { storedPlan, storedRows } from "../sweep/result_set.ts";
import { hasFailures, trialsToRun } from "../sweep/sweep.ts";
import { type ClusterHost, type Pair, pairName } from "./hosts.ts";

/** Nothing was measured; some was; all was, and the sweep came to its end. */
export type PairState = "absent" | "begun" | "whole";

/** Where a pair's result set is, below the directory of all. */
export function pairDirectory(directory: string, pair: Pair): string {
  return join(directory, pairName(pair));
}

/** @throws ResultSetError, CsvError where what is there can't be gone on with */
export function pairState(directory: string, pair: Pair): PairState {
  const own = pairDirectory(directory, pair);
  if (!existsSync(join(own, PLAN_FILE))) return "absent";
  const rows = storedRows(own);
  const isMeasured = trialsToRun(storedPlan(own), rows).length === 0 && !hasFailures(rows);
  return isMeasured && existsSync(join(own, SUMMARY_FILE)) ? "whole" : "begun";
}

/** Keeps what was said on a pair's hosts, a file for each. */
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

/** Removes what an earlier try left, so that its directory is as new for a sweep that has not begun. */
export function clearLogs(directory: string, pair: Pair): void {
  for (const { name } of [pair.first, pair.second]) {
    const path = join(pairDirectory(directory, pair), logName(name));
    if (existsSync(path)) Deno.removeSync(path);
  }
}

function logName(hostName: string): string {
  return `${hostName}.log`;
}
