/** Sweeps with `--refine` on made-up machines whose crossovers are known: nothing is measured. */
import { planFrom } from "../../cli/options/sweep_options.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { mixSeed, seededRandom } from "../../stats/random.ts";
import { offeredGbps, type PlannedTrial, type SweepPlan } from "../../sweep/plan.ts";
import { type Standing, standings, startedRounds } from "../../sweep/refine.ts";
import { precisionMeasure } from "../../sweep/stop_rule.ts";
import { runSweep, type SweepOutcome } from "../../sweep/sweep.ts";

export const KIB = 1024;
export const TRIAL_MS = 1000;

export function planOf(changes: Partial<SweepPlan> = {}): SweepPlan {
  return {
    ...planFrom({
      modes: ["two-copy", "one-copy"],
      sizes: [4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB],
      threads: [1],
      seed: 5,
      repeats: 7,
      refine: true,
    }),
    ...changes,
  };
}

interface Machine {
  /** Where one-copy overtakes two-copy, bytes. */
  readonly crossover?: (threads: number, rx: string) => number;
  /** Up to this factor below and above the crossover they are equally fast. */
  readonly tie?: number;
  /** Relative noise of a trial. */
  readonly noise?: number;
  readonly failing?: (trial: PlannedTrial, attempt: number) => boolean;
}

interface Faked {
  readonly outcome: SweepOutcome;
  readonly rows: readonly ResultRow[];
  readonly trials: readonly PlannedTrial[];
}

export async function sweepOn(
  { crossover = () => 50_000, tie = 1, noise = 0.01, failing = () => false }: Machine,
  plan: SweepPlan,
  { stored = [], stopAfter = Infinity }: { stored?: readonly ResultRow[]; stopAfter?: number } = {},
): Promise<Faked> {
  const rows = [...stored], trials: PlannedTrial[] = [];
  const attemptOf = ({ trial }: PlannedTrial) =>
    1 + new Set(rows.filter((row) => row.trial === trial).map(({ started_utc }) => started_utc)).size;
  const outcome = await runSweep(plan, stored, {
    plannedMs: ({ modes }) => modes.length * TRIAL_MS,
    runTrial: (trial) => {
      if (trials.length === stopAfter) return Promise.resolve(null);
      trials.push(trial);
      const attempt = attemptOf(trial), isFailed = failing(trial, attempt);
      return Promise.resolve(trial.modes.map((mode) => {
        const random = seededRandom(mixSeed(trial.payloadSeed, mode.length));
        const octaves = Math.log2(trial.messageBytes / crossover(trial.threads, trial.rx));
        const beyondTie = Math.sign(octaves) * Math.max(0, Math.abs(octaves) - Math.log2(tie));
        const slope = mode === "one-copy" ? 0.5 * beyondTie : 0;
        const value = 10 * 2 ** slope * (1 + noise * (2 * random.next() - 1));
        return rowOf(trial, plan, mode, isFailed ? null : value, attempt);
      }));
    },
    keep: (fresh) => rows.push(...fresh),
  }, new AbortController().signal);
  return { outcome, rows, trials };
}

function rowOf(trial: PlannedTrial, plan: SweepPlan, mode: string, value: number | null, attempt: number) {
  return {
    ...emptyRow(),
    run_id: "FAKE",
    trial: trial.trial,
    block: trial.block,
    repeat: trial.repeat ?? trial.block,
    started_utc: String(attempt),
    mode,
    rx: trial.rx,
    pattern: plan.pattern,
    offered_gbps: offeredGbps(trial.rateBps),
    message_bytes: trial.messageBytes,
    threads: trial.threads,
    status: value === null ? "failed" : "ok",
    verify: "off",
    [precisionMeasure(plan).id]: plan.pattern === "rr" && value !== null ? 100 / value : value,
  };
}

export function addedTrials(plan: SweepPlan, { trials }: Faked): readonly PlannedTrial[] {
  return trials.filter(({ messageBytes }) => !plan.sizes.includes(messageBytes));
}

/** Distinct added sizes, in the order in which they were started. */
export function addedSizes(plan: SweepPlan, faked: Faked, threads = 1): number[] {
  return [
    ...new Set(
      addedTrials(plan, faked).filter((trial) => trial.threads === threads).map((trial) =>
        trial.messageBytes
      ),
    ),
  ];
}

export function standingsOf(plan: SweepPlan, { rows }: Faked): Standing[] {
  return standings(plan, rows, startedRounds(plan, rows).flatMap((round) => round.groups));
}
