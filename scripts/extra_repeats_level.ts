/**
 * What `--extra-repeats` does to the level of intervals: a group gets no more blocks once its interval happens to be
 * narrow. Simulated sweeps of the quick preset, with the extra blocks where the intervals are widest, and with as many for
 * each group. Run it with `deno run scripts/extra_repeats_level.ts`; it takes half a minute and prints what
 * `sweep/extra_blocks.ts` quotes.
 */
import { PRESETS } from "../cli/options/presets.ts";
import type { Interval } from "../stats/interval.ts";
import { medianInterval } from "../stats/median_interval.ts";
import { type Random, seededRandom } from "../stats/random.ts";

const SWEEPS = 2000;
const RATIOS_EACH = 3;
const { sizes, threads, repeats, extraRepeats } = PRESETS.quick;
const GROUPS = sizes.length * threads.length;

const SPREADS = {
  "groups alike": Array<number>(GROUPS).fill(0.05),
  "groups unlike": [0.02, 0.03, 0.05, 0.03, 0.1, 0.15],
};

/** Logs of ratios around a median of 0. */
const SHAPES: Record<string, (spread: number, random: Random) => number> = {
  normal: (spread, random) => spread * normal(random),
  "heavy tails": (spread, random) => (random.next() < 1 / 6 ? 6 : 1) * spread * normal(random),
  "two peaks": (spread, random) => spread * (Math.sign(random.next() - 0.5) * 1.5 + 0.3 * normal(random)),
};

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A group's ratios, each with a log for every block. */
type Group = { readonly logs: readonly number[][]; readonly draw: () => number };

function addBlock({ logs, draw }: Group): void {
  for (const own of logs) own.push(draw());
}

function intervalsOf({ logs }: Group): Interval[] {
  return logs.map((own) => medianInterval(own)!);
}

function widthOf(group: Group): number {
  return Math.max(...intervalsOf(group).map(({ lo, hi }) => Math.exp(hi) - Math.exp(lo)));
}

function simulate(spreads: readonly number[], shape: (typeof SHAPES)[string], isWidest: boolean): string {
  const random = seededRandom(1);
  let missed = 0, allowed = 0;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const groups = spreads.map((spread): Group => ({
      logs: Array.from({ length: RATIOS_EACH }, () => []),
      draw: () => shape(spread, random),
    }));
    for (const group of groups) for (let block = 0; block < repeats; block++) addBlock(group);
    const widths = groups.map(widthOf);
    for (let extra = 0; extra < extraRepeats * GROUPS; extra++) {
      const next = isWidest ? widths.indexOf(Math.max(...widths)) : extra % GROUPS;
      addBlock(groups[next]!);
      widths[next] = widthOf(groups[next]!);
    }
    for (const { lo, hi, level } of groups.flatMap(intervalsOf)) {
      if (lo > 0 || hi < 0) missed++;
      allowed += 1 - level;
    }
  }
  const percent = (count: number) => `${(100 * count / (SWEEPS * GROUPS * RATIOS_EACH)).toFixed(1)} %`;
  return `${percent(missed)} of ${percent(allowed)}`;
}

console.log("| blocks' ratios | groups | missed of allowed, extra blocks to the widest | to all alike |");
console.log("|---|---|---|---|");
for (const [name, shape] of Object.entries(SHAPES)) {
  for (const [groups, spreads] of Object.entries(SPREADS)) {
    const cells = [true, false].map((isWidest) => simulate(spreads, shape, isWidest));
    console.log(`| ${[name, groups, ...cells].join(" | ")} |`);
  }
}
