/** What limits the numbers of a result set: failed trials, the warnings of rows, and notes on how it was read. */
import type { ResultRow } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";

/** Sentences, the gravest first; empty where nothing is known against the numbers. */
export function limitations({ rows, notes }: LoadedResults): string[] {
  const failed = rows.filter((row) => row.status === "failed");
  const verified = rows.filter((row) => row.status !== "failed" && row.verify === "on");
  const others = rows.filter((row) => row.status !== "failed");
  return [
    ...warningTexts(failed, "failed and not counted"),
    ...(verified.length === 0
      ? []
      : [`integrity mode, whose timings do not count (${trialsText(verified.length)})`]),
    ...warningTexts(others, ""),
    ...notes,
  ];
}

/** Warnings that differ in nothing but numbers are one, told in the words of the first. */
function warningTexts(rows: readonly ResultRow[], remark: string): string[] {
  const kinds = new Map<string, { readonly text: string; trials: number }>();
  for (const row of rows) {
    const texts = row.warnings?.split("; ") ?? (remark === "" ? [] : ["no reason recorded"]);
    for (const text of new Map(texts.map((text) => [withoutNumbers(text), text])).values()) {
      const kind = kinds.get(withoutNumbers(text));
      if (kind) kind.trials++;
      else kinds.set(withoutNumbers(text), { text, trials: 1 });
    }
  }
  return [...kinds.values()].toSorted((a, b) => b.trials - a.trials)
    .map(({ text, trials }) =>
      `${text}: ${[trialsText(trials), remark].filter((part) => part !== "").join(", ")}`
    );
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+(\.\d+)?/g, "0");
}

function trialsText(count: number): string {
  return count === 1 ? "1 trial" : `${count} trials`;
}
