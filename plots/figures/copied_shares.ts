/**
 * What the kernel did with sends that requested zero-copy: the shares of sends that it did not copy, that it copied
 * (SO_EE_CODE_ZEROCOPY_COPIED in the completion), and that netio sent plainly after ENOBUFS. Drawn only where these are
 * mixed: where all sends went the same way a sentence says so.
 */
import type { Cell, CellTable } from "../../results/cells.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import { linearAxis } from "../axes.ts";
import { type BarPart, type BarsPanel, type FigureMaker, legendBox } from "../figure.ts";
import { apart, evenlySpaced, gridColumns, MAX_PANELS, omissionNote } from "../panel_grid.ts";

type Shares = readonly [zeroCopied: number, copied: number, fallenBack: number];

interface Outcome {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  /** Ends the sentence "not drawn, because …" where all sends went so. */
  readonly always: string;
}

/** Different in lightness, and none of them a mode's colour. */
const OUTCOMES: readonly Outcome[] = [
  {
    id: "zero-copied",
    label: "zero-copied",
    color: "#F0E442",
    always: "every zero-copy send went without a copy in all configurations",
  },
  {
    id: "copied",
    label: "copied by the kernel",
    color: "#999999",
    always: "the kernel copied every zero-copy send in all configurations",
  },
  {
    id: "fallback",
    label: "plain send after ENOBUFS",
    color: "#333333",
    always: "every zero-copy send fell back to a plain one after ENOBUFS in all configurations",
  },
];

/** A share below this percentage cannot be seen in a bar. */
const VISIBLE = 0.5;

interface Place {
  readonly mode: string;
  readonly threads: number;
  /** By size; `null` where there are no completions. */
  readonly shares: readonly (Shares | null)[];
}

export const copiedShares: FigureMaker = {
  name: "copied",
  id: "copied_shares",
  title: "Zero-copy completions by message size",
  make: ({ table }) => {
    const sizes = apart(table.sizes);
    const places = placesOf(table);
    if (places.length === 0) {
      return "no trial has zero-copy completions (no zero-copy mode ran, or the file has none)";
    }
    const mixed = places.filter(isMixed);
    if (mixed.length === 0) return reasonFor(places);
    const shown = evenlySpaced(mixed, MAX_PANELS);
    return {
      subtitle: "Shares of the sends that requested zero-copy, all trials of a configuration together.",
      columns: gridColumns(shown.length),
      panels: shown.map((place) => panel(table, sizes, place)),
      legend: OUTCOMES.map(({ id, label, color }) => legendBox(id, label, color)),
      notes: [
        "Completions that the kernel merged share one flag, so a share between 0 and 100 % is approximate.",
        ...(mixed.length === places.length ? [] : [
          `Left out: ${places.length - mixed.length} of ${places.length} panels with nothing but whole bars.`,
        ]),
        ...omissionNote(shown, mixed, "panels"),
        ...omissionNote(sizes, table.sizes, "message sizes"),
      ],
    };
  },
};

function placesOf(table: CellTable): Place[] {
  return table.modes.flatMap((mode) => table.threads.map((threads) => ({ mode, threads })))
    .map(({ mode, threads }) => ({
      mode,
      threads,
      shares: table.sizes.map((size) => {
        const cell = table.find(mode, size, threads);
        return cell === undefined ? null : outcomeShares(cell);
      }),
    }))
    .filter(({ shares }) => shares.some((one) => one !== null));
}

function isMixed({ shares }: Place): boolean {
  return shares.some((parts) => parts?.some((share) => share >= VISIBLE && share <= 100 - VISIBLE));
}

function reasonFor(places: readonly Place[]): string {
  const all = places.flatMap(({ shares }) => shares.filter((parts) => parts !== null));
  const outcome = OUTCOMES.find((_, i) => all.every((parts) => parts[i] === 100));
  if (outcome !== undefined) return outcome.always;
  return `in each configuration over ${100 - VISIBLE} % of the zero-copy sends ended the same way`;
}

function panel(table: CellTable, sizes: readonly number[], { mode, threads, shares }: Place): BarsPanel {
  const drawn = sizes.map((size) => shares[table.sizes.indexOf(size)] ?? null);
  return {
    kind: "bars",
    title: `${mode}, ${threadsText(threads)}`,
    xLabel: "Message size",
    categories: sizes.map(bytesText),
    y: linearAxis("Share of sends (%)", 100),
    parts: OUTCOMES.map(({ id, label, color }, i): BarPart => ({
      id,
      label,
      color,
      shares: drawn.map((parts) => parts === null ? null : parts[i]!),
    })),
  };
}

/** Percent zero-copied, copied, fallen back; `null` where the cell has no completions. */
function outcomeShares(cell: Cell): Shares | null {
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
