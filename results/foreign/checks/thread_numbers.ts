/** A column `thread` with 1, 2, 3, 4 may count the threads of a run, or number them. */
import type { DraftRow, NameOf } from "../draft.ts";
import { safeText } from "../safe_text.ts";

const SINGULAR = /^(thread|worker|connection|client|stream)$/i;
/** 1 and 2 are counts that many people measure. */
const FEWEST = 3;

/** Says that they are taken for counts, where neither the name nor the numbers tell. */
export function checkThreadNumbers(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const name = nameOf("threads");
  if (!SINGULAR.test(name)) return [];
  const counts = new Set<number>();
  for (const { threads } of rows) if (threads !== null) counts.add(threads);
  const areInSequence = counts.size >= FEWEST && Math.max(...counts) === counts.size;
  return areInSequence
    ? [
      `column ${
        safeText(name)
      }, 1 to ${counts.size}, is taken for the number of threads; if it numbers the threads of ` +
      "a run, add up their rows first: netio needs one row per run",
    ]
    : [];
}
