/** Results that do not follow the usual pattern, found by rule. Each rule says what is usual, and why. */
import { bytesText, numberText, threadsText } from "../../plots/number_text.ts";
import type { Cell, CellTable } from "../cells.ts";
import { type CellContrast, compareCells } from "../comparisons.ts";
import { isSingleRun } from "../crossovers.ts";
import { THROUGHPUT } from "../measures.ts";
import { asksForZeroCopy } from "../mode_pairs.ts";
import { contrastText } from "../words.ts";
import { kernelCopied, rowsOfMode, subjectOf } from "../zero_copy_facts.ts";
import { peaksOf } from "./peaks.ts";
import { stallMs } from "./stall.ts";
import { suspicion } from "./suspects.ts";

export interface Oddity {
  readonly kind:
    | "collapse at more threads"
    | "less at more threads"
    | "more per thread at more threads"
    | "dip at a larger size"
    | "modes out of order"
    | "two peaks"
    | "40 ms per message";
  /** How far from the usual, as a factor: orders the oddities. */
  readonly factor: number;
  readonly text: string;
  readonly columns: readonly string[];
  readonly hypothesis: string | null;
}

/** A single run has to be this far off before it is called unexpected: repeats of a cell easily spread by less. */
const SINGLE_RUN_FALL = 0.9;
/** Throughput that falls below this share at more threads has collapsed. */
const COLLAPSE = 0.8;
/** Throughput per thread that rises by more than this with the number of threads. */
const SUPERLINEAR = 1.25;

/** All oddities of a table, and how many places were looked at. */
export function findOddities(table: CellTable): { oddities: Oddity[]; checks: number } {
  const results = [...bySize(table), ...byThreads(table), ...byMode(table), ...byCell(table)];
  const oddities = results.flat().sort((a, b) => b.factor - a.factor);
  return { oddities, checks: results.length };
}

/** Larger messages cost fewer system calls per byte, so throughput is expected to rise with size, then to level off. */
function bySize(table: CellTable): Oddity[][] {
  return table.modes.flatMap((mode) =>
    table.threads.flatMap((threads) =>
      neighbours(table.sizes.map((size) => table.find(mode, size, threads))).map(([smaller, larger]) =>
        fallBetween(smaller, larger, (contrast) => ({
          kind: "dip at a larger size",
          told:
            `${subjectOf(table, mode)}, ${threadsText(threads)}: ${
              bytesText(larger.messageBytes)
            } gives less throughput ` +
            `than ${bytesText(smaller.messageBytes)}, ${contrastText(contrast)}`,
        }))
      )
    )
  );
}

/** More connections are expected to carry more, or the same once CPUs or memory are the limit. */
function byThreads(table: CellTable): Oddity[][] {
  return table.modes.flatMap((mode) =>
    table.sizes.flatMap((size) =>
      neighbours(table.threads.map((threads) => table.find(mode, size, threads))).map(([fewer, more]) => [
        ...fallBetween(fewer, more, (contrast) => ({
          kind: contrast.ratio.estimate < COLLAPSE ? "collapse at more threads" : "less at more threads",
          told:
            `${subjectOf(table, mode)}, ${bytesText(size)}: ${
              threadsText(more.threads)
            } give less throughput than ` +
            `${threadsText(fewer.threads)}, ${contrastText(contrast)}`,
        })),
        ...superlinear(table, fewer, more),
      ])
    )
  );
}

/** A thread that does more because others run beside it was held back alone. */
function superlinear(table: CellTable, fewer: Cell, more: Cell): Oddity[] {
  const contrast = compareCells(fewer, more, THROUGHPUT);
  if (contrast === null || contrast.verdict === "too few repeats" && !isSingleRun(contrast)) return [];
  const perThread = (ratio: number) => ratio * fewer.threads / more.threads;
  if (perThread(contrast.ratio.interval?.lo ?? contrast.ratio.estimate) < SUPERLINEAR) return [];
  const { hypothesis, columns } = suspicion(more, fewer);
  return [{
    kind: "more per thread at more threads",
    factor: perThread(contrast.ratio.estimate),
    text:
      `${subjectOf(table, more.mode)}, ${bytesText(more.messageBytes)}: throughput ${
        contrastText(contrast)
      } from ` +
      `${threadsText(fewer.threads)} to ${threadsText(more.threads)}: something held back the fewer`,
    columns: ["throughput_gbps", "threads", ...columns],
    hypothesis,
  }];
}

interface UsualOrder {
  readonly ahead: string;
  readonly behind: string;
  readonly sizes: readonly [from: number, to: number];
  readonly because: string;
  /** Whether it only holds when the kernel really sends without a copy. */
  readonly needsZeroCopy?: boolean;
  /** What may be behind the contrary in other people's results, whose modes are known by name only. */
  readonly foreign?: string;
}

const KIB = 1024;

/** Thresholds: the kernel's msg_zerocopy.rst ("generally only effective at writes over around 10 KB") and a copy's cost. */
const USUAL_ORDERS: readonly UsualOrder[] = [
  {
    ahead: "one-copy",
    behind: "two-copy",
    sizes: [16 * KIB, Infinity],
    because: "it saves a copy of the whole message",
  },
  {
    ahead: "two-copy",
    behind: "one-copy",
    sizes: [1, 256],
    because: "packing so little costs less than handing over eight pieces",
    foreign: "perhaps what the file names as two-copy sends the fields one by one, with eight system calls",
  },
  {
    ahead: "one-copy",
    behind: "per-field",
    sizes: [1, Infinity],
    because: "it makes one system call instead of eight",
  },
  {
    ahead: "two-copy",
    behind: "per-field",
    sizes: [1, KIB],
    because: "it makes one system call instead of eight",
  },
  {
    ahead: "contiguous",
    behind: "two-copy",
    sizes: [1, Infinity],
    because: "it does the same without packing",
  },
  {
    ahead: "one-copy",
    behind: "zero-copy",
    sizes: [1, 4 * KIB],
    because: "pinning costs more than copying so little",
  },
  {
    ahead: "zero-copy",
    behind: "two-copy",
    sizes: [16 * KIB, Infinity],
    because: "above about 10 KB pinning costs less than copying",
    needsZeroCopy: true,
  },
];

function byMode(table: CellTable): Oddity[][] {
  return USUAL_ORDERS.flatMap(({ ahead, behind, sizes: [from, to], because, needsZeroCopy, foreign }) => {
    if (needsZeroCopy && kernelCopied(rowsOfMode(table, ahead)) !== "never") return [];
    return table.sizes.filter((size) => from <= size && size <= to).flatMap((size) =>
      table.threads.flatMap((threads) => {
        const [first, second] = [table.find(ahead, size, threads), table.find(behind, size, threads)];
        if (!first || !second) return [];
        const verb = asksForZeroCopy(behind)
          ? "went with more throughput than"
          : "gives more throughput than";
        const isForeign = first.rows.some((row) => row.schema === null);
        const cause = isForeign && foreign ? { hypothesis: foreign } : {};
        return [fallBetween(second, first, (contrast) => ({
          kind: "modes out of order",
          ...cause,
          told: `${bytesText(size)}, ${threadsText(threads)}: ${subjectOf(table, behind)} ${verb} ` +
            `${subjectOf(table, ahead)} (${subjectOf(table, ahead)}: ${
              contrastText(contrast)
            }), though ${because}`,
        }))];
      })
    );
  });
}

function byCell(table: CellTable): Oddity[][] {
  return table.cells.flatMap((cell) => [twoPeaks(table, cell), delayedAcknowledgement(table, cell)]);
}

/** Unpinned single streams are bimodal; so are runs that sometimes share a core. */
function twoPeaks(table: CellTable, cell: Cell): Oddity[] {
  const peaks = peaksOf(cell.rows.map(THROUGHPUT.of).filter((value) => value !== null));
  if (peaks === null) return [];
  const unpinned = cell.rows.some((row) => row.warnings?.includes("unpinned"));
  const placements = new Set(cell.rows.map((row) => `${row.tx_cpus}/${row.rx_cpus}`)).size;
  return [{
    kind: "two peaks",
    factor: peaks.high / peaks.low,
    text:
      `${nameOf(table, cell)}: the repeats fall into two groups, ${peaks.lowCount} about ${
        numberText(peaks.low)
      } and ` +
      `${peaks.highCount} about ${
        numberText(peaks.high)
      } Gbit/s; the median between such groups stands for neither`,
    columns: ["throughput_gbps", "tx_cpus", "rx_cpus", "warnings"],
    hypothesis: unpinned
      ? "perhaps where the scheduler put the threads: they were not pinned"
      : placements > 1
      ? "perhaps the placement: it differs between the repeats (tx_cpus, rx_cpus)"
      : null,
  }];
}

function delayedAcknowledgement(table: CellTable, cell: Cell): Oddity[] {
  const waitMs = stallMs(cell);
  if (waitMs === null) return [];
  return [{
    kind: "40 ms per message",
    factor: Infinity,
    text: `${nameOf(table, cell)}: a message takes ${numberText(waitMs)} ms on each connection`,
    columns: ["throughput_gbps", "nodelay"],
    hypothesis: cell.rows.every((row) => row.nodelay === "on")
      ? null
      : "perhaps Nagle's algorithm waiting for a delayed acknowledgement, which takes 40 ms: TCP_NODELAY would tell",
  }];
}

function nameOf(table: CellTable, { mode, messageBytes, threads }: Cell): string {
  return `${subjectOf(table, mode)}, ${bytesText(messageBytes)}, ${threadsText(threads)}`;
}

/** An oddity where the second cell certainly has less throughput than the first. */
function fallBetween(
  first: Cell,
  second: Cell,
  tell: (contrast: CellContrast) => { kind: Oddity["kind"]; told: string; hypothesis?: string },
): Oddity[] {
  const contrast = compareCells(first, second, THROUGHPUT);
  if (contrast === null || !isFall(contrast)) return [];
  const { kind, told, hypothesis: known } = tell(contrast);
  const { hypothesis, against, columns } = suspicion(first, second);
  return [{
    kind,
    factor: 1 / contrast.ratio.estimate,
    text: against === null ? told : `${told}; ${against}`,
    columns: ["throughput_gbps", ...columns],
    hypothesis: known ?? hypothesis,
  }];
}

function isFall(contrast: CellContrast): boolean {
  return isSingleRun(contrast) ? contrast.ratio.estimate < SINGLE_RUN_FALL : contrast.verdict === "worse";
}

function neighbours(cells: readonly (Cell | undefined)[]): [Cell, Cell][] {
  const present = cells.filter((cell) => cell !== undefined);
  return present.slice(1).map((cell, index) => [present[index] as Cell, cell]);
}
