/** The directory a sweep writes into: a new one, or an interrupted one with what it holds already. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ResultRow } from "../results/columns.ts";
import { claim } from "../results/claim.ts";
import { CsvError } from "../results/csv.ts";
import { HISTOGRAMS_FILE, HistogramsFile } from "../results/histograms_file.ts";
import { ENVIRONMENT_FILE, PLAN_FILE, toJson, writeWhole } from "../results/result_set.ts";
import { TRIALS_FILE, TrialsFile } from "../results/trials_file.ts";
import type { Check } from "../doctor/check.ts";
import type { SessionEnvironment } from "../sweep/environment.ts";
import { planDifferences, planSchema, type SweepPlan } from "../sweep/plan.ts";
import { planFrom, plannedByOptions } from "./sweep_options.ts";
import { requireFeasible } from "./preflight.ts";
import { PRESETS } from "./presets.ts";
import type { SweepGiven } from "./sweep_command_options.ts";
import { UsageError } from "./usage_error.ts";

/** One run of the program, as `environment.json` holds it, with what the doctor said before it. */
export interface RecordedSession extends SessionEnvironment {
  readonly checks: readonly Check[];
}

/** The form of `environment.json`. */
interface Environment extends RecordedSession {
  readonly schema: 1;
  readonly runId: string;
  /** Later runs that finished an interrupted sweep. */
  readonly resumed: readonly RecordedSession[];
  /** What no row could have, and why. */
  readonly notMeasured: readonly string[];
}

/** An open result set; closed by `using`. */
export interface ResultSet extends Disposable {
  readonly directory: string;
  readonly plan: SweepPlan;
  /** Rows of an earlier, interrupted run. */
  readonly stored: readonly ResultRow[];
  readonly file: TrialsFile;
  readonly histograms: HistogramsFile;
}

/**
 * The plan to carry out: of the options, or of the directory to resume. Nothing is written yet.
 *
 * @throws UsageError when this machine has no room for it, or the directory holds no plan, or a different one
 */
export function plannedSweep(given: SweepGiven): SweepPlan {
  const plan = given.resume === undefined ? planFrom(given) : resumedPlan(given.resume, given);
  requireFeasible(plan);
  return plan;
}

/**
 * Opens the directory of a plan.
 *
 * @param session this run, for `environment.json`
 * @throws UsageError when the directory is taken, another process writes into it, or its rows can't be read
 */
export async function openResultSet(
  given: SweepGiven,
  plan: SweepPlan,
  session: RecordedSession,
): Promise<ResultSet> {
  if (given.resume !== undefined) {
    const claimed = await claimOrRefuse(given.resume);
    return owned(resumeResultSet(given.resume, plan, session), claimed);
  }
  const directory = given.out ?? freshDirectory();
  makeDirectory(directory);
  writeWhole(directory, PLAN_FILE, toJson(plan)); // first: with it, whatever comes can be resumed
  writeWhole(directory, ENVIRONMENT_FILE, toJson(freshEnvironment(plan, session)));
  const claimed = await claimOrRefuse(directory);
  const file = TrialsFile.create(directory);
  const histograms = HistogramsFile.open(directory);
  return owned({ directory, plan, stored: [], file, histograms }, claimed);
}

async function claimOrRefuse(directory: string): Promise<Disposable> {
  const claimed = await claim(directory);
  if (claimed !== null) return claimed;
  throw new UsageError(`${directory}: another netio is writing into it; wait until it has ended, or end it`);
}

function owned(set: Omit<ResultSet, typeof Symbol.dispose>, claimed: Disposable): ResultSet {
  return {
    ...set,
    [Symbol.dispose]: () => {
      set.file[Symbol.dispose]();
      claimed[Symbol.dispose]();
    },
  };
}

function freshEnvironment({ runId }: SweepPlan, session: RecordedSession): Environment {
  return { schema: 1, runId, ...session, resumed: [], notMeasured: [] };
}

function makeDirectory(directory: string): void {
  try {
    Deno.mkdirSync(directory, { recursive: true });
    if ([...Deno.readDirSync(directory)].every(({ name }) => name === `${PLAN_FILE}.tmp`)) return;
  } catch (error) {
    throw new UsageError(`--out ${directory}: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError(
    `--out ${directory}: not empty; name a new directory, or finish it with --resume ${directory}`,
  );
}

/** `results/<UTC timestamp>`, with a number behind it where another sweep began in the same second. */
function freshDirectory(): string {
  const base = join("results", new Date().toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", ""));
  for (let n = 1;; n++) {
    const directory = n === 1 ? base : `${base}-${n}`;
    if (!existsSync(directory)) return directory;
  }
}

function resumedPlan(directory: string, given: SweepGiven): SweepPlan {
  if (given.out !== undefined) throw new UsageError("--out and --resume exclude each other: give one");
  const plan = storedPlan(directory);
  const preset = given.preset === undefined ? {} : PRESETS[given.preset];
  const differences = planDifferences(plan, { ...preset, ...plannedByOptions(given) });
  if (differences.length > 0) {
    throw new UsageError(`--resume ${directory}: its plan differs: ${differences.join("; ")}`);
  }
  return plan;
}

function resumeResultSet(directory: string, plan: SweepPlan, session: RecordedSession) {
  const histograms = reopenHistograms(directory);
  if (!existsSync(join(directory, TRIALS_FILE))) TrialsFile.create(directory)[Symbol.dispose]();
  const { file, stored } = reopenTrials(directory);
  if (stored.droppedBytes > 0) {
    console.error(
      `dropped ${stored.droppedBytes} bytes of a row that was being written when the sweep ended`,
    );
  }
  const before = storedEnvironment(directory);
  const environment = before === null
    ? freshEnvironment(plan, session)
    : { ...before, resumed: [...before.resumed, session] };
  writeWhole(directory, ENVIRONMENT_FILE, toJson(environment));
  return { directory, plan, stored: stored.rows, file, histograms };
}

/** Adds to `environment.json` what could not be measured, so that an analysis can say it. */
export function recordNotMeasured(directory: string, reasons: ReadonlySet<string>): void {
  const environment = storedEnvironment(directory);
  if (environment === null) return;
  const notMeasured = [...new Set([...environment.notMeasured, ...reasons])];
  writeWhole(directory, ENVIRONMENT_FILE, toJson({ ...environment, notMeasured }));
}

/** `null` where the sweep ended before it was written. */
function storedEnvironment(directory: string): Environment | null {
  const path = join(directory, ENVIRONMENT_FILE);
  return existsSync(path) ? JSON.parse(Deno.readTextFileSync(path)) : null;
}

function reopenHistograms(directory: string): HistogramsFile {
  try {
    return HistogramsFile.open(directory);
  } catch {
    throw new UsageError(
      `--resume ${directory}: ${HISTOGRAMS_FILE} is damaged; move it away to go on without`,
    );
  }
}

function storedPlan(directory: string): SweepPlan {
  const path = join(directory, PLAN_FILE);
  try {
    return planSchema.parse(JSON.parse(Deno.readTextFileSync(path)));
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) {
      throw new UsageError(`--resume ${directory}: not a directory; name the one that the sweep wrote into`);
    }
    const why = error instanceof Deno.errors.NotFound
      ? "there is none"
      : "it is not a plan of this version of netio";
    throw new UsageError(`--resume ${directory}: ${path}: ${why}`);
  }
}

function reopenTrials(directory: string) {
  try {
    return TrialsFile.reopen(directory);
  } catch (error) {
    if (error instanceof CsvError || error instanceof Deno.errors.NotFound) {
      throw new UsageError(`--resume ${directory}: trials.csv: ${error.message}`);
    }
    throw error;
  }
}
