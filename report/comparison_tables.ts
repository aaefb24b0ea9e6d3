/** Modes and receive strategies against each other, and crossovers, as tables. */
import type { Setting } from "../results/cells.ts";
import type { ComparisonFamily, Family, ModeContrast } from "../results/comparisons.ts";
import { bytesText } from "../results/number_text.ts";
import type { ReceiverContrast } from "../results/receivers.ts";
import { betweenText } from "./crossing_text.ts";
import type { Crossover } from "./crossovers.ts";
import { numberColumn, rowsOf, type Table, textColumn } from "./document.ts";
import { sizesText, verdictText } from "./phrases.ts";
import { settingColumns } from "./setting_columns.ts";

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
  /** What comparisons are told apart by besides. */
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
      sizesText(crossover.wins_at) || "no size",
      crossover.wins_from === null ? "none" : bytesText(crossover.wins_from),
      sizesText(crossover.uncertain_at) || "none",
      crossover.crossings.map((crossing) => `${crossing.overtaker} overtakes ${betweenText(crossing)}`).join(
        "; ",
      ) ||
      "none",
      crossover.single_run ? "single trials" : "intervals",
    ]),
  };
}
