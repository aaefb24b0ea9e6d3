/**
 * `deno task bench`: is netio's TypeScript loop as fast as the same work in C?
 *
 * Per mode, size and thread count: interleaved, pinned pairs of one netio trial and one trial of `yardstick.c`, the
 * same window, placement and congestion control. Prints Markdown on stdout; progress goes to stderr. With
 * `--binary ./netio` the compiled program stands in for the checkout.
 */
import { parseArgs } from "@std/cli/parse-args";
import { geometricMean, max, median } from "simple-statistics";
import { CELL_OPTIONS } from "../cli/options/sweep_options.ts";
import { readEnvironment } from "../host/environment.ts";
import { MODES } from "../modes/registry.ts";
import { seededRandom } from "../stats/random.ts";
import { Crew } from "../trial/crew.ts";
import { place } from "../trial/placement.ts";
import { prewarm } from "../trial/prewarm.ts";
import { DEFAULTS } from "../trial/settings.ts";
import { usableCpus } from "../trial/usable_cpus.ts";
import { runTrial } from "../trial/trial.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { iperf3Trial, iperf3Version } from "./iperf3.ts";
import { binaryTrial } from "./binary.ts";
import { describe, type Duel, type DuelResult, type PairCounts, runPairs } from "./pairs.ts";
import { measureRecording } from "./recording.ts";
import { type BenchCell, type BenchSettings, compileYardstick, yardstickTrial } from "./yardstick.ts";

const BOUND = 0.95;
/** At least so many, since the difference that is looked for is small. */
const ON_OFF_PAIRS = 20;
const options = parseArgs(Deno.args, {
  string: ["modes", "sizes", "threads", "duration", "warmup", "pairs", "pairs-max", "seed", "binary"],
});
const text = (name: string, byDefault: string) => String(options[name] ?? byDefault);
const modes = CELL_OPTIONS.modes.parse(text("modes", "all"));
const sizes = CELL_OPTIONS.sizes.parse(text("sizes", "64,1KiB,16KiB,64KiB,1MiB"));
const threadCounts = CELL_OPTIONS.threads.parse(text("threads", "1,2"));
const seed = Number(text("seed", String(Date.now() % 2 ** 31)));
const counts: PairCounts = {
  least: Number(text("pairs", "7")),
  most: Number(text("pairs-max", "40")),
  bound: BOUND,
};

const cpus = usableCpus();
const connectionsMax = Math.max(...threadCounts);
const base: TrialSpec = {
  ...DEFAULTS,
  mode: modes[0]!,
  messageBytes: 64,
  threads: connectionsMax,
  warmupMs: CELL_OPTIONS.warmup.parse(text("warmup", "100ms")),
  durationMs: CELL_OPTIONS.duration.parse(text("duration", "200ms")),
  congestion: "cubic",
  payloadSeed: seed,
};

const binary = options.binary === undefined ? null : String(options.binary);
const crew = await Crew.start(connectionsMax);
let trials = 0;
/** What the readings at the edges of each window took, of the window. */
const edgeShares: number[] = [];

async function netioTrial(cell: BenchCell, changes: Partial<TrialSpec> = {}): Promise<number> {
  if (binary !== null) return await binaryTrial(binary, cell, { ...base, ...changes });
  const result = await runTrial(crew, { ...base, ...cell, ...changes, payloadSeed: seed + trials++ }, cpus);
  if (result.status !== "ok") throw new Error(`netio: ${JSON.stringify(result)}`);
  for (const { usage, elapsedNs } of [...result.tx, ...result.rx]) {
    edgeShares.push(usage.edgeCostNs / elapsedNs);
  }
  return result.rx.reduce((sum, end) => sum + 8 * end.bytes / end.elapsedNs, 0);
}

function settingsFor(threads: number): BenchSettings {
  const { tx, rx } = place(base.pin, threads, cpus);
  const { warmupMs, durationMs, congestion } = base;
  return { warmupMs, durationMs, congestion, txCpus: tx as number[], rxCpus: rx as number[] };
}

const cells = modes.flatMap((mode) =>
  sizes.flatMap((messageBytes) => threadCounts.map((threads): BenchCell => ({ mode, messageBytes, threads })))
);
const nameOf = ({ mode, messageBytes, threads }: BenchCell) => [mode, String(messageBytes), String(threads)];

function report(title: string, opponent: string, results: readonly DuelResult[]): void {
  console.log(`\n## ${title}\n`);
  console.log(
    `| mode | bytes | threads | pairs | netio Gbit/s | ${opponent} Gbit/s | ratio (median) | range | interval ` +
      `| slowest/median netio | slowest/median ${opponent} |`,
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|---|");
  const two = (value: number) => value.toFixed(2), three = (value: number) => value.toFixed(3);
  for (const result of results) {
    const d = describe(result);
    const interval = d.interval === null ? "" : `${three(d.interval.lo)}–${three(d.interval.hi)}`;
    const fields = [...result.name, d.pairs, two(d.ours), two(d.theirs), three(d.ratio)];
    const rest = [`${three(d.least)}–${three(d.most)}`, interval, two(d.slowest), two(d.theirSlowest)];
    console.log(`| ${[...fields, ...rest].join(" | ")} |`);
  }
  const below = results.filter((result) => (describe(result).interval?.hi ?? 1) < BOUND);
  const mean = geometricMean(results.map((result) => describe(result).ratio));
  console.log(
    `\nGeometric mean of the median ratios: **${three(mean)}** over ${results.length} cells. ` +
      `Cells whose interval lies wholly below ${BOUND}: **${below.length}**` +
      `${below.length === 0 ? "" : ` (${below.map((result) => result.name.join(" ")).join("; ")})`}.`,
  );
}

function onPair(result: DuelResult): void {
  const last = result.ours.length - 1;
  const [ours, theirs] = [result.ours[last]!, result.theirs[last]!];
  console.error(
    `${result.name.join(" ")} #${last + 1}: ${ours.toFixed(2)} / ${theirs.toFixed(2)} = ${
      (ours / theirs).toFixed(3)
    }`,
  );
}

const compiler = await compileYardstick();
await prewarm(crew, MODES.map((mode) => mode.id), base, cpus);
const host = readEnvironment();
console.log("# Bench: netio against the same work in C\n");
console.log(
  `${new Date().toISOString()} · ${host.cpu.model} · ${cpus.length} CPUs · Linux ${host.kernelRelease} · ` +
    `Deno ${Deno.version.deno} · ${compiler} · windows of ${base.durationMs} ms after ${base.warmupMs} ms · ` +
    `${base.congestion} · pinned: senders on ${settingsFor(connectionsMax).txCpus.join(",")}, ` +
    `receivers on ${settingsFor(connectionsMax).rxCpus.join(",")} · seed ${seed}`,
);

const random = seededRandom(seed);
const againstC = cells.map((cell): Duel => ({
  name: nameOf(cell),
  ours: () => netioTrial(cell),
  theirs: () => yardstickTrial(cell, settingsFor(cell.threads)),
}));
report("Against C", "C", await runPairs(againstC, counts, random, onPair));

const counterCells = cells.filter(({ threads, messageBytes }) => threads === 1 && messageBytes === 16384);
const onOff = counterCells.map((cell): Duel => ({
  name: nameOf(cell),
  ours: () => netioTrial(cell, { counters: "on" }),
  theirs: () => netioTrial(cell, { counters: "off" }),
}));
const onOffPairs = Math.max(ON_OFF_PAIRS, counts.least);
report(
  "Counters on against off",
  "off",
  await runPairs(onOff, { ...counts, least: onOffPairs, most: onOffPairs }, random, onPair),
);

if (edgeShares.length > 0) {
  const [middle, worst] = [median(edgeShares), max(edgeShares)].map((share) =>
    `${(100 * share).toFixed(3)} %`
  );
  console.log(
    `\nThe readings at both edges of a window took ${middle} of it (median of ${edgeShares.length} threads; ` +
      `at worst ${worst}), outside of what is counted.`,
  );
}

console.log(
  "\n## Recording a round trip\n\n| what records | ns each | heap growth over 2 M, bytes |\n|---|---|---|",
);
for (const { name, nsPerRecord, heapBytes } of measureRecording()) {
  console.log(`| ${name} | ${nsPerRecord.toFixed(1)} | ${heapBytes} |`);
}

const iperf3 = await iperf3Version();
if (iperf3 === null) console.log("\niperf3 is not installed: no rows for it.");
else {
  const duels = cells.filter(({ mode }) => mode === "contiguous").map((cell): Duel => ({
    name: nameOf(cell),
    ours: () => netioTrial(cell, { durationMs: 1000 }),
    theirs: () => iperf3Trial(cell, settingsFor(cell.threads)),
  }));
  report(
    `Against ${iperf3}`,
    "iperf3",
    await runPairs(duels, { ...counts, most: counts.least }, random, onPair),
  );
}
Deno.exit(0);
