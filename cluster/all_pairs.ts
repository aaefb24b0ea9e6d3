/** Measures all pairs, round after round, and at the end retries those that failed. What measures a pair is passed in. */
import type { Pair } from "./hosts.ts";
import type { PairOutcome } from "./pair_run.ts";
import { oneAtATime, packed } from "./rounds.ts";

export interface PairsSteps {
  /** Measures one pair. */
  run(pair: Pair): Promise<PairOutcome>;
  started(pair: Pair): void;
  /** After `ms`; `isLast`: it is not retried. */
  ended(pair: Pair, outcome: PairOutcome, ms: number, isLast: boolean): Promise<void>;
}

export interface PairsOutcome {
  readonly measured: readonly Pair[];
  /** Those that failed twice, in the order of the retries. */
  readonly failed: readonly { readonly pair: Pair; readonly reason: string }[];
  /** Some were stopped, or not started. */
  readonly isStopped: boolean;
}

type Tried = readonly (readonly [pair: Pair, outcome: PairOutcome])[];

/**
 * @param rounds of disjoint pairs; those of a round are measured at the same time
 * @param isSerial failed pairs are retried one at a time, too
 * @param stop aborted: no further pair is started
 */
export async function runAllPairs(
  rounds: readonly (readonly Pair[])[],
  isSerial: boolean,
  steps: PairsSteps,
  stop: AbortSignal,
): Promise<PairsOutcome> {
  const first = await runRounds(rounds, steps, stop, false);
  const failed = first.filter(([, { kind }]) => kind === "failed").map(([pair]) => pair);
  const disjoint = packed(failed, ({ first, second }) => [first.name, second.name]);
  const again = await runRounds(isSerial ? oneAtATime(disjoint) : disjoint, steps, stop, true);
  const last = new Map([...first, ...again]);
  return {
    measured: [...last].filter(([, { kind }]) => kind === "measured").map(([pair]) => pair),
    failed: [...last].flatMap(([pair, outcome]) =>
      outcome.kind === "failed" ? [{ pair, reason: outcome.reason }] : []
    ),
    isStopped: stop.aborted,
  };
}

async function runRounds(
  rounds: readonly (readonly Pair[])[],
  steps: PairsSteps,
  stop: AbortSignal,
  isLast: boolean,
): Promise<Tried> {
  const tried: (readonly [Pair, PairOutcome])[] = [];
  for (const round of rounds) {
    if (stop.aborted) break;
    tried.push(
      ...await Promise.all(round.map(async (pair) => {
        steps.started(pair);
        const startMs = performance.now();
        const outcome = await steps.run(pair);
        await steps.ended(pair, outcome, performance.now() - startMs, isLast);
        return [pair, outcome] as const;
      })),
    );
  }
  return tried;
}
