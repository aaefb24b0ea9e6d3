/** `netio sweep`: the matrix, from options to a result set and its answer. */
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import type { Check } from "../../doctor/check.ts";
import { checkDescription, examineMachine, highlights, runChecks } from "../../doctor/checks.ts";
import { describeFigures } from "../../plots/registry.ts";
import { type Analysis, analysisJson, analyze } from "../../report/analyze.ts";
import { COLUMNS_FILE, columnsMarkdown } from "../../report/columns_document.ts";
import { drawFigures, drawPaperFigures, PLOTS_FOLDER, writeReports } from "../../report/publish.ts";
import type { ResultRow } from "../../results/columns.ts";
import { isObject, textAt } from "../../results/json.ts";
import type { NotMeasured } from "../../results/not_measured.ts";
import { StorageError, SUMMARY_FILE, writeWhole } from "../../results/storage.ts";
import { summarize, summaryCsv } from "../../results/summary.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import { errorText } from "../../results/words.ts";
import { sessionEnvironment } from "../../sweep/environment.ts";
import { addedMsMost, estimateMs } from "../../sweep/estimate.ts";
import { type SweepPlan, trialCount } from "../../sweep/plan.ts";
import { trialsToAddMost } from "../../sweep/refine.ts";
import { recordNotMeasured, type ResultSet } from "../../sweep/result_set.ts";
import { precisionVerdict, unsureCells } from "../../sweep/stop_rule.ts";
import { hasFailures, type SweepOutcome, trialsToRun } from "../../sweep/sweep.ts";
import { warmedUp } from "../../sweep/warmup.ts";
import type { Topology } from "../../trial/topology.ts";
import { usableCpus } from "../../trial/usable_cpus.ts";
import { FAILURE } from "../exit_codes.ts";
import { Interruption } from "../interruption.ts";
import { command } from "../options/option.ts";
import { SWEEP_OPTIONS, type SweepGiven } from "../options/sweep_command_options.ts";
import { withoutSecrets } from "../options/values.ts";
import { measure } from "../sweep_run.ts";
import { dryTarget, nameOf, openTarget, plannedSweep } from "../sweep_target.ts";
import { answerBlock, type Whereabouts, whereabouts } from "../text/answer_block.ts";
import { closingNotes } from "../text/closing_notes.ts";
import { printJson, tell } from "../text/output.ts";
import { outScreen } from "../text/screen.ts";
import { SILENT, status } from "../text/status.ts";
import { announcement, printTables, remarksOn, type WorkAhead } from "../text/sweep_text.ts";
import { verifiedAnswer } from "../text/verify_table.ts";
import { openTopology } from "../topology.ts";

export const sweep = command({
  name: "sweep",
  summary: "run the matrix of modes, sizes and thread counts and write a result set",
  positionals: { usage: "", min: 0, max: 0 },
  options: SWEEP_OPTIONS,
  examples: [
    "netio sweep",
    "netio sweep --dry-run --preset full",
    "netio sweep --preset exercise --out results/exercise",
    "netio sweep --preset bulk --threads 1,2 --out results/bulk",
    "netio sweep --modes one-copy,zero-copy --sizes 64KiB,1MiB --threads 1-4 --repeats 10 --seed 42",
    "netio sweep --until-ci 3% --max-repeats 30 --max-time 10m",
    "netio sweep --modes two-copy,one-copy --sizes 4KiB,16KiB,64KiB --refine",
    "netio sweep --pin tx=0-3,rx=4-7 --congestion reno",
    "netio sweep --resume results/bulk",
  ],
  run: runSweepCommand,
});

async function runSweepCommand(given: SweepGiven): Promise<number> {
  using interruption = new Interruption();
  const planned = plannedSweep(given);
  if (given["dry-run"]) {
    const work = workAhead(planned, dryTarget(given));
    if (given.json) printJson(dryRunJson(planned, work));
    else console.log(announcement(work));
    return 0;
  }
  await using topology = await openTopology(planned, given.token, interruption.signal);
  if (topology === null) return interruption.code ?? FAILURE;
  const isSaid = given.warmup !== undefined || given.resume !== undefined;
  const plan = isSaid ? planned : warmedUp(planned, topology.rttMs, topology.longestMs);
  const checks = checksHere(topology);
  const line = withoutSecrets(Deno.args), name = nameOf(given);
  const session = sessionEnvironment(plan, config.version, line, topology.environment, name);
  using set = await openTarget(given, plan, { ...session, checks });
  if (!given.quiet) {
    tell(announcement(workAhead(plan, set, topology.rttMs)));
    for (const note of set.notes) tell(`note: ${note}`);
    const limits = highlights(checks, topology.environment === null);
    if (limits !== null) tell(`note: ${limits}`);
    const farLimits = highlights(checksThere(topology), false);
    if (farLimits !== null) tell(`note: far end: ${farLimits}`);
    if (set.droppedBytes > 0) {
      tell(`dropped ${set.droppedBytes} bytes of a row that was being written when the sweep ended`);
    }
  }
  return await measureAndReport(set, given, topology, interruption).catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(
      `${error.message}\nEvery row so far is kept. Continue with: netio sweep --resume ${set.directory}`,
    );
  });
}

/** Checks of this machine, if it takes part. */
function checksHere({ ends: [end, other], environment }: Topology): Check[] {
  if (other !== undefined) return runChecks(examineMachine());
  const interfaceName = textAt(environment, end!, "interfaceName");
  const interfaceNames = interfaceName === null ? [] : [interfaceName];
  return runChecks({ ...examineMachine(interfaceNames), holdsOneEnd: true });
}

/** Checks of the other host, if there is one. */
function checksThere({ ends: [end, other], environment }: Topology): Check[] {
  const far = other === undefined ? environment?.[end === "send" ? "receive" : "send"] : undefined;
  return isObject(far) ? checkDescription(far.host) : [];
}

function workAhead(
  plan: SweepPlan,
  { stored, directory }: Pick<ResultSet, "stored" | "directory">,
  rttMs?: number,
): WorkAhead {
  const missing = trialsToRun(plan, stored), added = trialsToAddMost(plan, stored), cpus = usableCpus();
  return {
    total: trialCount(plan),
    missing: missing.length,
    ms: estimateMs(plan, missing, cpus, rttMs),
    addedMost: added,
    addedMs: addedMsMost(plan, added, cpus, rttMs),
    untilCi: plan.untilCi,
    maxTimeMs: plan.maxTimeMs,
    directory,
  };
}

function dryRunJson(plan: SweepPlan, { directory, total, missing, ms, addedMost, addedMs }: WorkAhead) {
  return {
    schema: 1,
    directory,
    trials: { total, missing, addedMost },
    estimatedMs: { missing: ms, addedMost: addedMs },
    plan,
  };
}

async function measureAndReport(
  set: ResultSet,
  given: SweepGiven,
  topology: Topology,
  interruption: Interruption,
): Promise<number> {
  const { plan, directory } = set;
  const isQuiet = given.quiet ?? false;
  const { outcome, rows, notMeasured } = await measure(set, topology, interruption.signal, isQuiet);
  const environment = recordNotMeasured(directory, notMeasured);
  const source = join(directory, TRIALS_FILE);
  const analysis = analyze({ source, origin: "netio", rows, environment, plan: { ...plan }, notes: [] });
  const verdict = outcome.stopped ? undefined : precisionVerdict(plan, rows);
  writeWhole(directory, SUMMARY_FILE, summaryCsv(analysis.cells, verdict));
  writeWhole(directory, COLUMNS_FILE, columnsMarkdown());
  if (given.json) printJson(resultJson(set, outcome, rows, analysis, notMeasured));
  else if (!isQuiet && rows.length > 0) printTables(plan, outcome, rows, analysis, given.tables ?? "main");
  const isPublished = !outcome.stopped && plan.poolDepth === null && rows.length > 0;
  const where = isPublished ? await publish(directory, given, analysis) : whereabouts(directory, null, false);
  const remarks = remarksOn(outcome, plan, directory);
  if (given.json) {
    for (const line of [...closingNotes(rows, notMeasured), ...remarks]) tell(line);
  } else if (rows.length > 0 || !outcome.stopped) {
    if (!isQuiet) console.log();
    const answer = plan.poolDepth === null ? undefined : verifiedAnswer(rows);
    for (const line of answerBlock(analysis, { where, remarks, answer }, outScreen())) console.log(line);
  }
  if (outcome.stopped) {
    tell(`interrupted; every finished trial is kept. Continue with: netio sweep --resume ${directory}`);
    return interruption.code ?? FAILURE;
  }
  return hasFailures(rows) || outcome.skipped.length > 0 || outcome.gaveUp ? FAILURE : 0;
}

/**
 * Draws figures and writes the report; failures are reported, and don't affect the measured rows.
 *
 * @returns where they are
 */
async function publish(directory: string, given: SweepGiven, analysis: Analysis): Promise<Whereabouts> {
  using _said = given.quiet ? SILENT : status("drawing figures and writing the report");
  const figures = describeFigures(analysis);
  let plotsFolder: string | null = null;
  if (!given["no-plots"]) {
    try {
      await drawFigures(figures, join(directory, PLOTS_FOLDER));
      await drawPaperFigures(analysis, join(directory, PLOTS_FOLDER));
      plotsFolder = PLOTS_FOLDER;
    } catch (error) {
      tell(`netio: ${errorText(error)}`);
    }
  }
  if (given["no-report"]) return whereabouts(directory, null, plotsFolder !== null);
  const reports = await writeReports(analysis, figures, directory, plotsFolder);
  return whereabouts(directory, reports.at(-1)!, plotsFolder !== null);
}

function resultJson(
  { directory, plan }: ResultSet,
  outcome: SweepOutcome,
  rows: readonly ResultRow[],
  analysis: Analysis,
  notMeasured: readonly NotMeasured[],
) {
  const { ranking, crossovers, addedSizes, warnings } = analysisJson(analysis);
  return {
    schema: 2,
    directory,
    plan,
    addedSizes,
    warnings,
    ...outcome,
    cells: summarize(analysis.cells),
    ranking,
    crossovers,
    unsure: unsureCells(plan, rows),
    notMeasured,
  };
}
