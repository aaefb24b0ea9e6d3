/**
 * What the kernel did with MSG_ZEROCOPY: the shares of sends that went without a copy, that it copied after all
 * (SO_EE_CODE_ZEROCOPY_COPIED in the completion), and that netio sent plainly after ENOBUFS.
 */
import type { Cell, CellTable } from "../../results/cells.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import { linearAxis } from "../axes.ts";
import type { BarPart, BarsPanel } from "../figure.ts";
import type { FigureMaker } from "../figure_body.ts";
import { evenlySpaced, gridColumns, MAX_PANELS, omissionNote } from "../panel_grid.ts";

interface Outcome {
  readonly id: string;
  readonly label: string;
  readonly color: string;
}

/** Apart in lightness, and none of them a mode's colour. */
const OUTCOMES: readonly Outcome[] = [
  { id: "zero-copied", label: "zero-copied", color: "#F0E442" },
  { id: "copied", label: "copied by the kernel", color: "#999999" },
  { id: "fallback", label: "plain send after ENOBUFS", color: "#333333" },
];

export const copiedShares: FigureMaker = {
  id: "copied_shares",
  title: "What was really copied",
  make: (table) => {
    const places = table.modes.flatMap((mode) => table.threads.map((threads) => ({ mode, threads })))
      .filter((place) =>
        table.cells.some((cell) =>
          cell.mode === place.mode && cell.threads === place.threads && outcomeShares(cell) !== null
        )
      );
    if (places.length === 0) {
      return "no trial has zero-copy completions (no zero-copy mode ran, or the file has none)";
    }
    const shown = evenlySpaced(places, MAX_PANELS);
    return {
      subtitle: "Shares of the sends that asked for zero-copy, all trials of a cell together.",
      columns: gridColumns(shown.length),
      panels: shown.map(({ mode, threads }) => panel(table, mode, threads)),
      legend: OUTCOMES.map((outcome) => ({ ...outcome, marker: null, dash: null })),
      notes: [
        "Notifications that the kernel merged share one flag, so a share between 0 and 100 % is approximate.",
        ...omissionNote(shown, places, "panels"),
      ],
    };
  },
};

function panel(table: CellTable, mode: string, threads: number): BarsPanel {
  const shares = table.sizes.map((messageBytes) => {
    const cell = table.find(mode, messageBytes, threads);
    return cell === undefined ? null : outcomeShares(cell);
  });
  return {
    kind: "bars",
    title: `${mode}, ${threadsText(threads)}`,
    xLabel: "Message size",
    categories: table.sizes.map(bytesText),
    y: linearAxis("Share of sends (%)", 0, 100),
    parts: OUTCOMES.map((outcome, i): BarPart => ({
      ...outcome,
      shares: shares.map((share) => share === null ? null : share[i]!),
    })),
  };
}

/** Percent zero-copied, copied, fallen back; `null` where the cell has no completions to tell by. */
function outcomeShares(cell: Cell): [number, number, number] | null {
  const known = cell.rows.filter((row) => row.zc_completions !== null && row.zc_copied !== null);
  const completions = sum(known.map((row) => row.zc_completions));
  const copied = sum(known.map((row) => row.zc_copied));
  const fallbacks = sum(known.map((row) => row.zc_fallbacks));
  const all = completions + fallbacks;
  if (all === 0) return null;
  return [100 * (completions - copied) / all, 100 * copied / all, 100 * fallbacks / all];
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
