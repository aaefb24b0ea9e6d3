/** Modes and receive strategies against each other, and crossovers, as tables. */
import type { ComparisonFamily, Family } from "../results/comparisons.ts";
import { bytesText } from "../results/number_text.ts";
import type { ReceiverContrast } from "../results/receivers.ts";
import { betweenText } from "./crossing_text.ts";
import type { Crossover } from "./crossovers.ts";
import { numberColumn, rowsOf, type Table, textColumn } from "./document.ts";
import { sizesText, verdictText } from "./phrases.ts";
import { settingColumns } from "./setting_columns.ts";

/** Every comparison by one measure, with what Holm's correction leaves of it. */
export function comparisonTable({ measure, comparisons }: ComparisonFamily): Table {
  const settings = settingColumns(comparisons.map(({ setting }) => setting));
  return {
    caption: `Modes compared by ${measure.label} (${measure.better} is better)`,
    headers: 4 + settings.columns.length,
    columns: [
      textColumn("Mode"),
      textColumn("Against"),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...settings.columns,
      textColumn("Result (95 % CI)"),
      textColumn("Method"),
      textColumn("Survives Holm"),
    ],
    ...rowsOf(comparisons, (comparison) => [
      comparison.candidate,
      comparison.baseline,
      bytesText(comparison.messageBytes),
      String(comparison.threads),
      ...settings.texts(comparison.setting),
      verdictText(comparison),
      comparison.method,
      comparison.ratio.p === null ? "" : comparison.survivesHolm ? "yes" : "no",
    ]),
  };
}

/** Every comparison of two receive strategies by one measure. */
export function receiverTable({ measure, comparisons }: Family<ReceiverContrast>): Table {
  const settings = settingColumns(comparisons.map(({ setting }) => ({ ...setting, rx: null })));
  return {
    caption: `Receive strategies compared by ${measure.label} (${measure.better} is better)`,
    headers: 5 + settings.columns.length,
    columns: [
      textColumn("Receive strategy"),
      textColumn("Against"),
      textColumn("Mode"),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...settings.columns,
      textColumn("Result (95 % CI)"),
      textColumn("Method"),
      textColumn("Survives Holm"),
    ],
    ...rowsOf(comparisons, (comparison) => [
      comparison.candidate,
      comparison.baseline,
      comparison.mode,
      bytesText(comparison.messageBytes),
      String(comparison.threads),
      ...settings.texts(comparison.setting),
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
