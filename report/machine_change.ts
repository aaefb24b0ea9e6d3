/**
 * A machine that changed for good in the middle of a sweep: a hypervisor moved it, another guest or job began, it got
 * warm. It shows as throughputs of many cells in two groups, one after the other, that part at the same place.
 */
import type { CellTable } from "../results/cells.ts";
import { numberText } from "../results/number_text.ts";
import { ofText, rangeText } from "../results/words.ts";
import type { ReportWarning } from "./warnings.ts";
import { throughputPeaks } from "./throughput_peaks.ts";

/** Enough to see it; there may be a hundred thousand. */
const EXAMINED_MAX = 200;
const CELLS_MIN = 3;
const SHARE_MIN = 0.3;

/** What became of one cell. */
interface Change {
  /** Repeats before it. */
  readonly after: number;
  /** Of the throughput after it to that before. */
  readonly factor: number;
}

/** A warning that says so; `null` where too few cells changed together. */
export function machineChange(tables: readonly CellTable[]): ReportWarning | null {
  const cells = tables.flatMap((table) => table.cells);
  const examined = cells.filter((_, i) => i % Math.ceil(cells.length / EXAMINED_MAX) === 0);
  const changes = examined.flatMap((cell): Change[] => {
    const peaks = throughputPeaks(cell);
    if (peaks === null || peaks.lowFirst === null) return [];
    const { low, high, lowCount, highCount, lowFirst } = peaks;
    return [lowFirst ? { after: lowCount, factor: high / low } : { after: highCount, factor: low / high }];
  });
  const together = mostTogether(changes);
  if (together.length < Math.max(CELLS_MIN, SHARE_MIN * examined.length)) return null;
  const where = extremes(together.map(({ after }) => after));
  const factors = extremes(together.map(({ factor }) => factor));
  const count = ofText(together.length, examined.length, "throughput");
  return {
    id: "machine-change",
    what:
      `the machine changed after ${where} repeats: since then ${count} are ${factors} times what they were`,
    advice: "their medians describe neither state; of a ratio that clearly changed with it, both are given",
    share: together.length / examined.length,
  };
}

function extremes(values: readonly number[]): string {
  return rangeText(numberText(Math.min(...values)), numberText(Math.max(...values)));
}

/** The most of them that lie within two neighbouring repeats. */
function mostTogether(changes: readonly Change[]): Change[] {
  const groups = changes.map((first) =>
    changes.filter(({ after }) => after === first.after || after === first.after + 1)
  );
  return groups.reduce((most, group) => group.length > most.length ? group : most, []);
}
