/** The measured values as tables: medians per cell, counters, and what the kernel did with zero-copy sends. */
import { type Cell, type CellTable, type Estimate, isMeasured } from "../results/cells.ts";
import {
  BYTES_PER_SEGMENT,
  COLUMN,
  type Measure,
  PER_MIB,
  PER_RUN,
  TABLED_MEASURES,
} from "../results/measures.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { bytesText, numberText } from "../results/number_text.ts";
import { SUMMARY_FILE } from "../results/storage.ts";
import { numberColumn, rowsOf, type Table, textColumn } from "./document.ts";
import { settingColumns } from "./setting_columns.ts";

/** One row per cell: the median of everything that was measured, with its confidence interval. */
export function summaryTable(cells: readonly Cell[]): Table {
  const measures = TABLED_MEASURES.filter((measure) => isMeasured(measure, cells));
  const settings = settingColumns(cells.map(({ setting }) => setting));
  const failed = cells.some((cell) => cell.nFailed > 0);
  return {
    caption: "Medians of the trials, with the confidence interval of the median from six trials on",
    headers: 3 + settings.columns.length,
    columns: [
      ...CELL_COLUMNS,
      ...settings.columns,
      numberColumn("Trials"),
      ...(failed ? [numberColumn("Failed")] : []),
      ...measures.map(({ axis }) => numberColumn(axis)),
    ],
    ...rowsOf(cells, (cell) => [
      ...cellTexts(cell),
      ...settings.texts(cell.setting),
      String(cell.rows.length),
      ...(failed ? [String(cell.nFailed)] : []),
      ...measures.map((measure) => estimateText(cell.estimate(measure))),
    ]),
    file: SUMMARY_FILE,
  };
}

const CELL_COLUMNS = [numberColumn("Message size"), numberColumn("Threads"), textColumn("Mode")];

function cellTexts({ mode, messageBytes, threads }: Cell): string[] {
  return [bytesText(messageBytes), String(threads), mode];
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return "";
  const { median, interval } = estimate;
  return interval === null
    ? numberText(median)
    : `${numberText(median)} (${numberText(interval.lo)} to ${numberText(interval.hi)})`;
}

/** One row per cell: medians of both ends' counters, per MiB where the bytes are known, and of TCP's own counts. */
export function counterTable(tables: readonly CellTable[]): Table {
  const measures = [
    ...Object.values(PER_MIB),
    ...Object.values(PER_RUN),
    BYTES_PER_SEGMENT,
    COLUMN.retransmits,
  ];
  return medianTable(
    "Counters of sender and receiver together, medians",
    tables.flatMap(({ cells }) => cells),
    measures,
  );
}

const ZERO_COPY: readonly Measure[] = [
  COLUMN.zc_sends,
  COLUMN.zc_completions,
  COLUMN.zc_copied,
  COLUMN.zc_fallbacks,
  COLUMN.zc_drain_ms,
  COLUMN.zc_completion_p50_us,
];

/** One row per cell of a mode that requests zero-copy: what the kernel did, medians over the trials. */
export function zeroCopyTable(tables: readonly CellTable[]): Table {
  const asking = tables.flatMap(({ cells }) => cells).filter((cell) => asksForZeroCopy(cell.mode));
  return medianTable("Zero-copy completions, medians", asking, ZERO_COPY);
}

/** Columns that no cell has are left out; without any there are no rows. */
function medianTable(caption: string, cells: readonly Cell[], measures: readonly Measure[]): Table {
  const measured = measures.filter((measure) => isMeasured(measure, cells));
  const settings = settingColumns(cells.map(({ setting }) => setting));
  return {
    caption,
    headers: 3 + settings.columns.length,
    columns: [...CELL_COLUMNS, ...settings.columns, ...measured.map(({ axis }) => numberColumn(axis))],
    ...rowsOf(measured.length === 0 ? [] : cells, (cell) => [
      ...cellTexts(cell),
      ...settings.texts(cell.setting),
      ...measured.map((measure) => {
        const estimate = cell.estimate(measure);
        return estimate === null ? "" : numberText(estimate.median);
      }),
    ]),
  };
}
