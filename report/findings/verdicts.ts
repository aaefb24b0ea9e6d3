/** How often comparisons came out in a way, where, and by how much. */
import type { ModeContrast, Verdict } from "../../results/comparisons.ts";
import { changesText, sizesText } from "../phrases.ts";

/** `faster in 2 (64 B and 1 KiB: 1.7× to 3.6×)`; empty where it is in none. */
export function verdictsText(comparisons: readonly ModeContrast[], wanted: Verdict, word: string): string {
  const found = comparisons.filter(({ verdict }) => verdict === wanted);
  if (found.length === 0) return "";
  const changes = changesText(found.map(({ ratio }) => ratio.estimate));
  return `${word} in ${found.length} (${
    sizesText(found.map(({ messageBytes }) => messageBytes))
  }: ${changes})`;
}
