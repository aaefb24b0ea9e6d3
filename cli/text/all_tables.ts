/** The tables of `--tables all`: one for each figure, with what `summary.csv` holds of it, and every comparison of modes. */
import type { Analysis } from "../../report/analyze.ts";
import { familyText, verdictText } from "../../report/phrases.ts";
import { type Cell, settingNames } from "../../results/cells.ts";
import {
  CPU_PER_BYTE,
  CYCLES_PER_BYTE,
  type Measure,
  MEDIAN_ROUND_TRIP,
  P99_ROUND_TRIP,
  THROUGHPUT,
  TIME_PER_MESSAGE,
} from "../../results/measures.ts";
import { bytesText, figureText } from "../../results/number_text.ts";
import { type MetricSummary, summarizeMetric } from "../../results/summary.ts";
import { textTable } from "./text_table.ts";
import { wrapped } from "./wrap.ts";

/** The figures of each pattern, the most important first. */
const METRICS: Readonly<Record<"stream" | "rr", readonly Measure[]>> = {
  stream: [THROUGHPUT, TIME_PER_MESSAGE, CPU_PER_BYTE, CYCLES_PER_BYTE],
  rr: [MEDIAN_ROUND_TRIP, P99_ROUND_TRIP, THROUGHPUT, CPU_PER_BYTE, CYCLES_PER_BYTE],
};

/** A column of statistics: its heading and its text. */
const STATISTICS: readonly (readonly [head: string, text: (summary: MetricSummary) => string])[] = [
  ["n", ({ n }) => String(n)],
  ["median", ({ median }) => figureText(median)],
  [
    "95 % CI",
    ({ ciLo, ciHi }) =>
      ciLo === null || ciHi === null ? "n < 6" : `${figureText(ciLo)} to ${figureText(ciHi)}`,
  ],
  ["mean", ({ mean }) => figureText(mean)],
  ["cv", ({ cv }) => cv === null ? "" : `${figureText(100 * cv)} %`],
  ["min", ({ min }) => figureText(min)],
  ["max", ({ max }) => figureText(max)],
];

/** Lines: one table for each figure and setting that was measured, under its name. */
export function metricTables(cells: readonly Cell[], screenColumns: number): string[] {
  const measures = METRICS[cells[0]?.setting.pattern === "rr" ? "rr" : "stream"];
  const nameOf = settingNames(cells.map(({ setting }) => setting));
  const bySetting = [...Map.groupBy(cells, ({ setting }) => nameOf(setting))];
  return measures.flatMap((measure) =>
    bySetting.flatMap(([name, own]) => {
      const measured = own.filter((cell) => cell.values(measure).length > 0);
      const title = name === "" ? measure.axis : `${measure.axis}, ${name}`;
      return measured.length === 0 ? [] : ["", title, ...metricTable(measure, measured, screenColumns)];
    })
  );
}

function metricTable(measure: Measure, cells: readonly Cell[], screenColumns: number): string[] {
  const statistics = STATISTICS.map(([head]) => ({ head, align: "right" as const }));
  const rows = cells.map((cell) => {
    const summary = summarizeMetric(Array.from(cell.values(measure)));
    return [
      `${bytesText(cell.messageBytes)} × ${cell.threads}`,
      cell.mode,
      ...STATISTICS.map(([, text]) => summary === null ? "" : text(summary)),
    ];
  });
  return textTable(["size × threads", "mode", ...statistics], rows, screenColumns);
}

const SURVIVES = "*";

/**
 * Lines with one comparison for each pair of modes, size and thread count, and how many differences chance alone would
 * make; none if there are no two modes to compare.
 */
export function comparisonLines({ families, rankings: [ranking] }: Analysis, columns: number): string[] {
  const family = families.find(({ measure }) => measure === ranking?.measure);
  if (family === undefined) return [];
  const nameOf = settingNames(family.comparisons.map(({ setting }) => setting));
  const isOne = family.comparisons.every(({ setting }) => nameOf(setting) === "");
  const change = `${family.measure.label} change (paired)`;
  const head = ["size × threads", ...(isOne ? [] : ["setting"]), "mode", "against", change];
  const rows = family.comparisons.map((comparison) => {
    const { setting, messageBytes, threads, candidate, baseline, survivesHolm, method } = comparison;
    const verdict = verdictText(comparison) + (method === "unpaired" ? ", unpaired" : "");
    return [
      `${bytesText(messageBytes)} × ${threads}`,
      ...(isOne ? [] : [nameOf(setting)]),
      candidate,
      baseline,
      survivesHolm ? `${verdict} ${SURVIVES}` : verdict,
    ];
  });
  const legend = family.survivors > 0 ? [`${SURVIVES} survives Holm's correction`] : [];
  return [...textTable(head, rows, columns), ...legend, ...wrapped(familyText(family), columns)];
}
