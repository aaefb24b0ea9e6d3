/** Modes against each other, and crossovers, as tables. */
import { SETTING_KEY } from "../results/columns.ts";
import type { ComparisonFamily } from "../results/comparisons.ts";
import { bytesText } from "../results/number_text.ts";
import { betweenText } from "./crossing_text.ts";
import type { Crossover } from "./crossovers.ts";
import { numberColumn, type Table, textColumn } from "./document.ts";
import { sizesText, verdictText } from "./phrases.ts";

/** Every comparison by one measure, with what Holm's correction leaves of it. */
export function comparisonTable({ measure, comparisons }: ComparisonFamily): Table {
  const settings = settingColumns(comparisons.map(({ setting }) => setting));
  return {
    caption: `Modes compared by ${measure.label} (${measure.better} is better)`,
    headers: 4 + settings.length,
    columns: [
      textColumn("Mode"),
      textColumn("Against"),
      numberColumn("Message size"),
      numberColumn("Threads"),
      ...settings.map(textColumn),
      textColumn("Result (95 % CI)"),
      textColumn("Method"),
      textColumn("Survives Holm"),
    ],
    rows: comparisons.map((comparison) => [
      comparison.candidate,
      comparison.baseline,
      bytesText(comparison.messageBytes),
      String(comparison.threads),
      ...settings.map((column) => comparison.setting[column] ?? ""),
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
    headers: 4 + settings.length,
    columns: [
      textColumn("Mode"),
      textColumn("Against"),
      textColumn("By"),
      numberColumn("Threads"),
      ...settings.map(textColumn),
      textColumn("Better at"),
      textColumn("At every size from"),
      textColumn("Undecided at"),
      textColumn("Crossover"),
      textColumn("Decided by"),
    ],
    rows: crossovers.map((crossover) => [
      crossover.candidate,
      crossover.baseline,
      crossover.metric,
      String(crossover.threads),
      ...settings.map((column) => crossover[column] ?? ""),
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

type SettingColumn = typeof SETTING_KEY[number];

function settingColumns(
  settings: readonly Readonly<Record<SettingColumn, string | null>>[],
): SettingColumn[] {
  return SETTING_KEY.filter((column) => new Set(settings.map((setting) => setting[column])).size > 1);
}
