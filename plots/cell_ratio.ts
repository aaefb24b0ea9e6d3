/**
 * The ratio of two modes in one place: from the blocks in which both ran where there are enough of them, else from
 * all trials (other people's programs have no blocks). The same rule as in `report/comparisons.ts`.
 */
import type { ResultRow } from "../results/columns.ts";
import type { Contrast } from "../stats/contrast.ts";
import { MIN_REPEATS } from "../stats/interval.ts";
import { type Pair, pairedRatio } from "../stats/paired.ts";
import { unpairedRatio } from "../stats/unpaired.ts";
import type { Measure } from "./estimate.ts";
import type { ResultCell } from "./result_cells.ts";

/** `above`'s value divided by `below`'s; `null` where one of them has no positive value. */
export function cellRatio(above: ResultCell, below: ResultCell, of: Measure["of"]): Contrast | null {
  const over = positiveValues(above.rows, of);
  const under = positiveValues(below.rows, of);
  if (over.length === 0 || under.length === 0) return null;
  const overByBlock = new Map(over.map(({ row, value }) => [blockOf(row), value]));
  const pairs: Pair[] = under.flatMap(({ row, value }) => {
    const other = row.block === null ? undefined : overByBlock.get(blockOf(row));
    return other === undefined ? [] : [[value, other] as const];
  });
  const few = Math.min(over.length, under.length) < MIN_REPEATS;
  if (pairs.length >= MIN_REPEATS || (few && pairs.length > 0)) return pairedRatio(pairs);
  return unpairedRatio(under.map((u) => u.value), over.map((o) => o.value));
}

function blockOf(row: ResultRow): string {
  return `${row.run_id}/${row.block}`;
}

function positiveValues(rows: readonly ResultRow[], of: Measure["of"]): { row: ResultRow; value: number }[] {
  return rows.flatMap((row) => {
    const value = of(row);
    return value === null || value <= 0 ? [] : [{ row, value }];
  });
}
