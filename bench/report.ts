/** What the bench prints of its pairs: one Markdown table per opponent that counts, and its summary. */
import { geometricMean, median } from "simple-statistics";
import type { Interval } from "../stats/interval.ts";
import { type DuelResult, slowestOfMedian, standing } from "./pairs.ts";

const two = (value: number) => value.toFixed(2);
const three = (value: number) => value.toFixed(3);

/**
 * A section: heading, table, and a sentence on all cells.
 *
 * @param opponents names, in the order of the duels' opponents; the first has all its columns, others their ratio
 * @param bound cells whose interval lies wholly below it are named
 */
export function section(
  title: string,
  opponents: readonly string[],
  results: readonly DuelResult[],
  bound: number,
): string {
  if (results.length === 0) return `\n## ${title}\n\nNone of the cells asked for has this comparison.`;
  const [first, ...others] = opponents;
  const header = ["mode", "bytes", "threads", "pairs", "netio Gbit/s", `${first} Gbit/s`, "ratio (median)"];
  header.push("range", "interval", "slowest/median netio", `slowest/median ${first}`);
  for (const other of others) header.push(`${other} Gbit/s`, `ratio to ${other} (median)`, "interval");
  const rule = header.map(() => "---").join("|");
  const lines = [`| ${header.join(" | ")} |`, `|${rule}|`, ...results.map(row)];
  const means = opponents.map((name, i) => meanSentence(name, results, i)).join(" ");
  return [`\n## ${title}\n`, ...lines, `\n${means} ${belowSentence(results, bound)}`].join("\n");
}

function row(result: DuelResult): string {
  const [first, ...others] = result.theirs.map((_, i) => standing(result, i));
  const { gbps, ratio, least, most, interval, slowest } = first!;
  const fields = [
    ...result.name,
    String(result.ours.length),
    two(median(result.ours)),
    two(gbps),
    three(ratio),
  ];
  fields.push(
    `${three(least)}–${three(most)}`,
    range(interval),
    two(slowestOfMedian(result.ours)),
    two(slowest),
  );
  for (const other of others) fields.push(two(other.gbps), three(other.ratio), range(other.interval));
  return `| ${fields.join(" | ")} |`;
}

function range(interval: Interval | null): string {
  return interval === null ? "" : `${three(interval.lo)}–${three(interval.hi)}`;
}

function meanSentence(name: string, results: readonly DuelResult[], opponent: number): string {
  const mean = geometricMean(results.map((result) => standing(result, opponent).ratio));
  return `Geometric mean of the median ratios to ${name}: **${three(mean)}** over ${results.length} cells.`;
}

function belowSentence(results: readonly DuelResult[], bound: number): string {
  const below = results.filter((result) => {
    const { interval } = standing(result);
    return interval !== null && interval.hi < bound;
  });
  const names = below.length === 0 ? "" : ` (${below.map(({ name }) => name.join(" ")).join("; ")})`;
  return `Cells whose interval lies wholly below ${bound}: **${below.length}**${names}.`;
}

/** The last pair of a cell, for who watches. */
export function pairLine(result: DuelResult): string {
  const ours = result.ours.at(-1)!, theirs = result.theirs.map((gbps) => gbps.at(-1)!);
  const shown = theirs.map((gbps) => `${two(gbps)} = ${three(ours / gbps)}`).join(", ");
  return `${result.name.join(" ")} #${result.ours.length}: ${two(ours)} / ${shown}`;
}
