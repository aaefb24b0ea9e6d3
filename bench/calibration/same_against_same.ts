/**
 * Does netio find differences where there are none? Each mode takes turns under two names; whatever it says of the second
 * against the first is wrong.
 */
import { median } from "simple-statistics";
import { PRESETS } from "../../cli/options/presets.ts";
import type { ResultRow } from "../../results/columns.ts";
import { type CellContrast, compareCells } from "../../results/comparisons.ts";
import { CPU_PER_BYTE, type Merit, THROUGHPUT } from "../../results/measures.ts";
import { type Random, shuffled } from "../../stats/random.ts";
import { cellOf, type Group, groupsOf, startSession, trialRows } from "./cells.ts";

const { sizes, threads, repeats } = PRESETS.quick;

/** Each mode twice, side by side. */
function twins(modes: readonly string[]): string[] {
  return modes.flatMap((mode) => [mode, mode]);
}

/**
 * @param sweeps how many sweeps' worth of cells
 * @returns Markdown
 */
export async function sameAgainstSame(modes: readonly string[], sweeps: number, random: Random) {
  await using session = await startSession({ modes: twins(modes), interleave: "slices" });
  const contrasts: { readonly measure: Merit; readonly contrast: CellContrast }[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const groups = groupsOf(sizes, threads);
    const rows = new Map<Group, ResultRow[][]>(groups.map((group) => [group, []]));
    for (let block = 0; block < repeats; block++) {
      for (const group of shuffled(groups, random)) {
        rows.get(group)!.push(await trialRows(session, twins(modes), group, block));
      }
    }
    for (const blocks of rows.values()) contrasts.push(...contrastsOf(blocks, modes));
    console.error(`same against same: sweep ${sweep + 1} of ${sweeps}`);
  }
  return section(contrasts, `${sweeps} sweeps of ${sizes.length * threads.length} cells, ${repeats} blocks`);
}

function contrastsOf(blocks: readonly ResultRow[][], modes: readonly string[]) {
  return modes.flatMap((_, i) => {
    const first = cellOf(blocks.map((rows) => rows[2 * i]!));
    const second = cellOf(blocks.map((rows) => rows[2 * i + 1]!));
    return [THROUGHPUT, CPU_PER_BYTE].flatMap((measure) => {
      const contrast = compareCells(first, second, measure);
      return contrast === null ? [] : [{ measure, contrast }];
    });
  });
}

function section(
  contrasts: readonly { readonly measure: Merit; readonly contrast: CellContrast }[],
  what: string,
): string {
  const lines = [THROUGHPUT, CPU_PER_BYTE].map((measure) => {
    const own = contrasts.filter((one) => one.measure === measure).map(({ contrast }) => contrast);
    const wrong = own.filter(({ verdict }) => verdict === "better" || verdict === "worse").length;
    const split = own.filter(({ states }) => states !== null).length;
    const level = median(own.map(({ ratio }) => ratio.interval?.level ?? NaN));
    const halfWidth = median(own.map(({ ratio: { interval } }) => 50 * (interval!.hi - interval!.lo)));
    return `| ${measure.label} | ${own.length} | ${wrong} (${percent(wrong / own.length)}) | ` +
      `${percent(1 - level)} | ±${halfWidth.toFixed(1)} % | ${split} |`;
  });
  return [
    "\n## The same against the same\n",
    `Every mode under two names; ${what}.\n`,
    "| by | comparisons | called better or worse | expected at the intervals' level | median interval | split in two |",
    "|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
