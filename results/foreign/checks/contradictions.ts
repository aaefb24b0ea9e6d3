/** Bytes that contradict throughput × time: which of the three is wrong the file does not say, so nothing is derived. */
import type { DraftRow, NameOf } from "../draft.ts";
import { factorText, isOne, spread } from "../proportion.ts";
import { rowsText } from "../safe_text.ts";

/** Programs also time what is around their window, so some disagreement is none. */
const AGREEMENT = 1.5;

const FACTORS: readonly (readonly [factor: number, hint: string])[] = [
  [8, "is the throughput in bytes, not bits?"],
  [1 / 8, "is the throughput 8 times too large?"],
  [2, "are bytes counted in both directions?"],
  [1 / 2, "does the throughput count both directions?"],
  [1000, "is the throughput in another unit?"],
  [1 / 1000, "is the throughput in another unit?"],
];

/** Takes bytes and duration out of rows in which they contradict the throughput. */
export function checkContradictions(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const measured = rows.flatMap((row) =>
    row.bytes !== null && row.duration_s && row.throughput_gbps
      ? [{ row, ratio: row.bytes * 8 / 1e9 / row.duration_s / row.throughput_gbps }]
      : []
  );
  const wrong = measured.filter(({ ratio }) => ratio > AGREEMENT || ratio < 1 / AGREEMENT);
  if (wrong.length === 0) return [];
  const hint = hintFor(wrong.map(({ row, ratio }) => ({ ratio, threads: row.threads ?? 1 })));
  for (const { row } of wrong) {
    row.bytes = null;
    row.duration_s = null;
    row.messages = null;
  }
  const { least, greatest } = spread(wrong.map(({ ratio }) => ratio));
  const product = `${nameOf("throughput_gbps")} × ${nameOf("duration_s")}`;
  return [
    `${nameOf("bytes")} contradicts ${product} in ${
      wrong.length === rows.length ? `all ${rowsText(wrong.length)}` : rowsText(wrong.length)
    }, being ${rangeText(least, greatest)} of it${hint}: nothing is derived from bytes and time there`,
  ];
}

function rangeText(least: number, greatest: number): string {
  const text = (ratio: number) => ratio < 1 ? `${factorText(ratio * 100)} %` : `${factorText(ratio)} times`;
  return text(least) === text(greatest) ? text(least) : `${text(least)} to ${text(greatest)}`;
}

function hintFor(ratios: readonly { readonly ratio: number; readonly threads: number }[]): string {
  const found = FACTORS.find(([factor]) => isOne(ratios.map(({ ratio }) => ratio / factor)));
  if (found !== undefined) return ` (${found[1]})`;
  const perThread = isOne(ratios.map(({ ratio, threads }) => ratio / threads));
  return perThread ? " (is the throughput that of one thread?)" : "";
}
