/** Results that do not follow the usual pattern, found by rule. Each rule says what is usual, and why. */
import { median, sum } from "simple-statistics";
import type { Cell, CellTable } from "../../results/cells.ts";
import { type CellContrast, compareCells, isSingleRun } from "../../results/comparisons.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { bytesText, numberText, threadsText } from "../../results/number_text.ts";
import { hasWarning } from "../../results/warnings.ts";
import { MIN_REPEATS } from "../../stats/interval.ts";
import { contrastText } from "../phrases.ts";
import { throughputPeaks } from "../throughput_peaks.ts";
import { subjectOf } from "../zero_copy_facts.ts";
import { stallMs } from "./stall.ts";
import { suspicion } from "./suspects.ts";
import { USUAL_ORDERS } from "./usual_orders.ts";
import type { Rows } from "../../results/table/rows.ts";

type AnomalyKind =
  | "collapse at more threads"
  | "slower at more threads"
  | "superlinear scaling"
  | "dip at a larger size"
  | "unusual order of modes"
  | "bimodal repeats"
  | "40 ms per message";

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** How far from the expected, as a factor; anomalies are sorted by it. */
  readonly factor: number;
  readonly text: string;
  readonly columns: readonly string[];
  readonly hypothesis: string | null;
}

/** The criterion for an anomaly; without one there are too few repeats to see any. */
type Rule = "interval" | "single run" | "value";

/** One configuration that was examined. */
interface Place {
  readonly anomaly: Anomaly | null;
  readonly rule: Rule | null;
  /** The highest probability that it shows an anomaly by chance. */
  readonly chance: number;
}

/** Smaller drops are not anomalies, however certain. */
const LEAST_FALL = 0.05;
/** A single run has to drop by more: repeats of a cell easily spread by that much. */
const LEAST_FALL_OF_SINGLE_RUNS = 0.1;
/** A drop by more than this at more threads is a collapse. */
const COLLAPSE = 0.2;
/** Throughput per thread that rises by more than this factor with the number of threads. */
const SUPERLINEAR = 1.25;
/** Two groups of repeats whose CPUs were this many times farther apart in one of them may differ for that. */
const FARTHER_APART = 2;

/** The largest share of cells of six repeats with one peak that may be mistaken for two (`tests/report/anomalies_test.ts`). */
const PEAKS_BY_CHANCE = 0.05;

export interface Anomalies {
  /** The farthest from the expected first. */
  readonly anomalies: readonly Anomaly[];
  /** How many configurations were examined. */
  readonly places: number;
  /** How many more could not be judged, for want of repeats. */
  readonly unseen: number;
  /** The criterion that they were judged by. */
  readonly rules: ReadonlySet<Rule>;
  /** How many of them would show an anomaly by chance, at most. */
  readonly expectedByChance: number;
}

export function findAnomalies(table: CellTable): Anomalies {
  const anomalies: Anomaly[] = [], rules = new Set<Rule>(), chances: number[] = [];
  let places = 0, unseen = 0;
  for (const { anomaly, rule, chance } of placesOf(table)) {
    if (anomaly !== null) anomalies.push(anomaly);
    if (rule === null) unseen++;
    else {
      rules.add(rule);
      places++;
    }
    chances.push(chance);
  }
  return {
    anomalies: anomalies.sort((a, b) => b.factor - a.factor),
    ...{ places, unseen, rules },
    expectedByChance: sum(chances),
  };
}

/** One at a time: there may be a million. */
function* placesOf(table: CellTable): Generator<Place> {
  yield* bySize(table);
  yield* byThreads(table);
  yield* byMode(table);
  for (const cell of table.cells) yield* byCell(table, cell);
}

/** Larger messages cost fewer system calls per byte, so throughput is expected to rise with size, then to level off. */
function* bySize(table: CellTable): Generator<Place> {
  for (const mode of table.modes) {
    for (const threads of table.threads) {
      const line = table.sizes.map((size) => table.find(mode, size, threads));
      for (const [smaller, larger] of neighbours(line)) {
        yield fallBetween(smaller, larger, (contrast) => {
          const where = `${subjectOf(table, mode)}, ${threadsText(threads)}`;
          const sizes = `${bytesText(larger.messageBytes)} is slower than ${bytesText(smaller.messageBytes)}`;
          return { kind: "dip at a larger size", text: `${where}: ${sizes}, ${contrastText(contrast)}` };
        });
      }
    }
  }
}

/** More connections are expected to carry more, or the same once CPUs or memory are the limit. */
function* byThreads(table: CellTable): Generator<Place> {
  for (const mode of table.modes) {
    for (const size of table.sizes) {
      const line = table.threads.map((threads) => table.find(mode, size, threads));
      for (const [fewer, more] of neighbours(line)) {
        const contrast = compareCells(fewer, more, THROUGHPUT);
        yield slowerAtMore(table, fewer, more, contrast);
        yield superlinear(table, fewer, more, contrast);
      }
    }
  }
}

function slowerAtMore(table: CellTable, fewer: Cell, more: Cell, found: CellContrast | null): Place {
  return fallBetween(fewer, more, (contrast) => {
    const where = `${subjectOf(table, more.mode)}, ${bytesText(more.messageBytes)}`;
    const threads = `${threadsText(more.threads)} are slower than ${threadsText(fewer.threads)}`;
    const collapsed = contrast.ratio.estimate < 1 - COLLAPSE;
    return {
      kind: collapsed ? "collapse at more threads" : "slower at more threads",
      text: `${where}: ${threads}, ${contrastText(contrast)}`,
    };
  }, found);
}

/** A thread that does more when others run beside it was limited by something else when alone. */
function superlinear(table: CellTable, fewer: Cell, more: Cell, contrast: CellContrast | null): Place {
  const perThread = (ratio: number) => ratio * fewer.threads / more.threads;
  const ratio = contrast?.ratio;
  if (!contrast || !ratio || ruleOf(contrast) === null) return placeOf(contrast);
  if (perThread(ratio.interval?.lo ?? ratio.estimate) < SUPERLINEAR) return placeOf(contrast);
  const { hypothesis, columns } = suspicion(more, fewer);
  const where = `${subjectOf(table, more.mode)}, ${bytesText(more.messageBytes)}`;
  const change = `${contrastText(contrast)} from ${fewer.threads} to ${threadsText(more.threads)}`;
  return placeOf(contrast, {
    kind: "superlinear scaling",
    factor: perThread(ratio.estimate),
    text: `${where}: throughput ${change} (superlinear)`,
    columns: ["throughput_gbps", "threads", ...columns],
    hypothesis: hypothesis ?? "something other than the CPU limited the trials with fewer threads",
  });
}

function* byMode(table: CellTable): Generator<Place> {
  for (const { ahead, behind, sizes: [from, to], because, needsZeroCopy, foreign } of USUAL_ORDERS) {
    if (needsZeroCopy && table.copied.get(ahead) !== "never") continue;
    const [leader, follower] = [subjectOf(table, ahead), subjectOf(table, behind)];
    for (const size of table.sizes.filter((size) => from <= size && size <= to)) {
      for (const threads of table.threads) {
        const [first, second] = [table.find(ahead, size, threads), table.find(behind, size, threads)];
        if (!first || !second) continue;
        yield fallBetween(second, first, (contrast) => {
          const isForeign = first.rows.some((row) => row.schema === null);
          const order = `${follower} is faster than ${leader} (${leader}: ${contrastText(contrast)})`;
          return {
            kind: "unusual order of modes",
            text: `${bytesText(size)}, ${threadsText(threads)}: ${order}, although ${because}`,
            ...(isForeign && foreign ? { hypothesis: foreign } : {}),
          };
        });
      }
    }
  }
}

function byCell(table: CellTable, cell: Cell): Place[] {
  const where = () =>
    `${subjectOf(table, cell.mode)}, ${bytesText(cell.messageBytes)}, ${threadsText(cell.threads)}`;
  const isPeaked = cell.rows.length >= MIN_REPEATS;
  return [
    {
      anomaly: twoPeaks(where, cell),
      rule: isPeaked ? "interval" : null,
      chance: isPeaked ? PEAKS_BY_CHANCE : 0,
    },
    { anomaly: delayedAcknowledgement(where, cell), rule: "value", chance: 0 },
  ];
}

/** Unpinned single streams are bimodal; so are runs that sometimes share a core. */
function twoPeaks(where: () => string, cell: Cell): Anomaly | null {
  const peaks = throughputPeaks(cell);
  if (peaks === null) return null;
  const { low, high, between, lowCount, highCount, lowFirst } = peaks;
  const slow = { count: lowCount, gbps: numberText(low) },
    fast = { count: highCount, gbps: numberText(high) };
  const [one, other] = lowFirst === false ? [fast, slow] : [slow, fast];
  const groups = lowFirst === null
    ? `${one.count} about ${one.gbps} and ${other.count} about ${other.gbps} Gbit/s`
    : `the first ${one.count} about ${one.gbps} and the ${other.count} after them about ${other.gbps} Gbit/s`;
  return {
    kind: "bimodal repeats",
    factor: high / low,
    text:
      `${where()}: the repeats fall into two groups, ${groups}; the median represents at most one of them`,
    columns: ["throughput_gbps", "tx_cpus", "rx_cpus", "core_to_core_ns", "warnings"],
    hypothesis: placementHypothesis(cell, between) ?? (lowFirst === null ? null : CHANGED_MACHINE),
  };
}

const CHANGED_MACHINE = "the machine changed meanwhile (a CPU that the hypervisor moved, another guest)";

/** @param middle a throughput between the two groups, Gbit/s */
function placementHypothesis({ rows }: Cell, middle: number): string | null {
  if (rows.some((row) => hasWarning(row, "unpinned"))) {
    return "the scheduler's placement: the threads were not pinned";
  }
  if (new Set(rows.map((row) => `${row.tx_cpus}/${row.rx_cpus}`)).size > 1) {
    return "placement: it differs between the repeats (tx_cpus, rx_cpus)";
  }
  const slower = coreToCoreNs(rows.filter((row) => (row.throughput_gbps ?? 0) < middle));
  const faster = coreToCoreNs(rows.filter((row) => (row.throughput_gbps ?? 0) >= middle));
  if (slower === null || faster === null || Math.max(slower / faster, faster / slower) < FARTHER_APART) {
    return null;
  }
  const trips = `${numberText(slower)} ns in the slower group, ${numberText(faster)} ns in the faster`;
  return `vCPU migration or a changed clock: the core-to-core round trip is ${trips} (core_to_core_ns)`;
}

function coreToCoreNs(rows: Rows): number | null {
  const values = rows.map((row) => row.core_to_core_ns).filter((value) => value !== null);
  return values.length === 0 ? null : median(values);
}

function delayedAcknowledgement(where: () => string, cell: Cell): Anomaly | null {
  const waitMs = stallMs(cell);
  if (waitMs === null) return null;
  const nagle = "Nagle's algorithm waiting for a delayed acknowledgement (40 ms); --nodelay on would show";
  return {
    kind: "40 ms per message",
    factor: Infinity,
    text: `${where()}: a message takes ${numberText(waitMs)} ms on each connection`,
    columns: ["throughput_gbps", "nodelay"],
    hypothesis: cell.rows.every((row) => row.nodelay === "on") ? null : nagle,
  };
}

/** An anomaly where the second cell certainly has less throughput than the first. */
function fallBetween(
  first: Cell,
  second: Cell,
  describe: (contrast: CellContrast) => { kind: AnomalyKind; text: string; hypothesis?: string },
  contrast: CellContrast | null = compareCells(first, second, THROUGHPUT),
): Place {
  if (contrast === null || !isFall(contrast)) return placeOf(contrast);
  const { kind, text, hypothesis: known } = describe(contrast);
  const { hypothesis, against, columns } = suspicion(first, second);
  return placeOf(contrast, {
    kind,
    factor: 1 / contrast.ratio.estimate,
    text: against === null ? text : `${text}; ${against}`,
    columns: ["throughput_gbps", ...columns],
    hypothesis: known ?? hypothesis,
  });
}

function placeOf(contrast: CellContrast | null, anomaly: Anomaly | null = null): Place {
  return { anomaly, rule: ruleOf(contrast), chance: chanceOf(contrast) };
}

function ruleOf(contrast: CellContrast | null): Rule | null {
  if (contrast === null) return null;
  if (contrast.ratio.interval !== null) return "interval";
  return isSingleRun(contrast) ? "single run" : null;
}

function isFall(contrast: CellContrast): boolean {
  const fall = 1 - contrast.ratio.estimate;
  return isSingleRun(contrast)
    ? fall > LEAST_FALL_OF_SINGLE_RUNS
    : contrast.verdict === "worse" && fall > LEAST_FALL;
}

/** How often an interval lies entirely on the wrong side by chance. */
function chanceOf(contrast: CellContrast | null): number {
  const level = contrast?.ratio.interval?.level;
  return level === undefined ? 0 : (1 - level) / 2;
}

function neighbours(cells: readonly (Cell | undefined)[]): [Cell, Cell][] {
  const present = cells.filter((cell) => cell !== undefined);
  return present.slice(1).map((cell, index) => [present[index] as Cell, cell]);
}
