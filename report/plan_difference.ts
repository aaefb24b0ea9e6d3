/** In which options two plans differ: a `--netem`, for one, is recorded nowhere but in `plan.json`. */
import { SET_UP_COLUMNS } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";
import { fieldText, optionOf } from "../results/option_names.ts";
import { type Difference, differingLeaves } from "./json_leaves.ts";

/** By the option. */
export interface AskedDifference extends Difference {
  /** The column that tells what came of it; `null` where none does. */
  readonly column: string | null;
}

type Plan = NonNullable<LoadedResults["plan"]>;

/** Differs from run to run anyway, or is visible in the cells themselves. */
const NOT_COMPARED = /^(schema|runId|seed|modes|sizes|threads|rx|rateBps|repeats|untilCi|refine|maxTimeMs)\b/;

/** In the order of A's plan. */
export function askedDifferences(a: Plan, b: Plan): AskedDifference[] {
  return differingLeaves(a, b).filter(({ name }) => !NOT_COMPARED.test(name)).map(({ name: path, a, b }) => {
    const shown = (text: string | null) => text === null ? "not given" : fieldText(path, text);
    const column = SET_UP_COLUMNS.find(({ shows }) => shows?.includes(path))?.name ?? null;
    return { name: optionOf(path), a: shown(a), b: shown(b), column };
  });
}
