/** What limits the numbers of a result set: failed trials, the warnings of rows, and notes on how it was read. */
import type { LoadedResults } from "../results/load.ts";
import { countText } from "./phrases.ts";

interface Kind {
  readonly text: string;
  readonly remark: string;
  trials: number;
}

/** Sentences, the gravest first; empty where nothing is known against the numbers. */
export function limitations({ rows, notes }: LoadedResults): string[] {
  const failed = new Map<string, Kind>(), warned = new Map<string, Kind>();
  let verified = 0;
  for (const { status, warnings, verify } of rows) {
    if (status === "failed") count(failed, warnings ?? "no reason recorded", "failed and not counted");
    else if (warnings !== null) count(warned, warnings, "");
    if (status !== "failed" && verify === "on") verified += 1;
  }
  return [
    ...sentences(failed),
    ...(verified === 0
      ? []
      : [`integrity mode, whose timings do not count (${countText(verified, "trial")})`]),
    ...sentences(warned),
    ...notes,
  ];
}

/** Warnings that differ in nothing but numbers are one, told in the words of the first. */
function count(kinds: Map<string, Kind>, warnings: string, remark: string): void {
  const texts = new Map(warnings.split("; ").map((text) => [withoutNumbers(text), text]));
  for (const [id, text] of texts) {
    const kind = kinds.get(id) ?? { text, remark, trials: 0 };
    kind.trials += 1;
    kinds.set(id, kind);
  }
}

function sentences(kinds: ReadonlyMap<string, Kind>): string[] {
  return [...kinds.values()].toSorted((a, b) => b.trials - a.trials)
    .map(({ text, trials, remark }) =>
      `${text}: ${[countText(trials, "trial"), remark].filter((part) => part !== "").join(", ")}`
    );
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+(\.\d+)?/g, "0");
}
