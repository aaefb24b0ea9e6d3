/** The tables of a report: the best modes, the measured values, what is compared with what, and crossovers. */
import { type Cell, type CellTable, isMeasured, type Setting, varyingColumns } from "../results/cells.ts";
import type { ComparisonFamily, Family, ModeContrast } from "../results/comparisons.ts";
import {
  BYTES_PER_SEGMENT,
  COLUMN,
  type Measure,
  PER_MIB,
  PER_RUN,
  TABLED_MEASURES,
} from "../results/measures.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { bytesText, figureText, numberText } from "../results/number_text.ts";
import { leadOf, type Ranking } from "../results/ranking.ts";
import type { ReceiverContrast } from "../results/receivers.ts";
import { SUMMARY_FILE } from "../results/storage.ts";
import { confidenceText, leadText, winnersText } from "./answer.ts";
import { betweenText } from "./crossing_text.ts";
import type { Crossover } from "./crossovers.ts";
import { numberColumn, rowsOf, type Table, type TableColumn, textColumn } from "./document.ts";
import { intervalText, sizesText, verdictText } from "./phrases.ts";
import { subjectOf } from "./zero_copy_facts.ts";

/** The best mode for each message size and thread count. */
export function answerTable(ranking: Ranking): Table {
  const { table, measure, places } = ranking;
  const setting = table.name === "" ? "" : `, ${table.name}`;
  return {
    caption: `The best mode by ${measure.label} (${measure.better} is better)${setting}`,
    headers: 2,
    columns: [
      numberColumn("Threads"),
      numberColumn("Message size"),
      textColumn("Best"),
      numberColumn(`Median (${measure.unit})`),
      textColumn("Lead"),
      textColumn("Runner-up"),
      textColumn("Confidence"),
    ],
    ...rowsOf(places, (place) => [
      String(place.threads),
      bytesText(place.messageBytes),
      winnersText(ranking, place),
      figureText(place.median),
      leadText(place, ranking),
      place.rivals[0] === undefined ? "none" : subjectOf(table, place.rivals[0].cell.mode),
      confidenceText(place),
    ]),
    weights: places.map((place) => place.confidence === "clear" ? Math.log(leadOf(place, measure) ?? 1) : 0),
  };
}

/** The settings of a table's rows, as columns where there are several. */
function settingColumns(settings: readonly Setting[]) {
  const varying = varyingColumns(settings);
  return {
    columns: varying.map((column) =>
      column === "offered_gbps" ? numberColumn("Offered (Gbit/s)") : textColumn(column)
    ),
    texts: (setting: Setting) =>
      varying.map((column) => {
        const value = setting[column];
        return typeof value === "number" ? numberText(value) : value ?? "";
      }),
  };
}

/** What has a row for each cell. */
interface CellRows {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly texts: (cell: Cell) => readonly string[];
}

function cellTable(cells: readonly Cell[], { caption, columns, texts }: CellRows): Table {
  const settings = settingColumns(cells.map(({ setting }) => setting));
  return {
    caption,
    headers: 3 + settings.columns.length,
    columns: [
      numberColumn("Message size"),
      numberColumn("Threads"),
      textColumn("Mode"),
      ...settings.columns,
      ...columns,
    ],
    ...rowsOf(cells, (cell) => [
      bytesText(cell.messageBytes),
      String(cell.threads),
      cell.mode,
      ...settings.texts(cell.setting),
      ...texts(cell),
    ]),
  };
}

/** The median of everything that was measured, with its confidence interval. */
export function summaryTable(cells: readonly Cell[]): Table {
  const measures = TABLED_MEASURES.filter((measure) => isMeasured(measure, cells));
  const hasFailed = cells.some((cell) => cell.nFailed > 0);
  const table = cellTable(cells, {
    caption: "Medians of the trials, with the confidence interval of the median from six trials on",
    columns: [
      numberColumn("Trials"),
      ...(hasFailed ? [numberColumn("Failed")] : []),
      ...measures.map(({ axis }) => numberColumn(axis)),
    ],
    texts: (cell) => [
      String(cell.rows.length),
      ...(hasFailed ? [String(cell.nFailed)] : []),
      ...measures.map((measure) => {
        const estimate = cell.estimate(measure), { lo = null, hi = null } = estimate?.interval ?? {};
        return estimate === null ? "" : intervalText(estimate.median, lo, hi);
      }),
    ],
  });
  return { ...table, file: SUMMARY_FILE };
}

/** Medians of both ends' counters, per MiB where the bytes are known, and of TCP's own counts. */
export function counterTable(tables: readonly CellTable[]): Table {
  return medianTable(
    "Counters of sender and receiver together, medians",
    tables.flatMap(({ cells }) => cells),
    [...Object.values(PER_MIB), ...Object.values(PER_RUN), BYTES_PER_SEGMENT, COLUMN.retransmits],
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

/** Of modes that request zero-copy: what the kernel did, medians over the trials. */
export function zeroCopyTable(tables: readonly CellTable[]): Table {
  const asking = tables.flatMap(({ cells }) => cells).filter((cell) => asksForZeroCopy(cell.mode));
  return medianTable("Zero-copy completions, medians", asking, ZERO_COPY);
}

/** Columns that no cell has are left out; without any there are no rows. */
function medianTable(caption: string, cells: readonly Cell[], measures: readonly Measure[]): Table {
  const measured = measures.filter((measure) => isMeasured(measure, cells));
  return cellTable(measured.length === 0 ? [] : cells, {
    caption,
    columns: measured.map(({ axis }) => numberColumn(axis)),
    texts: (cell) =>
      measured.map((measure) => {
        const estimate = cell.estimate(measure);
        return estimate === null ? "" : figureText(estimate.median);
      }),
  });
}

/** Every comparison of two modes by one measure. */
export function comparisonTable(family: ComparisonFamily): Table {
  return contrastTable(family, {
    caption: "Modes",
    names: [["Mode", ({ candidate }) => candidate], ["Against", ({ baseline }) => baseline]],
    settingOf: ({ setting }) => setting,
  });
}

/** Every comparison of two receive strategies by one measure. */
export function receiverTable(family: Family<ReceiverContrast>): Table {
  return contrastTable(family, {
    caption: "Receive strategies",
    names: [
      ["Receive strategy", ({ candidate }) => candidate],
      ["Against", ({ baseline }) => baseline],
      ["Mode", ({ mode }) => mode],
    ],
    settingOf: ({ setting }) => ({ ...setting, rx: null }),
  });
}

/** What is compared with what. */
interface Compared<C> {
  readonly caption: string;
  /** The columns that name the two. */
  readonly names: readonly (readonly [label: string, nameOf: (comparison: C) => string])[];
  /** What else distinguishes comparisons. */
  readonly settingOf: (comparison: C) => Setting;
}

/** One row per comparison, with what Holm's correction leaves of it. */
function contrastTable<C extends ModeContrast>(
  { measure, comparisons }: Family<C>,
  { caption, names, settingOf }: Compared<C>,
): Table {
  const settings = settingColumns(comparisons.map(settingOf));
  return {
    caption: `${caption} compared by ${measure.label} (${measure.better} is better)`,
    headers: names.length + 2 + settings.columns.length,
    columns: [
      ...names.map(([label]) => textColumn(label)),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...settings.columns,
      textColumn("Result (95 % CI)"),
      textColumn("Method"),
      textColumn("Survives Holm"),
    ],
    ...rowsOf(comparisons, (comparison) => [
      ...names.map(([, nameOf]) => nameOf(comparison)),
      bytesText(comparison.messageBytes),
      String(comparison.threads),
      ...settings.texts(settingOf(comparison)),
      verdictText(comparison),
      comparison.method,
      comparison.ratio.p === null ? "" : comparison.survivesHolm ? "yes" : "no",
    ]),
  };
}

/** From which size on a mode is better, per pair, metric and thread count. */
export function crossoverTable(crossovers: readonly Crossover[]): Table {
  const settings = settingColumns(crossovers);
  return {
    caption: "From which message size a mode is better",
    headers: 4 + settings.columns.length,
    columns: [
      textColumn("Mode"),
      textColumn("Against"),
      textColumn("By"),
      numberColumn("Threads"),
      ...settings.columns,
      textColumn("Better at"),
      textColumn("At every size from"),
      textColumn("Undecided at"),
      textColumn("Crossover"),
      textColumn("Decided by"),
    ],
    ...rowsOf(crossovers, (crossover) => [
      crossover.candidate,
      crossover.baseline,
      crossover.metric,
      String(crossover.threads),
      ...settings.texts(crossover),
      sizesText(crossover.winsAt) || "no size",
      crossover.winsFrom === null ? "none" : bytesText(crossover.winsFrom),
      sizesText(crossover.uncertainAt) || "none",
      crossover.crossings.map((one) => `${one.overtaker} overtakes ${betweenText(one)}`).join("; ") || "none",
      crossover.singleRun ? "single trials" : "intervals",
    ]),
  };
}
