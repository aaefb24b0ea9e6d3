/** What the rows of a foreign table leave open, in sentences for readers of the figures and answers made from them. */
import { COUNTERS } from "../counters.ts";
import { asksForZeroCopy } from "../mode_catalogue.ts";
import type { DraftRow, NameOf } from "./draft.ts";
import { latencyProportion } from "./latency_shares.ts";
import { countText, shownList, shownText } from "./safe_text.ts";

/** The notes on rows that are finished. */
export function openQuestions(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  return [
    ...modeNotes(rows),
    ...missingNotes(rows),
    ...copyNotes(rows),
    ...counterNotes(rows),
    ...latencyNotes(rows, nameOf),
  ];
}

function modeNotes(rows: readonly DraftRow[]): string[] {
  const modes = new Set(rows.map(({ mode }) => mode));
  return modes.size > 1
    ? []
    : [`there is one mode alone (${shownText([...modes][0] ?? "")}): nothing to compare it with`];
}

const EXPECTED = [["throughput_gbps", "throughput"], ["latency_mean_us", "latency"]] as const;

function missingNotes(rows: readonly DraftRow[]): string[] {
  return EXPECTED.flatMap(([column, name]) => {
    const missing = rows.filter((row) => row[column] === null && row.status !== "failed").length;
    if (missing === rows.length) return [`no row has a ${name} that can be used`];
    return missing === 0
      ? []
      : [`${name} is missing in ${countText(missing)} of ${countText(rows.length)} rows`];
  });
}

function copyNotes(rows: readonly DraftRow[]): string[] {
  return rows.some((row) => asksForZeroCopy(row.mode ?? "") && row.effective_copy === null)
    ? ["the file does not say whether the kernel copied what was to be sent without a copy"]
    : [];
}

function counterNotes(rows: readonly DraftRow[]): string[] {
  const given = COUNTERS.filter((counter) => rows.some((row) => row.totals[counter] !== undefined));
  if (given.length === 0) return [];
  return [
    `${
      shownList(given, 10)
    }: one number per row; which threads it covers, and whether the kernel is in it, the file does ` +
    "not say",
    ...(rows.every((row) => row.bytes === null)
      ? [
        "without bytes, or a throughput with its duration, that could be used, cycles per byte and misses per MiB can't be " +
        "computed",
      ]
      : []),
  ];
}

/** Some programs divide the whole window by the number of messages; netio's interval is that of one connection. */
function latencyNotes(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const inverse = latencyProportion(rows, [1]);
  if (inverse === null || inverse.isPerConnection || !inverse.shares.some(({ threads }) => threads > 1)) {
    return [];
  }
  return [
    `${
      nameOf("latency_mean_us")
    } is message size / throughput in every row: the mean time between messages of all threads ` +
    "together, not what one connection waits (that is threads times as much)",
  ];
}
