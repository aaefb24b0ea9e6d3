/** Runs what a result set lacks, with progress on stderr; each trial's rows are on disk before the next one starts. */
import { mean } from "simple-statistics";
import type { ResultRow } from "../results/columns.ts";
import type { TrialHistogram } from "../results/histograms_file.ts";
import { distinctFacts, type NotMeasured } from "../results/not_measured.ts";
import { allowanceHere } from "../sweep/allowance.ts";
import { trialCount } from "../sweep/plan.ts";
import { taskObstacles } from "../sweep/preflight.ts";
import type { ResultSet } from "../sweep/result_set.ts";
import type { TrialRecord } from "../sweep/row.ts";
import { mostThreads, Session } from "../sweep/session.ts";
import { shortSlices } from "../sweep/short_slices.ts";
import { runSweep, type SweepOutcome, trialsToRun } from "../sweep/sweep.ts";
import type { Topology } from "../trial/topology.ts";
import { NO_PROGRESS, progress } from "./text/progress.ts";
import { SILENT, status } from "./text/status.ts";
import { shortSlicesText } from "./text/sweep_text.ts";
import { tell } from "./text/output.ts";

/** The outcome of a sweep. */
interface Measurement {
  readonly outcome: SweepOutcome;
  /** All rows of the result set. */
  readonly rows: readonly ResultRow[];
  readonly notMeasured: readonly NotMeasured[];
}

/**
 * @param stop aborted: no further trial is started
 * @param isQuiet shows nothing meanwhile
 */
export async function measure(
  set: ResultSet,
  topology: Topology,
  stop: AbortSignal,
  isQuiet: boolean,
): Promise<Measurement> {
  const { plan, stored, file } = set;
  const total = trialCount(plan);
  const rows = [...stored];
  const facts: NotMeasured[] = [];
  await using session = await startSession(set, topology, stop, isQuiet);
  const short = shortSlicesText(plan, shortSlices(plan, session.path));
  if (short !== null && !isQuiet) tell(short);
  using shown = isQuiet ? NO_PROGRESS : progress({
    plan,
    total,
    alreadyDone: total - trialsToRun(plan, stored).length,
    trialMs: mean(trialsToRun(plan, []).map((trial) => session.plannedMs(trial))),
    liveBytes: () => session.liveBytes,
  });
  const outcome = await runSweep(plan, stored, {
    plannedMs: (trial) => session.plannedMs(trial),
    runTrial: async (trial) => {
      shown.begin(trial);
      const records = await session.run(trial);
      if (records === null) return null;
      facts.push(...records.flatMap(({ notMeasured }) => notMeasured));
      set.histograms.put(records.flatMap(roundTripsOf));
      return records.map(({ row }) => row);
    },
    keep: (fresh) => {
      file.append(fresh);
      rows.push(...fresh);
      shown.end(fresh);
    },
    extend: (trials) => shown.extend(trials),
  }, stop);
  return { outcome, rows, notMeasured: distinctFacts(facts) };
}

async function startSession(
  { plan, stored }: ResultSet,
  topology: Topology,
  stop: AbortSignal,
  isQuiet: boolean,
): Promise<Session> {
  const endsEach = topology.ends.length;
  const threads = endsEach * mostThreads(plan, taskObstacles(plan.threads, endsEach, allowanceHere()));
  using _said = isQuiet ? SILENT : status(`starting ${threads} threads and warming up their code`);
  return await Session.start(plan, topology, stop, stored);
}

function roundTripsOf({ row, roundTrips }: TrialRecord): TrialHistogram[] {
  if (roundTrips === null) return [];
  const { trial, mode, message_bytes, threads } = row;
  return [{ trial: trial!, mode: mode!, messageBytes: message_bytes!, threads: threads!, rtt: roundTrips }];
}
