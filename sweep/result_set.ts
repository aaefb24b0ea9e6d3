/** The directory a sweep writes into: a new one, or an interrupted one with what it holds already. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { claim } from "../results/claim.ts";
import type { ResultRow } from "../results/columns.ts";
import { CsvError } from "../results/csv.ts";
import { HISTOGRAMS_FILE, HistogramsFile } from "../results/histograms_file.ts";
import { distinctFacts, type NotMeasured } from "../results/not_measured.ts";
import { wholeRows } from "../results/own/reader.ts";
import { fromJson, isObject, type JsonObject, toJson } from "../results/json.ts";
import { ENVIRONMENT_FILE, PLAN_FILE, writeWhole } from "../results/storage.ts";
import { TRIALS_FILE, TrialsFile } from "../results/trials_file.ts";
import { systemErrorText } from "../results/words.ts";
import type { SessionEnvironment } from "./environment.ts";
import { PLAN_SCHEMA_VERSION, planSchema, type SweepPlan } from "./plan.ts";

/** A directory can't be used as a result set; the message says why. */
export class ResultSetError extends Error {
  override readonly name = "ResultSetError";
}

/** One run of the program, as `environment.json` holds it, with what the doctor said before it. */
export interface RecordedSession extends SessionEnvironment {
  readonly checks: readonly object[];
}

const ENVIRONMENT_SCHEMA_VERSION = 2;

/** The form of `environment.json`. */
interface Environment extends RecordedSession {
  readonly schema: typeof ENVIRONMENT_SCHEMA_VERSION;
  readonly runId: string;
  /** Later runs that finished an interrupted sweep. */
  readonly resumed: readonly RecordedSession[];
  /** What no row could have, and why. */
  readonly notMeasured: readonly NotMeasured[];
}

/** An open result set; closed by `using`. */
export interface ResultSet extends Disposable {
  readonly directory: string;
  readonly plan: SweepPlan;
  /** Rows of an earlier, interrupted run. */
  readonly stored: readonly ResultRow[];
  /** Bytes of a row that was being written when that run ended; they are dropped. */
  readonly droppedBytes: number;
  /** What was damaged and has been replaced; sentences. */
  readonly notes: readonly string[];
  readonly file: TrialsFile;
  readonly histograms: HistogramsFile;
}

/**
 * Starts a result set in a directory that is new or empty.
 *
 * @param session this run, for `environment.json`
 * @throws ResultSetError when the directory is taken, or another process writes into it
 */
export async function createResultSet(
  directory: string,
  plan: SweepPlan,
  session: RecordedSession,
): Promise<ResultSet> {
  makeDirectory(directory);
  writeWhole(directory, PLAN_FILE, toJson(plan)); // first: from then on the sweep can be resumed
  writeWhole(directory, ENVIRONMENT_FILE, toJson(freshEnvironment(plan, session)));
  const claimed = await claimOrRefuse(directory);
  const file = TrialsFile.create(directory);
  const histograms = HistogramsFile.open(directory);
  return owned({ directory, plan, stored: [], droppedBytes: 0, notes: [], file, histograms }, claimed);
}

/**
 * Reopens the result set of an interrupted sweep.
 *
 * @param plan its own, by {@linkcode storedPlan}; its budget of time may be another
 * @throws ResultSetError when its files can't be read, or another process writes into it
 */
export async function reopenResultSet(
  directory: string,
  plan: SweepPlan,
  session: RecordedSession,
): Promise<ResultSet> {
  const claimed = await claimOrRefuse(directory);
  const histograms = reopenHistograms(directory);
  if (!existsSync(join(directory, TRIALS_FILE))) TrialsFile.create(directory)[Symbol.dispose]();
  const { file, stored: { rows, droppedBytes } } = reopenTrials(directory);
  const before = storedEnvironment(directory);
  const notes = before === "damaged" ? [setAside(directory)] : [];
  const environment = before === null || before === "damaged"
    ? freshEnvironment(plan, session)
    : { ...before, resumed: [...before.resumed, session] };
  writeWhole(directory, ENVIRONMENT_FILE, toJson(environment));
  if (storedPlan(directory).maxTimeMs !== plan.maxTimeMs) writeWhole(directory, PLAN_FILE, toJson(plan));
  return owned({ directory, plan, stored: rows, droppedBytes, notes, file, histograms }, claimed);
}

/**
 * `results/<host>-<UTC timestamp>`, followed by a number where another sweep started in the same second.
 *
 * @param hostName `null`: the time alone
 */
export function freshDirectory(hostName: string | null): string {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "");
  const host = hostName?.replaceAll(/[^\w-]/g, "_") ?? null;
  const base = join("results", host === null ? time : `${host}-${time}`);
  for (let n = 1;; n++) {
    const directory = n === 1 ? base : `${base}-${n}`;
    if (!existsSync(directory)) return directory;
  }
}

/** @throws ResultSetError for a directory that holds something, or can't be read; a new one is free */
export function requireFree(directory: string): void {
  try {
    if ([...Deno.readDirSync(directory)].every(({ name }) => name === `${PLAN_FILE}.tmp`)) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new ResultSetError(systemErrorText(error));
  }
  throw new ResultSetError(`not empty; name a new directory, or finish it with --resume ${directory}`);
}

/** The rows of an interrupted sweep, which stays as it is; none where there is no file yet. */
export function storedRows(directory: string): readonly ResultRow[] {
  const path = join(directory, TRIALS_FILE);
  return existsSync(path) ? wholeRows(Deno.readFileSync(path)) : [];
}

/** The plan in a directory. Throws ResultSetError where there is none of this version. */
export function storedPlan(directory: string): SweepPlan {
  const path = join(directory, PLAN_FILE);
  try {
    const stored = fromJson(Deno.readTextFileSync(path));
    const earlier = earlierVersion(stored);
    if (earlier !== null) throw new ResultSetError(`${path}: ${earlier}`);
    return planSchema.parse(stored);
  } catch (error) {
    if (error instanceof ResultSetError) throw error;
    if (error instanceof Deno.errors.NotFound) throw new ResultSetError(`not a result set (no ${PLAN_FILE})`);
    if (error instanceof Deno.errors.NotADirectory) {
      throw new ResultSetError("not a directory; name the one that the sweep wrote into");
    }
    throw new ResultSetError(`${path}: ${whyNoPlan(error)}`);
  }
}

function whyNoPlan(error: unknown): string {
  if (error instanceof SyntaxError) {
    return "it is cut off or damaged, so that what was still to be run is not known; restore it from a copy, or start " +
      "a new sweep. The rows are whole: netio analyze reads them";
  }
  return "it is not a plan of this version of netio";
}

/** Why a plan of an earlier schema can't be resumed; `null` where it is of this one. */
function earlierVersion(stored: unknown): string | null {
  const schema = isObject(stored) ? stored["schema"] : undefined;
  if (typeof schema !== "number" || schema >= PLAN_SCHEMA_VERSION) return null;
  return "started by an earlier version of netio; finish it with that version, or start a new sweep";
}

/**
 * Adds to `environment.json` what could not be measured, so that an analysis can say it.
 *
 * @returns what the file holds now; `null` where there is none
 */
export function recordNotMeasured(directory: string, facts: readonly NotMeasured[]): JsonObject | null {
  const before = storedEnvironment(directory);
  if (before === null || before === "damaged") return null;
  const environment = { ...before, notMeasured: distinctFacts([...before.notMeasured, ...facts]) };
  writeWhole(directory, ENVIRONMENT_FILE, toJson(environment));
  return environment;
}

async function claimOrRefuse(directory: string): Promise<Disposable> {
  const claimed = await claim(directory);
  if (claimed !== null) return claimed;
  throw new ResultSetError("another netio is writing to it; wait for it to finish, or stop it");
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
  return { schema: ENVIRONMENT_SCHEMA_VERSION, runId, ...session, resumed: [], notMeasured: [] };
}

function makeDirectory(directory: string): void {
  requireFree(directory);
  try {
    Deno.mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new ResultSetError(systemErrorText(error));
  }
}

/** `null` where the sweep ended before it was written. */
function storedEnvironment(directory: string): Environment | "damaged" | null {
  const path = join(directory, ENVIRONMENT_FILE);
  if (!existsSync(path)) return null;
  try {
    const stored = fromJson(Deno.readTextFileSync(path));
    const isWhole = isObject(stored) && Array.isArray(stored.resumed) && Array.isArray(stored.notMeasured);
    return isWhole ? stored as unknown as Environment : "damaged";
  } catch (error) {
    if (error instanceof SyntaxError) return "damaged";
    throw error;
  }
}

/** Moves a damaged `environment.json` aside; returns what to say about it. */
function setAside(directory: string): string {
  const path = join(directory, ENVIRONMENT_FILE);
  Deno.renameSync(path, `${path}.damaged`);
  return `${path} was cut off or damaged; it is now ${ENVIRONMENT_FILE}.damaged, and the machine of the first run is not known`;
}

function reopenHistograms(directory: string): HistogramsFile {
  try {
    return HistogramsFile.open(directory);
  } catch {
    throw new ResultSetError(`${HISTOGRAMS_FILE} is damaged; move it away to continue without it`);
  }
}

function reopenTrials(directory: string) {
  try {
    return TrialsFile.reopen(directory);
  } catch (error) {
    if (error instanceof CsvError || error instanceof Deno.errors.NotFound) {
      throw new ResultSetError(`${TRIALS_FILE}: ${error.message}`);
    }
    throw error;
  }
}
