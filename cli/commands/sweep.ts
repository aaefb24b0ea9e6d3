/** `netio sweep`: the matrix, from options to a result set. */
import { join } from "node:path";
import { mean } from "simple-statistics";
import config from "../../deno.json" with { type: "json" };
import { examineMachine, highlights, runChecks } from "../../doctor/checks.ts";
import type { TrialHistogram } from "../../results/histograms_file.ts";
import { toJson } from "../../results/json.ts";
import { distinctFacts, type NotMeasured } from "../../results/not_measured.ts";
import { StorageError, SUMMARY_FILE, writeWhole } from "../../results/storage.ts";
import { summarize, summaryCsv } from "../../results/summary.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import { sessionEnvironment } from "../../sweep/environment.ts";
import { plannedTrials, trialCount } from "../../sweep/plan.ts";
import type { TrialRecord } from "../../sweep/row.ts";
import { Session } from "../../sweep/session.ts";
import { warmedUp } from "../../sweep/warmup.ts";
import { precisionVerdict, unsureCells } from "../../sweep/stop_rule.ts";
import {
  FAILURES_IN_A_ROW_MAX,
  hasFailures,
  runSweep,
  type SweepOutcome,
  trialsToRun,
} from "../../sweep/sweep.ts";
import type { Topology } from "../../trial/topology.ts";
import { metricTables } from "../text/cell_table.ts";
import { closingNotes } from "../text/closing_notes.ts";
import { Interruption } from "../interruption.ts";
import { command } from "../options/option.ts";
import { progress } from "../text/progress.ts";
import { describeFigures } from "../../plots/registry.ts";
import { type Analysis, analysisJson, analyze } from "../../report/analyze.ts";
import { drawFigures, PLOTS_FOLDER, writeReports } from "../../report/publish.ts";
import { recordNotMeasured, type ResultSet } from "../../sweep/result_set.ts";
import { openTarget, plannedSweep } from "../sweep_target.ts";
import { verifyTable } from "../text/verify_table.ts";
import { comparisonLines } from "../text/comparison_lines.ts";
import { precisionLines } from "../text/precision_lines.ts";
import { SWEEP_OPTIONS, type SweepGiven } from "../options/sweep_command_options.ts";
import { openTopology } from "../topology.ts";
import { withoutSecrets } from "../options/topology_options.ts";

const FAILURE = 1;

export const sweep = command({
  name: "sweep",
  summary: "run the matrix of modes, sizes and thread counts and write a result set",
  positionals: { usage: "", min: 0, max: 0 },
  options: SWEEP_OPTIONS,
  examples: [
    "netio sweep",
    "netio sweep --preset bulk --threads 1,2 --out results/bulk",
    "netio sweep --modes one-copy,zero-copy --sizes 64KiB,1MiB --threads 1-4 --repeats 10 --seed 42",
    "netio sweep --until-ci 3% --max-repeats 30 --max-time 10m",
    "netio sweep --pin tx=0-3,rx=4-7 --congestion reno",
    "netio sweep --resume results/bulk",
  ],
  run: runSweepCommand,
});

async function runSweepCommand(given: SweepGiven): Promise<number> {
  using interruption = new Interruption();
  const planned = plannedSweep(given);
  await using topology = await openTopology(planned, given.token, interruption.signal);
  if (topology === null) return interruption.code ?? FAILURE;
  const isSaid = given.warmup !== undefined || given.resume !== undefined;
  const plan = isSaid ? planned : warmedUp(planned, topology.rttMs, topology.longestMs);
  const checks = runChecks(examineMachine());
  const session = sessionEnvironment(plan, config.version, withoutSecrets(Deno.args), topology.environment);
  using set = await openTarget(given, plan, { ...session, checks });
  if (set.droppedBytes > 0) {
    console.error(`dropped ${set.droppedBytes} bytes of a row that was being written when the sweep ended`);
  }
  for (const note of set.notes) console.error(`note: ${note}`);
  for (const line of highlights(checks)) console.error(`note: ${line}`);
  return await measureAndReport(set, given, topology, interruption).catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(
      `${error.message}\nEvery row so far is kept. Go on with: netio sweep --resume ${set.directory}`,
    );
  });
}

async function measureAndReport(
  set: ResultSet,
  given: SweepGiven,
  topology: Topology,
  interruption: Interruption,
): Promise<number> {
  const { plan, directory } = set;
  const { outcome, rows, notMeasured } = await measure(set, topology, interruption.signal);
  const environment = recordNotMeasured(directory, notMeasured);
  const analysis = analyze({
    source: join(directory, TRIALS_FILE),
    origin: "netio",
    rows,
    environment,
    plan: { ...plan },
    notes: [],
  });
  const verdict = outcome.stopped ? undefined : precisionVerdict(plan, rows);
  writeWhole(directory, SUMMARY_FILE, summaryCsv(analysis.cells, verdict));
  if (given.json) console.log(toJson(resultJson(set, outcome, analysis, notMeasured)).trimEnd());
  else report(set, outcome, analysis);
  for (const line of closingNotes(rows, notMeasured)) console.error(line);
  if (!outcome.stopped && plan.poolDepth === null) await publish(directory, given, analysis);
  if (outcome.stopped) {
    console.error(`interrupted; every finished trial is kept. Go on with: netio sweep --resume ${directory}`);
    return interruption.code ?? FAILURE;
  }
  if (outcome.gaveUp) {
    console.error(
      `${FAILURES_IN_A_ROW_MAX} trials in a row failed, so the sweep ends here; what was measured is kept. ` +
        `When the cause is removed: netio sweep --resume ${directory}`,
    );
  }
  return hasFailures(rows) ? FAILURE : 0;
}

async function measure(set: ResultSet, topology: Topology, stop: AbortSignal) {
  const { plan, stored, file, directory } = set;
  const total = trialCount(plan);
  const missing = trialsToRun(plan, stored);
  console.error(`${total} trials, ${missing.length} to run, into ${directory}`);
  const rows = [...stored];
  const facts: NotMeasured[] = [];
  await using session = await Session.start(plan, topology, stop, stored);
  using shown = progress({
    total,
    alreadyDone: total - missing.length,
    trialMs: mean(plannedTrials(plan).map((trial) => session.plannedMs(trial))),
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

/** Figures and report; what can't be made is said, and the measured rows stand all the same. */
async function publish(directory: string, given: SweepGiven, analysis: Analysis): Promise<void> {
  const figures = describeFigures(analysis);
  let plotsFolder: string | null = null;
  if (!given["no-plots"]) {
    try {
      await drawFigures(figures, join(directory, PLOTS_FOLDER));
      plotsFolder = PLOTS_FOLDER;
      console.error(`figures: ${join(directory, PLOTS_FOLDER)}`);
    } catch (error) {
      console.error(`netio: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (given["no-report"]) return;
  const reports = await writeReports(analysis, figures, directory, plotsFolder);
  console.error(`report:  ${reports.join(", ")}`);
}

function roundTripsOf({ row, roundTrips }: TrialRecord): TrialHistogram[] {
  if (roundTrips === null) return [];
  const { trial, mode, message_bytes, threads } = row;
  return [{
    trial: trial!,
    mode: mode!,
    messageBytes: message_bytes!,
    threads: threads!,
    rtt: roundTrips,
  }];
}

function report({ directory, plan }: ResultSet, outcome: SweepOutcome, analysis: Analysis): void {
  const { loaded: { rows }, cells } = analysis;
  if (plan.poolDepth !== null) console.log(verifyTable(rows));
  else console.log(metricTables(cells, unsureCells(plan, rows)));
  for (const line of [...precisionLines(plan, rows, outcome), ...comparisonLines(analysis)]) {
    console.log(line);
  }
  console.log(`trials:  ${join(directory, TRIALS_FILE)}\nsummary: ${join(directory, SUMMARY_FILE)}`);
}

function resultJson(
  { directory, plan }: ResultSet,
  outcome: SweepOutcome,
  analysis: Analysis,
  notMeasured: readonly NotMeasured[],
) {
  const { ranking } = analysisJson(analysis);
  const unsure = unsureCells(plan, analysis.loaded.rows);
  const cells = summarize(analysis.cells);
  return { schema: 2, directory, plan, ...outcome, cells, ranking, unsure, notMeasured };
}
