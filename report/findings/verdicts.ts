/** How comparisons came out, in words: how often in a way, where, and by how much. */
import type { ModeContrast, Verdict } from "../../results/comparisons.ts";
import type { Merit } from "../../results/measures.ts";
import { bytesText, integerText, threadsText } from "../../results/number_text.ts";
import type { Evidence } from "./finding.ts";
import { joined } from "../../results/words.ts";
import { changesText, contrastText, sizesText } from "../phrases.ts";

/** `faster in 2 (64 B and 1 KiB: 1.7× to 3.6×), undecided in 3`, of comparisons that have enough repeats. */
export function talliesText(comparisons: readonly ModeContrast[], better: string, worse: string): string {
  const undecided = comparisons.filter(({ verdict }) => verdict === "no significant difference").length;
  return joined([
    verdictsText(comparisons, "better", better),
    verdictsText(comparisons, "worse", worse),
    undecided > 0 && `undecided in ${integerText(undecided)}`,
  ], ", ");
}

/** `faster in 2 (64 B and 1 KiB: 1.7× to 3.6×)`; empty where it is in none. */
export function verdictsText(comparisons: readonly ModeContrast[], wanted: Verdict, word: string): string {
  const found = comparisons.filter(({ verdict }) => verdict === wanted);
  if (found.length === 0) return "";
  const sizes = sizesText(found.map(({ messageBytes }) => messageBytes));
  const changes = changesText(found.map(({ ratio }) => ratio.estimate));
  return `${word} in ${integerText(found.length)} (${sizes}: ${changes})`;
}

/** One line of evidence per thread count: every size with its ratio. */
export function perThreads<
  C extends Pick<ModeContrast, "threads" | "messageBytes" | "ratio" | "repeats" | "states">,
>(
  comparisons: readonly C[],
  { id, label }: Pick<Merit, "id" | "label">,
  textOf: (comparison: C) => string = contrastText,
): Evidence[] {
  return [...Map.groupBy(comparisons, ({ threads }) => threads)].map(([threads, line]) => {
    const ratios = line.map((one) => `${bytesText(one.messageBytes)} ${textOf(one)}`).join(", ");
    return {
      text: `${label}, ${threadsText(threads)}: ${ratios}`,
      columns: [id, "message_bytes", "threads"],
    };
  });
}
