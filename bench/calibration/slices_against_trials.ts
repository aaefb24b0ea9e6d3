/**
 * Do modes that take turns measure what modes with trials of their own do? The ratio of every mode to the first, both ways,
 * interleaved in time.
 */
import { median } from "simple-statistics";
import type { ResultRow } from "../../results/columns.ts";
import { compareCells } from "../../results/comparisons.ts";
import { CPU_PER_BYTE, type Merit, THROUGHPUT } from "../../results/measures.ts";
import { bytesText } from "../../results/number_text.ts";
import type { Contrast } from "../../stats/contrast.ts";
import { type Random, shuffled } from "../../stats/random.ts";
import { cellOf, type Group, groupsOf, startSession, trialRows } from "./cells.ts";

const TRIAL_MS = 250;

/** Rows of each mode, both ways. */
interface BothWays {
  readonly slices: ResultRow[][];
  readonly trials: ResultRow[][];
}

/** What is measured both ways. */
export interface BothWaysCells {
  readonly modes: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
}

/** @returns Markdown */
export async function slicesAgainstTrials(
  { modes, sizes, threads }: BothWaysCells,
  blocks: number,
  random: Random,
) {
  await using sliced = await startSession({ modes: [...modes], interleave: "slices" });
  await using whole = await startSession({ modes: [...modes], interleave: "trials", durationMs: TRIAL_MS });
  const groups = groupsOf(sizes, threads);
  const measured = new Map<Group, BothWays>(groups.map((group) => [group, { slices: [], trials: [] }]));
  for (let block = 0; block < blocks; block++) {
    for (const group of shuffled(groups, random)) {
      const { slices, trials } = measured.get(group)!;
      const inTurns = async () => void slices.push(await trialRows(sliced, modes, group, block));
      const each = async () => {
        const rows: ResultRow[] = [];
        for (const mode of shuffled(modes, random)) {
          rows.push(...await trialRows(whole, [mode], group, block));
        }
        trials.push(modes.map((mode) => rows.find((row) => row.mode === mode)!));
      };
      for (const run of shuffled([inTurns, each], random)) await run();
    }
    console.error(`slices against trials: block ${block + 1} of ${blocks}`);
  }
  const found = [THROUGHPUT, CPU_PER_BYTE].flatMap((measure) =>
    [...measured].flatMap(([group, both]) => compared(measure, group, both, modes))
  );
  return section(found, modes, blocks);
}

/** One mode against the first, in one configuration. */
interface Compared {
  readonly measure: Merit;
  readonly group: Group;
  readonly name: string;
  readonly slices: Contrast;
  readonly trials: Contrast;
}

function compared(measure: Merit, group: Group, both: BothWays, modes: readonly string[]): Compared[] {
  return modes.slice(1).flatMap((mode, i): Compared[] => {
    const [slices, trials] = [both.slices, both.trials].map((blocks) =>
      compareCells(
        cellOf(blocks.map((rows) => rows[0]!)),
        cellOf(blocks.map((rows) => rows[i + 1]!)),
        measure,
      )?.ratio
    );
    if (slices === undefined || trials === undefined) return [];
    return [{
      measure,
      group,
      name: `${mode} ${bytesText(group.messageBytes)} × ${group.threads}`,
      slices,
      trials,
    }];
  });
}

function section(found: readonly Compared[], modes: readonly string[], blocks: number): string {
  const sums = [THROUGHPUT, CPU_PER_BYTE].map((measure) => {
    const own = found.filter((one) => one.measure === measure);
    const overlapping = own.filter(({ slices, trials }) => overlap(slices, trials)).length;
    const [slices, trials] = [medianHalfWidth(own, "slices"), medianHalfWidth(own, "trials")];
    return `| ${measure.label} | ${own.length} | ${(100 * overlapping / own.length).toFixed(1)} % | ` +
      `${differenceText(own)} | ±${slices} % | ±${trials} % |`;
  });
  const rows = found.map(({ measure, name, slices, trials }) =>
    `| ${name} | ${measure.label} | ${text(slices)} | ${text(trials)} |`
  );
  return [
    "\n## Slices against trials\n",
    `Ratios to ${modes[0]}, both ways, interleaved in time; ${blocks} blocks, trials of ${TRIAL_MS} ms.\n`,
    "| by | cells | intervals overlap | median difference | median interval, slices | trials |",
    "|---|---|---|---|---|---|",
    ...sums,
    "\n| cell | by | slices | trials |\n|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/**
 * By how much slices find a mode faster or dearer against the first than trials do. The ratios of a configuration share their
 * first mode, so it is the configurations, each with the median over its modes, that the range goes over.
 */
function differenceText(found: readonly Compared[]): string {
  const difference = ({ slices, trials }: Compared) => 100 * (slices.estimate / trials.estimate - 1);
  const groups = [...Map.groupBy(found, ({ group }) => group).values()].map((own) =>
    median(own.map(difference))
  );
  const [least, most] = [Math.min(...groups), Math.max(...groups)].map((value) => value.toFixed(1));
  return `${
    median(found.map(difference)).toFixed(1)
  } % (${least} to ${most} % over ${groups.length} configurations)`;
}

function overlap({ interval: a }: Contrast, { interval: b }: Contrast): boolean {
  return a !== null && b !== null && a.lo <= b.hi && b.lo <= a.hi;
}

function medianHalfWidth(found: readonly Compared[], way: "slices" | "trials"): string {
  const halves = found.map(({ [way]: { estimate, interval } }) =>
    50 * (interval!.hi - interval!.lo) / estimate
  );
  return median(halves).toFixed(1);
}

function text({ estimate, interval }: Contrast): string {
  return `${estimate.toFixed(3)} (${interval!.lo.toFixed(3)}–${interval!.hi.toFixed(3)})`;
}
