/** What the rows of a foreign table leave open, in sentences for readers of the figures and answers made from them. */
import type { Counter } from "../counters.ts";
import { asksForZeroCopy } from "../mode_catalogue.ts";
import { integerText } from "../number_text.ts";
import { type ForeignRow, type NameOf, sentences } from "./foreign_row.ts";
import { latencyProportion } from "./proportion.ts";
import { shownList, shownText } from "../safe_text.ts";
import type { Rows } from "../table/rows.ts";

const EXPECTED = [["throughput_gbps", "throughput"], ["latency_mean_us", "latency"]] as const;

/**
 * The notes on rows that are finished.
 *
 * @param counted the counters that the rows had before they were checked
 */
export function openQuestions(
  rows: Rows<ForeignRow>,
  nameOf: NameOf,
  counted: readonly Counter[],
): string[] {
  const mode = rows.at(0)?.mode, isOneMode = rows.every((row) => row.mode === mode);
  const counters = counted.filter((counter) => rows.some((row) => row.totals[counter] !== undefined));
  const names = shownList(counters, 10), latency = nameOf("latency_mean_us");
  return sentences(
    isOneMode &&
      `there is one mode alone (${shownText(mode ?? "")}): nothing to compare it with`,
    ...EXPECTED.map(([column, name]) => missingNote(rows, column, name)),
    rows.some((row) => asksForZeroCopy(row.mode ?? "") && row.effective_copy === null) &&
      "the file does not say whether the kernel copied what was to be sent without a copy",
    counters.length > 0 &&
      `${names}: one number per row; which threads it covers, and whether the kernel is in it, the file does not say`,
    counters.length > 0 && rows.every((row) => row.bytes === null) &&
      "without bytes, or a throughput with its duration, that could be used, cycles per byte and misses per MiB can't be " +
        "computed",
    isIntervalOfAll(rows) &&
      `${latency} is message size / throughput in every row: the mean time between messages of all ` +
        `threads together, not what one connection waits (that is threads times as much); or ${
          nameOf("throughput_gbps")
        } is that of one thread`,
  );
}

function missingNote(
  rows: Rows<ForeignRow>,
  column: typeof EXPECTED[number][0],
  name: string,
): string | false {
  let measured = 0, missing = 0;
  for (const row of rows) {
    if (row.status === "failed") continue;
    measured++;
    if (row[column] === null) missing++;
  }
  if (missing === measured) return `no row has a ${name} that can be used`;
  return missing > 0 && `${name} is missing in ${integerText(missing)} of ${integerText(measured)} rows`;
}

/** Some programs divide the whole window by the number of messages; netio's interval is that of one connection. */
function isIntervalOfAll(rows: Rows<ForeignRow>): boolean {
  const inverse = latencyProportion(rows, [1]);
  return inverse !== null && !inverse.isPerConnection && inverse.shares.areOfSeveral;
}
