/** Does taking turns slow a mode down? One mode alone, in slices and in a window, in pairs. */
import { median } from "simple-statistics";
import type { ResultRow } from "../../results/columns.ts";
import { bytesText } from "../../results/number_text.ts";
import { medianInterval } from "../../stats/median_interval.ts";
import { type Random, shuffled } from "../../stats/random.ts";
import { groupsOf, startSession, trialRows } from "./cells.ts";

const SIZES = [1024, 16 * 1024, 256 * 1024];
const MEASURED_MS = 300;

/** @returns Markdown */
export async function alone(mode: string, pairs: number, random: Random) {
  const changes = { modes: [mode], durationMs: MEASURED_MS };
  await using sliced = await startSession({ ...changes, interleave: "slices" });
  await using whole = await startSession({ ...changes, interleave: "trials" });
  const lines: string[] = [];
  for (const group of groupsOf(SIZES, [1])) {
    const ratios: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const gbps = new Map<typeof sliced, number>();
      for (const session of shuffled([sliced, whole], random)) {
        const [row] = await trialRows(session, [mode], group, pair) as [ResultRow];
        gbps.set(session, row.throughput_gbps!);
      }
      ratios.push(gbps.get(sliced)! / gbps.get(whole)!);
    }
    const { lo, hi } = medianInterval(ratios)!, size = bytesText(group.messageBytes);
    lines.push(`| ${size} | ${median(ratios).toFixed(3)} | ${lo.toFixed(3)}–${hi.toFixed(3)} |`);
    console.error(`alone: ${size} done`);
  }
  return [
    "\n## One mode alone\n",
    `${mode}: throughput in slices over that in a window of the same length, ${pairs} pairs.\n`,
    "| size | median ratio | interval |\n|---|---|---|",
    ...lines,
  ].join("\n");
}
