/**
 * Receive strategies against each other: cells that differ in nothing else, which ran in the same blocks. Each is
 * compared with `recv`, or where that did not run with the first strategy.
 */
import { type Cell, type CellTable, type Setting, settingNames } from "./cells.ts";
import { compareCells, type Family, familyOf, type Judged, type ModeContrast } from "./comparisons.ts";
import { type Merit, RX_CPU_PER_BYTE } from "./measures.ts";

const BASELINE = "recv";

/** The tables that differ in the receive strategy alone. */
export interface ReceiverGroup {
  /** What tells it from other groups, such as those of other rates; empty where it is the only one. */
  readonly name: string;
  readonly baseline: CellTable;
  readonly others: readonly CellTable[];
}

/** Two receive strategies in the same mode, size and thread count. */
export interface ReceiverContrast extends ModeContrast {
  readonly mode: string;
}

export type ReceiverComparison = Judged<ReceiverContrast>;

/** The groups that have two strategies or more. */
export function receiverGroups(tables: readonly CellTable[]): ReceiverGroup[] {
  const known = tables.filter(({ setting }) => setting.rx !== null);
  const groups = [...Map.groupBy(known, ({ setting }) => JSON.stringify({ ...setting, rx: null })).values()]
    .filter((group) => group.length > 1);
  const shared = (group: readonly CellTable[]): Setting => ({ ...group[0]!.setting, rx: null });
  const nameOf = settingNames(groups.map(shared));
  return groups.map((group) => {
    const baseline = group.find(({ setting }) => setting.rx === BASELINE) ?? group[0]!;
    const others = group.filter((table) => table !== baseline);
    return { name: nameOf(shared(group)), baseline, others };
  });
}

/** All comparisons by a measure, strategy by strategy, over all groups. */
export function compareReceivers(
  groups: readonly ReceiverGroup[],
  measure: Merit,
): Family<ReceiverContrast> {
  return familyOf(measure, groups.flatMap((group) => contrastsOf(group, measure)));
}

function contrastsOf({ baseline, others }: ReceiverGroup, measure: Merit): ReceiverContrast[] {
  return others.flatMap(({ setting, cells }) =>
    cells.flatMap((cell): ReceiverContrast[] => {
      const { mode, messageBytes, threads } = cell;
      const own = baseline.find(mode, messageBytes, threads);
      const contrast = own && compareCells(own, cell, measure);
      if (!contrast) return [];
      const names = { baseline: baseline.setting.rx!, candidate: setting.rx! };
      return [{ ...contrast, ...names, setting, mode, messageBytes, threads }];
    })
  );
}

/** Which strategies are best in how many cases. */
interface ReceiverTally {
  /** Mode, size and thread count, where two strategies or more can be told apart by enough repeats. */
  readonly cases: number;
  /** The most frequent first; where several are statistically tied, each counts. */
  readonly bestIn: readonly (readonly [rx: string, count: number])[];
}

/** By what receiving costs. */
export function tallyReceivers({ baseline, others }: ReceiverGroup): ReceiverTally {
  const tables = [baseline, ...others];
  const counts = new Map<string, number>();
  let cases = 0;
  for (const { mode, messageBytes, threads } of baseline.cells) {
    const winners = bestOf(tables.flatMap((table) => table.find(mode, messageBytes, threads) ?? []));
    if (winners.length === 0) continue;
    cases++;
    for (const { setting } of winners) counts.set(setting.rx!, (counts.get(setting.rx!) ?? 0) + 1);
  }
  return { cases, bestIn: [...counts].sort(([, a], [, b]) => b - a) };
}

/** The least costly cell, and those statistically tied with it; none where the repeats are too few to tell. */
function bestOf(cells: readonly Cell[]): Cell[] {
  const [best, ...rest] = cells.flatMap((cell) => {
    const median = cell.estimate(RX_CPU_PER_BYTE)?.median;
    return median === undefined ? [] : [{ cell, median }];
  }).sort((a, b) => a.median - b.median).map(({ cell }) => cell);
  if (best === undefined || rest.length === 0) return [];
  const verdicts = rest.map((cell) => compareCells(best, cell, RX_CPU_PER_BYTE)?.verdict);
  if (verdicts.includes("too few repeats")) return [];
  return [best, ...rest.filter((_, i) => verdicts[i] !== "worse")];
}

/** How much of what was received in a mode was mapped. */
export interface MappedShare {
  readonly rx: string;
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  /** Of its bytes, over all trials. */
  readonly share: number;
}

/** Of every cell whose strategy asks for mapping. */
export function mappedShares({ baseline, others }: ReceiverGroup): MappedShare[] {
  return [baseline, ...others].flatMap(({ cells }) => cells).flatMap((cell): MappedShare[] => {
    let mapped = 0, copied = 0;
    for (const { rx_mapped_bytes, rx_copied_bytes } of cell.rows) {
      mapped += rx_mapped_bytes ?? 0;
      copied += rx_copied_bytes ?? 0;
    }
    if (mapped + copied === 0) return [];
    const { mode, messageBytes, threads, setting } = cell;
    return [{ rx: setting.rx!, mode, messageBytes, threads, share: mapped / (mapped + copied) }];
  });
}
