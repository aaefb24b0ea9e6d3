/** Question 3: how the thread count interacts with cache contention. */
import { median, min, sampleRankCorrelation } from "simple-statistics";
import type { CellTable } from "../../results/cells.ts";
import { type CellContrast, compareCells } from "../../results/comparisons.ts";
import { type Merit, THROUGHPUT } from "../../results/measures.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import { hasWarning } from "../../results/warnings.ts";
import { capitalized, joined } from "../../results/words.ts";
import { alike, changesText, contrastText } from "../phrases.ts";
import { missMeasures, proportionCaveat } from "./cache_misses.ts";
import {
  answerPerSetting,
  type Context,
  type Evidence,
  type Finding,
  notMeasurable,
  type Part,
  repeatsCaveat,
} from "./finding.ts";
import { whyNotCounted } from "./counter_reasons.ts";

/** A mode and size between its fewest and its most threads. */
interface Scaling {
  readonly mode: string;
  readonly messageBytes: number;
  readonly few: number;
  readonly many: number;
  /** Throughput per thread, many over few. */
  readonly perThread: number;
  readonly throughput: CellContrast;
  /** By each measure of misses, many over few; `null` where not counted. */
  readonly misses: readonly (CellContrast | null)[];
}

/** A rank correlation over fewer points is not worth a sentence. */
const LEAST_POINTS = 6;
const STRONG_CORRELATION = 0.7;
/** Misses per byte that grow by more than this have grown. */
const GROWN = 1.1;

export function threadContention(context: Context): Finding {
  const question = { question: 3, title: "How does thread count interact with cache contention?" } as const;
  const because = whyNotCounted(context);
  return answerPerSetting(context, question, (table) => answer(table, because));
}

function answer(table: CellTable, uncounted: string | null): Part {
  const measures = uncounted === null ? missMeasures(table) : [];
  const scalings = table.modes.flatMap((mode) =>
    table.sizes.flatMap((size) => scalingOf(table, mode, size, measures) ?? [])
  );
  if (scalings.length === 0) {
    return notMeasurable("no mode has a throughput at two thread counts and the same size");
  }
  const perThreadOf = alike(...scalings.map(({ perThread }) => perThread));
  const throughputEvidence = scalings.map((scaling) => ({
    text: `${growthName(scaling)} throughput ${contrastText(scaling.throughput)}, ` +
      `per thread ${perThreadOf(scaling.perThread)}`,
    columns: ["throughput_gbps", "threads"],
  }));
  const perThread = perThreadText(scalings);
  if (uncounted !== null || measures.length === 0) {
    return notMeasurable(uncounted ?? "no trial has cache misses", `What was measured: ${perThread}.`, [
      ...throughputEvidence,
      ...sharedCpus(table),
    ]);
  }
  const growths = measures.map((measure, index) => ({ measure, points: pointsOf(scalings, index) }))
    .filter(({ points }) => points.length > 0);
  return {
    answer: joined([
      `${capitalized(perThread)}.`,
      ...growths.map(growthText),
      proportionCaveat(measures),
      repeatsCaveat(scalings.map(({ throughput }) => throughput)),
    ]),
    measurable: true,
    evidence: [
      ...throughputEvidence,
      ...missEvidence(scalings, measures),
      ...growths.flatMap(correlationEvidence),
      ...sharedCpus(table),
    ],
    hypothesis: losesPerThread(scalings) ? hypothesisOf(growths) : null,
  };
}

function scalingOf(
  table: CellTable,
  mode: string,
  messageBytes: number,
  measures: readonly Merit[],
): Scaling | null {
  const measured = table.threads.flatMap((threads) => table.find(mode, messageBytes, threads) ?? []);
  const from = measured[0], to = measured.at(-1);
  const throughput = from && to && from !== to && compareCells(from, to, THROUGHPUT);
  if (!throughput) return null;
  const few = from.threads, many = to.threads;
  const perThread = throughput.ratio.estimate * few / many;
  const misses = measures.map((measure) => compareCells(from, to, measure));
  return { mode, messageBytes, few, many, perThread, throughput, misses };
}

/** `one-copy, 4 KiB: from 1 to 4 threads`. */
function growthName({ mode, messageBytes, few, many }: Scaling): string {
  return `${mode}, ${bytesText(messageBytes)}: from ${few} to ${threadsText(many)}`;
}

interface Point {
  readonly perThread: number;
  readonly misses: number;
}

interface Growth {
  readonly measure: Merit;
  readonly points: readonly Point[];
}

function pointsOf(scalings: readonly Scaling[], index: number): Point[] {
  return scalings.flatMap(({ perThread, misses }) => {
    const growth = misses[index];
    return growth ? [{ perThread, misses: growth.ratio.estimate }] : [];
  });
}

function perThreadText(scalings: readonly Scaling[]): string {
  const ratios = scalings.map(({ perThread }) => perThread);
  const ends = new Set(scalings.map(({ few, many }) => `from ${few} to ${threadsText(many)}`));
  const from = ends.size === 1 ? [...ends].join() : "from the fewest to the most threads";
  return `${from}, throughput per thread: ${
    alike(...ratios)(median(ratios))
  } (median over ${scalings.length} ` +
    `${scalings.length === 1 ? "mode and size" : "modes and sizes"}; ${changesText(ratios)})`;
}

function growthText({ measure, points }: Growth): string {
  const ratios = points.map(({ misses }) => misses);
  const rising = ratios.filter((ratio) => ratio > 1).length;
  const change = `${alike(...ratios)(median(ratios))} (${changesText(ratios)})`;
  return `${capitalized(measure.label)}: ${change}, more in ${rising} of ${ratios.length}.`;
}

function missEvidence(scalings: readonly Scaling[], measures: readonly Merit[]): Evidence[] {
  return measures.flatMap((measure, index) =>
    scalings.flatMap((scaling) => {
      const growth = scaling.misses[index];
      if (!growth) return [];
      const text = `${growthName(scaling)} ${measure.label} ${contrastText(growth)}`;
      return [{ text, columns: [measure.id, "threads"] }];
    })
  );
}

function sharedCpus({ cells }: CellTable): Evidence[] {
  const shared = cells.filter(({ rows }) => rows.some((row) => hasWarning(row, "oversubscribed")));
  if (shared.length === 0) return [];
  const fewest = threadsText(min(shared.map(({ threads }) => threads)));
  return [{
    text: `from ${fewest} on there are more threads than CPUs: they share CPU time, whatever the caches do`,
    columns: ["warnings", "threads"],
  }];
}

function losesPerThread(scalings: readonly Scaling[]): boolean {
  return median(scalings.map(({ perThread }) => perThread)) < 0.95;
}

/** How growing misses correlate with throughput per thread; `null` with too few points, or where nothing varies. */
function rankCorrelation({ points }: Growth): number | null {
  if (points.length < LEAST_POINTS) return null;
  const rho = sampleRankCorrelation(
    points.map(({ misses }) => misses),
    points.map(({ perThread }) => perThread),
  );
  return Number.isFinite(rho) ? rho : null;
}

function correlationText(rho: number, points: readonly Point[]): string {
  const value = `${rho < 0 ? "−" : ""}${Math.abs(rho).toFixed(2)}`;
  return `rank correlation ${value} over ${points.length} modes and sizes`;
}

function correlationEvidence(growth: Growth): Evidence[] {
  const rho = rankCorrelation(growth);
  if (rho === null) return [];
  const correlation = correlationText(rho, growth.points);
  const text = `growing ${growth.measure.label} against throughput per thread: ${correlation}`;
  return [{ text, columns: [growth.measure.id, "throughput_gbps", "threads"] }];
}

/** Contention for a shared cache would raise misses per byte, and lose most throughput per thread where it does so most. */
function hypothesisOf(growths: readonly Growth[]): string | null {
  const known = growths.flatMap((growth) => {
    const rho = rankCorrelation(growth);
    return rho === null ? [] : [{ ...growth, rho }];
  });
  if (known.length === 0) return null;
  const suspects = known.filter(({ points, rho }) =>
    median(points.map(({ misses }) => misses)) > GROWN && rho <= -STRONG_CORRELATION
  );
  const [strongest] = suspects.toSorted((a, b) => a.rho - b.rho);
  if (strongest === undefined) {
    return "Cache contention is an unlikely cause of the loss per thread: at no level do misses grow with the threads and " +
      "grow most where most is lost.";
  }
  const correlation = correlationText(strongest.rho, strongest.points);
  return `Threads may contend for cache: ${strongest.measure.label} grow with the threads, and most where most throughput ` +
    `per thread is lost (${correlation}; both figures are per byte, so part of the correlation is built in).`;
}
