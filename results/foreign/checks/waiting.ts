/** Zero-copy that sends next to nothing where a plain send sends much: a program that waits for each completion. */
import { type DraftRow, groupsOf, type NameOf } from "../draft.ts";
import { asksForZeroCopy } from "../../mode_catalogue.ts";
import { bytesText, threadsText } from "../../number_text.ts";
import { shownList } from "../safe_text.ts";

const NEXT_TO_NOTHING = 0.01;
const SMALL_BYTES = 4096;

/** A note; the figures are what the program did, and stay. */
export function checkWaiting(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const slow = groupsOf(rows).flatMap((group) => {
    const { message_bytes, threads, pattern } = group[0]!;
    const best = (isAsking: boolean) =>
      group.filter((row) => asksForZeroCopy(row.mode ?? "") === isAsking)
        .reduce((most, row) => Math.max(most, row.throughput_gbps ?? 0), 0);
    const [asking, plain] = [best(true), best(false)];
    const isSlow = asking > 0 && asking < NEXT_TO_NOTHING * plain && (message_bytes ?? 0) <= SMALL_BYTES;
    return isSlow && pattern !== "rr" ? [`${bytesText(message_bytes!)} × ${threadsText(threads!)}`] : [];
  });
  if (slow.length === 0) return [];
  return [
    `${nameOf("throughput_gbps")} with zero-copy is under 1 % of a plain send's at small sizes (${
      shownList(slow, 4)
    }): a program that waits for each completion?`,
  ];
}
