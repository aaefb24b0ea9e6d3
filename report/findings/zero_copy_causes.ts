/** What may slow down a mode that requests zero-copy, by the traces that each cause would leave in the columns. */
import { max, min, sum } from "simple-statistics";
import { type Cell, rowsOf } from "../../results/cells.ts";
import type { CellContrast } from "../../results/comparisons.ts";
import { BYTES_PER_SEGMENT } from "../../results/measures.ts";
import { bytesText, integerText, numberText, threadsText } from "../../results/number_text.ts";
import type { Evidence } from "./finding.ts";
import { listText } from "../../results/words.ts";
import { sizesText } from "../phrases.ts";
import { perMessageUs } from "./stall.ts";

/** A cell of the zero-copy mode against the copying mode that decides at the same size and thread count. */
export interface AgainstCopying extends CellContrast {
  readonly rival: string;
  readonly cell: Cell;
  readonly rivalCell: Cell;
  readonly outcome: "ahead" | "behind" | "undecided";
}

interface Cause {
  readonly evidence: Evidence;
  readonly hypothesis: string;
}

export function causesOf(contests: readonly AgainstCopying[]): Cause[] {
  const behind = contests.filter(({ outcome }) => outcome === "behind");
  return [costPerMessage(behind), smallSegments(behind), fallbacks(behind)].filter((cause) => cause !== null);
}

/** Only over at least this growth of the size can a cost per message be distinguished from one per byte. */
const LEAST_SIZE_GROWTH = 8;
/** A cost that grows by no more than this while the size grows at least 8 times is a cost per message. */
const MOST_FIXED_GROWTH = 3;

/**
 * Pinning pages and reading completions are paid per message, a copy per byte: the extra time of a message tells
 * which of the two dominates. Examined where the fewest threads contend.
 */
function costPerMessage(behind: readonly AgainstCopying[]): Cause | null {
  if (behind.length === 0) return null;
  const fewest = min(behind.map(({ cell }) => cell.threads));
  const line = behind.filter(({ cell }) => cell.threads === fewest).map(({ cell, rivalCell }) => ({
    messageBytes: cell.messageBytes,
    extraUs: perMessageUs(cell) - perMessageUs(rivalCell),
  }));
  const [first, last] = [line[0], line.at(-1)];
  if (line.length < 3 || !first || !last || line.some(({ extraUs }) => extraUs <= 0)) return null;
  const sizeGrowth = last.messageBytes / first.messageBytes;
  const extras = line.map(({ extraUs }) => extraUs);
  const growth = max(extras) / min(extras);
  if (sizeGrowth < LEAST_SIZE_GROWTH) return null;
  const sizes = sizesText(line.map(({ messageBytes }) => messageBytes));
  const evidence = {
    text: `a message takes ${listText(extras.map(numberText))} µs more than with the copying mode that ` +
      `beats it at ${sizes} (${threadsText(fewest)})`,
    columns: ["throughput_gbps", "message_bytes", "threads"],
  };
  if (growth <= MOST_FIXED_GROWTH) {
    const hypothesis =
      `The extra time per message hardly depends on its size (within ${numberText(growth)}× while the size ` +
      `grows ${numberText(sizeGrowth)}×), like a fixed cost per message: pinning pages and reading ` +
      "completions.";
    return { evidence, hypothesis };
  }
  if (last.extraUs / first.extraUs < sizeGrowth / 4) return null;
  const hypothesis =
    `The extra time grows with the message (${numberText(last.extraUs / first.extraUs)}× while the size ` +
    `grows ${numberText(sizeGrowth)}×): not a fixed cost per message but one per byte or page, ` +
    "such as pinning many pages, a later copy, or smaller segments.";
  return { evidence, hypothesis };
}

/** Fields that straddle pages use up the 17 fragments of a segment: segments get small (bytes_per_segment). */
function smallSegments(behind: readonly AgainstCopying[]): Cause | null {
  const smaller = behind.flatMap(({ cell, rivalCell }) => {
    const own = cell.estimate(BYTES_PER_SEGMENT)?.median ?? null;
    const other = rivalCell.estimate(BYTES_PER_SEGMENT)?.median ?? null;
    return own !== null && other !== null && own < 0.8 * other ? [{ cell, own, other }] : [];
  });
  const [worst] = smaller.toSorted((a, b) => a.own / a.other - b.own / b.other);
  if (worst === undefined) return null;
  const example = `${numberText(worst.own)} against ${numberText(worst.other)} KiB at ` +
    bytesText(worst.cell.messageBytes);
  return {
    evidence: {
      text:
        `segments are smaller than with the copying mode that beats it in ${smaller.length} of the ${behind.length} ` +
        `cases where it is slower: ${example}`,
      columns: ["bytes_per_segment"],
    },
    hypothesis:
      "Its segments are smaller, so the same bytes take more of them: 8 fields that straddle pages use up the " +
      "17 fragments that a segment may have.",
  };
}

function fallbacks(behind: readonly AgainstCopying[]): Cause | null {
  const rows = rowsOf(behind.map(({ cell }) => cell));
  const fallen = rows.filter((row) => (row.zc_fallbacks ?? 0) > 0 || (row.enobufs ?? 0) > 0);
  if (fallen.length === 0) return null;
  const counts = ([["enobufs", "ENOBUFS"], ["zc_fallbacks", "fallbacks to a plain send"]] as const)
    .flatMap(([column, what]) => {
      const values = fallen.map((row) => row[column]).filter((value) => value !== null);
      return values.length === 0 ? [] : [`${integerText(sum(values))} ${what}`];
    });
  return {
    evidence: {
      text:
        `${fallen.length} of ${rows.length} trials where it is slower ran out of memory for completions: ` +
        counts.join(", "),
      columns: ["enobufs", "zc_fallbacks"],
    },
    hypothesis:
      "net.core.optmem_max or the memlock limit slows it down: it waits for completions or falls back to copying.",
  };
}
