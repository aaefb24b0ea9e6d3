/** What `netio pairs` left in a directory, pair by pair. */
import { join } from "node:path";
import { median } from "simple-statistics";
import { loadResults } from "../results/load.ts";

export interface MeasuredPair {
  readonly name: string;
  /** The hosts' names. */
  readonly ends: { readonly send: string; readonly receive: string };
  readonly repeats: number;
  readonly medianGbps: number;
  /** From the start of its first trial to that of its last. */
  readonly span: readonly [fromMs: number, toMs: number];
}

/** What a run left, by the names of the pairs; a pair without rows is not among them. */
export async function pairsIn(out: string): Promise<MeasuredPair[]> {
  const names = [...Deno.readDirSync(out)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name)
    .sort();
  const pairs: MeasuredPair[] = [];
  for (const name of names) {
    const directory = join(out, name);
    const rows = (await loadResults(directory).catch(() => ({ rows: [] }))).rows.filter(({ status }) =>
      status === "ok"
    );
    if (rows.length === 0) continue;
    const { ends } = JSON.parse(await Deno.readTextFile(join(directory, "environment.json")));
    const times = rows.map(({ started_utc }) => Date.parse(started_utc ?? ""));
    pairs.push({
      name,
      ends: { send: ends.send.host_name, receive: ends.receive.host_name },
      repeats: rows.length,
      medianGbps: median(rows.map(({ throughput_gbps }) => throughput_gbps ?? NaN)),
      span: [Math.min(...times), Math.max(...times)],
    });
  }
  return pairs;
}

/** The options of a sweep of one cell, so many trials of it. */
export function oneCell(repeats: number): string[] {
  const cell = ["--modes", "one-copy", "--sizes", "64Ki", "--threads", "1"];
  const times = ["--warmup", "100ms", "--duration", "200ms", "--repeats", String(repeats)];
  return [...cell, ...times, "--no-plots", "--no-report"];
}

const LOOK_MS = 100;

/** Waits until a sweep has measured something. */
export async function untilRows(directory: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const lines = () =>
    Deno.readTextFile(join(directory, "trials.csv")).then((text) => text.split("\n").length, () => 0);
  while (await lines() < 4 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What `netio pairs` says at its end, in a line. */
export function summary(log: string): string {
  const lines = log.trimEnd().split("\n");
  return lines.slice(lines.findLastIndex((line) => / pairs? measured/.test(line))).join("; ");
}
