/** What the kernel did with requests for zero-copy, as its completions say (`effective_copy`). */
import type { ResultRow } from "../results/columns.ts";

/** Over all trials of a mode that asks for zero-copy. */
export type KernelCopied = "never" | "always" | "partly" | "not recorded";

export function kernelCopied(rows: readonly ResultRow[]): KernelCopied {
  const outcomes = new Set(rows.map((row) => row.effective_copy).filter((outcome) => outcome !== null));
  if (outcomes.size === 0) return "not recorded";
  if (outcomes.size > 1 || outcomes.has("mixed")) return "partly";
  return outcomes.has("copied") ? "always" : "never";
}
