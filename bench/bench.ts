/**
 * `deno task bench`: is netio's TypeScript loop as fast as the same work in C?
 *
 * Per mode, size and thread count: interleaved, pinned trials of netio and of `yardstick.c` by syscall(2), as netio
 * goes, and by glibc, as C programs usually do; the same window, placement and congestion control. Prints Markdown
 * on stdout; progress goes to stderr.
 */
import { max, median } from "simple-statistics";
import { readEnvironment } from "../host/environment.ts";
import { type Random, seededRandom } from "../stats/random.ts";
import { iperf3Trial, iperf3Version } from "./iperf3.ts";
import { NetioTrials } from "./netio_trials.ts";
import { BENCH, type BenchOptions } from "./options.ts";
import { quickSweepTimes } from "./quick_sweep.ts";
import { type Duel, type DuelResult, type PairCounts, runPairs } from "./pairs.ts";
import { measureRecording } from "./recording.ts";
import { pairLine, section } from "./report.ts";
import { benchScale } from "./scale/scale.ts";
import { runTask } from "./task.ts";
import { type BenchCell, compileYardstick, yardstickTrial } from "./yardstick.ts";

const BOUND = 0.95;
/** At least so many, since the difference that is looked for is small. */
const ON_OFF_PAIRS = 20;
const ON_OFF_BYTES = 16 * 1024;
const IPERF3_WINDOW_MS = 1000;

/** What every part of the bench needs. */
interface Bench {
  readonly options: BenchOptions;
  readonly netio: NetioTrials;
  readonly cells: readonly BenchCell[];
  readonly counts: PairCounts;
  readonly random: Random;
}

async function runBench(options: BenchOptions): Promise<void> {
  if (options.isScale) return await benchScale();
  const compiler = await compileYardstick();
  const bench: Bench = {
    options,
    netio: new NetioTrials(options),
    cells: cellsOf(options),
    counts: { least: options.pairsMin, most: options.pairsMax, bound: BOUND },
    random: seededRandom(options.seed),
  };
  console.log(headOf(bench, compiler));
  await againstC(bench);
  await countersOnAgainstOff(bench);
  recording();
  await againstIperf3(bench);
  if (options.hasSweep) await quickSweep(bench);
}

function cellsOf({ modes, rx, sizes, threads }: BenchOptions): BenchCell[] {
  return modes.flatMap((mode) =>
    rx.flatMap((strategy) =>
      sizes.flatMap((messageBytes) =>
        threads.map((count) => ({ mode, rx: strategy, messageBytes, threads: count }))
      )
    )
  );
}

function nameOf({ mode, rx, messageBytes, threads }: BenchCell): string[] {
  return [rx === "recv" ? mode : `${mode}, ${rx}`, String(messageBytes), String(threads)];
}

function headOf({ options, netio }: Bench, compiler: string): string {
  const host = readEnvironment();
  const { warmupMs, durationMs, congestion, txCpus, rxCpus } = netio.settingsFor(
    Math.max(...options.threads),
  );
  const facts = [
    new Date().toISOString(),
    host.cpu.model,
    `${netio.cpus.length} CPUs`,
    `Linux ${host.kernelRelease}`,
    `Deno ${Deno.version.deno}`,
    compiler,
    `windows of ${durationMs} ms after ${warmupMs} ms`,
    congestion,
    `pinned: senders on ${txCpus.join(",")}, receivers on ${rxCpus.join(",")}`,
    `seed ${options.seed}`,
  ];
  return `# Bench: netio against the same work in C\n\n${facts.join(" · ")}`;
}

/** Runs the duels and prints their section. */
async function contest(
  title: string,
  opponents: readonly string[],
  duels: readonly Duel[],
  { netio, counts, random }: Pick<Bench, "netio" | "counts" | "random">,
): Promise<void> {
  const onPair = (result: DuelResult) => console.error(pairLine(result));
  const results = await runPairs(duels, counts, random, onPair, () => netio.renew());
  console.log(section(title, opponents, results, counts.bound));
}

async function againstC(bench: Bench): Promise<void> {
  const { netio, cells } = bench;
  const duels = cells.map((cell): Duel => {
    const settings = netio.settingsFor(cell.threads);
    return {
      name: nameOf(cell),
      ours: () => netio.run(cell),
      opponents: [
        () => yardstickTrial(cell, settings, "syscall"),
        () => yardstickTrial(cell, settings, "glibc"),
      ],
    };
  });
  await contest("Against C", ["C", "C by glibc"], duels, bench);
}

async function countersOnAgainstOff({ netio, cells, counts, random }: Bench): Promise<void> {
  const duels = cells.filter((cell) => cell.threads === 1 && cell.messageBytes === ON_OFF_BYTES)
    .map((cell): Duel => ({
      name: nameOf(cell),
      ours: () => netio.run(cell, { counters: "on" }),
      opponents: [() => netio.run(cell, { counters: "off" })],
    }));
  const pairs = Math.max(ON_OFF_PAIRS, counts.least);
  const fixed = { netio, counts: { ...counts, least: pairs, most: pairs }, random };
  await contest("Counters on against off", ["off"], duels, fixed);
  if (netio.edgeShares.length === 0) return;
  const [middle, worst] = [median(netio.edgeShares), max(netio.edgeShares)].map((share) =>
    `${(100 * share).toFixed(3)} %`
  );
  console.log(
    `\nThe readings at both edges of a window took ${middle} of it (median of ${netio.edgeShares.length} ` +
      `threads; at worst ${worst}), outside of what is counted.`,
  );
}

function recording(): void {
  console.log("\n## Recording a round trip\n");
  console.log("| what records | ns each | heap growth over 2 M, bytes |\n|---|---|---|");
  for (const { name, nsPerRecord, heapBytes } of measureRecording()) {
    console.log(`| ${name} | ${nsPerRecord.toFixed(1)} | ${heapBytes} |`);
  }
}

async function againstIperf3({ netio, cells, counts, random }: Bench): Promise<void> {
  const version = await iperf3Version();
  if (version === null) {
    console.log("\niperf3 is not installed: no rows for it.");
    return;
  }
  const duels = cells.filter(({ mode, rx }) => mode === "contiguous" && rx === "recv").map((cell): Duel => ({
    name: nameOf(cell),
    ours: () => netio.run(cell, { durationMs: IPERF3_WINDOW_MS }),
    opponents: [() => iperf3Trial(cell, netio.settingsFor(cell.threads))],
  }));
  const fixed = { netio, counts: { ...counts, most: counts.least }, random };
  await contest(`Against ${version}`, ["iperf3"], duels, fixed);
}

async function quickSweep({ options: { binary } }: Bench): Promise<void> {
  const { wallS, startS, measuredS } = await quickSweepTimes(binary);
  const [start, wall, measured] = [startS, wallS, measuredS].map((value) => value.toFixed(1));
  console.log("\n## A default sweep\n");
  console.log(
    `The first trial began ${start} s after the command; of ${wall} s, figures and report included, ` +
      `${measured} s (${(100 * measuredS / wallS).toFixed(0)} %) were inside measured slices.`,
  );
}

if (import.meta.main) await runTask(BENCH, runBench);
