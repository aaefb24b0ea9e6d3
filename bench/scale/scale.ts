/**
 * `deno task bench --scale`: what long result files cost, in time and memory. The files are generated; each command runs
 * as a process of its own, whose peak memory and CPU time are read from /proc while it runs. Prints a Markdown table.
 */
import { join } from "node:path";
import { LAZY_IMPORTS, V8_FLAGS } from "../../scripts/product.ts";
import { pairCount, writePairs } from "./made_pairs.ts";
import { FEW_CELLS, foreignTable, manyCells, ownTrials, type Shape } from "./made_trials.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const SAMPLE_MS = 20;
const TICKS_PER_S = 100;

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly shape: Shape;
  readonly write: typeof ownTrials;
}

interface Cost {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMb: number;
}

const CASES = [100_000, 1_000_000].flatMap((rows): Case[] => [
  { name: "netio's own", rows, shape: FEW_CELLS, write: ownTrials },
  { name: "netio's own", rows, shape: manyCells(rows), write: ownTrials },
  { name: "another program's", rows, shape: FEW_CELLS, write: foreignTable },
]);

/** Runs all cases. */
export async function benchScale(): Promise<void> {
  console.log(`## Long files

Generated rows; \`netio analyze\` and \`netio plot --format png\` of a file that is in the page cache, each a process from its start to its end.
CPU is user and system time; where it is less than the wall time, others had the machine. Peak is VmHWM.

| file | rows | cells | MB | analyze, wall s | CPU s | peak MB | plot, wall s | CPU s | peak MB |
|---|---|---|---|---|---|---|---|---|---|`);
  for (const one of CASES) {
    await inDirectory((directory) => caseLine(one, join(directory, "results.csv"), directory));
  }
  await inDirectory(pairsLine);
}

async function inDirectory(lineOf: (directory: string) => Promise<string>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    console.log(await lineOf(directory));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Their pairs are as many as a large cluster's. */
const HOSTS = 45;

async function pairsLine(directory: string): Promise<string> {
  const pairs = join(directory, "pairs");
  await Deno.mkdir(pairs);
  const rows = await writePairs(pairs, HOSTS);
  const name = `${pairCount(HOSTS)} result sets, of all pairs of ${HOSTS} hosts`;
  return lineOf([name, rows, "6 each", ""], pairs, join(directory, "plots"));
}

async function caseLine(
  { name, rows, shape, write }: Case,
  path: string,
  directory: string,
): Promise<string> {
  await writeFile(path, write(shape, rows));
  const { size } = await Deno.stat(path);
  return lineOf([name, rows, shape.name, (size / 1e6).toFixed(0)], path, join(directory, "plots"));
}

async function lineOf(head: readonly (string | number)[], path: string, plots: string): Promise<string> {
  const analyzing = await costOf(["analyze", path]);
  const plotting = await costOf(["plot", path, "--out", plots]);
  const costs = [analyzing, plotting].flatMap((cost) =>
    cost === null ? ["failed", "", ""] : [cost.wallS.toFixed(1), cost.cpuS.toFixed(1), cost.peakMb.toFixed(0)]
  );
  return `| ${[...head, ...costs].join(" | ")} |`;
}

async function writeFile(path: string, pieces: Iterable<string>): Promise<void> {
  using file = await Deno.create(path);
  for (const piece of pieces) {
    let bytes = new TextEncoder().encode(piece);
    while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
  }
}

/** `null` where the command fails. */
async function costOf(args: readonly string[]): Promise<Cost | null> {
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", LAZY_IMPORTS, V8_FLAGS, "--cached-only", MAIN, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let peakKb = 0, ticks = 0;
  const sampler = setInterval(() => {
    peakKb = Math.max(peakKb, peakKbOf(child.pid) ?? 0);
    ticks = Math.max(ticks, ticksOf(child.pid) ?? 0);
  }, SAMPLE_MS);
  const { success } = await child.status;
  clearInterval(sampler);
  if (!success) return null;
  return { wallS: (performance.now() - start) / 1e3, cpuS: ticks / TICKS_PER_S, peakMb: peakKb * 1024 / 1e6 };
}

function peakKbOf(pid: number): number | null {
  const found = procText(pid, "status")?.match(/^VmHWM:\s*(\d+) kB$/m)?.[1];
  return found === undefined ? null : Number(found);
}

/** utime and stime of proc_pid_stat(5), which follow the name in brackets. */
function ticksOf(pid: number): number | null {
  const fields = procText(pid, "stat")?.split(") ").at(-1)?.split(" ");
  return fields === undefined ? null : Number(fields[11]) + Number(fields[12]);
}

function procText(pid: number, name: string): string | null {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${name}`);
  } catch {
    return null; // it has ended
  }
}
