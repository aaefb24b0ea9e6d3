/** In which options two plans differ: a `--netem`, for one, is recorded nowhere but in `plan.json`. */
import { SET_UP_COLUMNS } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";
import { fieldText, optionOf } from "../results/option_names.ts";
import { jsonLeaves } from "./json_leaves.ts";

export interface AskedDifference {
  /** The option. */
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** The column that tells what came of it; `null` where none does. */
  readonly column: string | null;
}

type Plan = NonNullable<LoadedResults["plan"]>;

/** Differs from run to run anyway, or is visible in the cells themselves. */
const NOT_COMPARED = /^(schema|runId|seed|modes|sizes|threads|rx|rateBps|repeats|untilCi|refine|maxTimeMs)\b/;

/** In the order of A's plan. */
export function askedDifferences(a: Plan, b: Plan): AskedDifference[] {
  const [leavesA, leavesB] = [new Map(jsonLeaves(a)), new Map(jsonLeaves(b))];
  const paths = [...new Set([...leavesA.keys(), ...leavesB.keys()])];
  return paths.filter((path) => !NOT_COMPARED.test(path) && leavesA.get(path) !== leavesB.get(path))
    .map((path) => {
      const [textA, textB] = [leavesA.get(path), leavesB.get(path)].map((text) =>
        text === undefined ? "not given" : fieldText(path, text)
      ) as [string, string];
      const column = SET_UP_COLUMNS.find(({ shows }) => shows?.includes(path))?.name ?? null;
      return { name: optionOf(path), a: textA, b: textB, column };
    });
}
