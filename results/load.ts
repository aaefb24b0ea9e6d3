/** Opens a result set for reading: a `trials.csv`, the directory it lies in, or the CSV of another program. */
import { basename, dirname, join } from "node:path";
import { type ResultRow, SCHEMA_VERSION } from "./columns.ts";
import { CsvError, parseTrials } from "./csv.ts";
import { parseForeign } from "./foreign.ts";
import { fromJson, isObject, type JsonObject } from "./json.ts";
import { ENVIRONMENT_FILE, PLAN_FILE } from "./storage.ts";
import { TRIALS_FILE } from "./trials_file.ts";

export interface LoadedResults {
  /** The file that was read. */
  readonly source: string;
  readonly origin: "netio" | "foreign";
  readonly rows: readonly ResultRow[];
  /** What `environment.json` beside the rows holds, with camelCase keys; `null` without one. */
  readonly environment: JsonObject | null;
  /** What `plan.json` beside the rows holds; `null` without one of netio's. */
  readonly plan: JsonObject | null;
  /** What a reader of the numbers has to know about how they were read; sentences. */
  readonly notes: readonly string[];
}

/** The file or directory can't be read as results; the message names it, and the line and column where there is one. */
export class UnreadableResults extends Error {
  override readonly name = "UnreadableResults";
}

/** What every row of netio's own must have; a file without these columns is somebody else's. */
const OWN_COLUMNS = ["schema", "status", "mode", "message_bytes", "threads"] as const;

type Parsed = Pick<LoadedResults, "origin" | "rows" | "notes">;

/** Reads the results at `path`. Throws {@linkcode UnreadableResults} for what can't be read as such. */
export async function loadResults(path: string): Promise<LoadedResults> {
  const source = await isDirectory(path) ? join(path, TRIALS_FILE) : path;
  const parsed = parseResults(await readText(source), source);
  if (parsed.origin === "foreign" || basename(source) !== TRIALS_FILE) {
    return { source, environment: null, plan: null, ...parsed };
  }
  const { environment, notes } = await readEnvironment(join(dirname(source), ENVIRONMENT_FILE));
  const plan = await readPlan(join(dirname(source), PLAN_FILE));
  return { source, environment, plan, ...parsed, notes: [...parsed.notes, ...notes] };
}

function parseResults(text: string, source: string): Parsed {
  try {
    return isOwn(text) ? parseOwn(text) : { origin: "foreign", ...parseForeign(text) };
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableResults(`${source}: ${error.message}`);
    throw error;
  }
}

function isOwn(text: string): boolean {
  const header = text.slice(0, text.search(/\r?\n|$/)).replaceAll('"', "").split(",");
  return OWN_COLUMNS.every((column) => header.includes(column));
}

function parseOwn(text: string): Parsed {
  const { rows, notes } = parseUntorn(text);
  rows.forEach((row, index) => {
    const missing = OWN_COLUMNS.find((column) => row[column] === null);
    if (missing !== undefined) throw new CsvError(`line ${index + 2}, column ${missing}: the field is empty`);
    if (row.schema !== SCHEMA_VERSION) {
      throw new CsvError(
        `line ${index + 2}: schema ${row.schema}, this netio reads schema ${SCHEMA_VERSION}`,
      );
    }
    row.interleave ??= "trials"; // by a version that knew nothing else
  });
  if (rows.length === 0) notes.push("no trial has been written yet");
  return { origin: "netio", rows, notes };
}

/** A last line without its line end was being written when the sweep died. */
function parseUntorn(text: string): { rows: ResultRow[]; notes: string[] } {
  const end = text.lastIndexOf("\n") + 1;
  try {
    return { rows: parseTrials(text), notes: [] };
  } catch (error) {
    if (end === text.length || end === 0) throw error;
    return { rows: parseTrials(text.slice(0, end)), notes: ["the last line was cut off and is left out"] };
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/^\uFEFF/, "");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UnreadableResults {
  if (error instanceof Deno.errors.NotFound) return new UnreadableResults(`${path}: there is no such file`);
  return new UnreadableResults(`${path}: ${error instanceof Error ? error.message : String(error)}`);
}

async function readEnvironment(
  path: string,
): Promise<{ environment: LoadedResults["environment"]; notes: string[] }> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch {
    return {
      environment: null,
      notes: [`no ${ENVIRONMENT_FILE} beside the trials: the machine is not known`],
    };
  }
  const environment = jsonObject(text);
  const notes = environment === null ? [`${ENVIRONMENT_FILE} is damaged: the machine is not known`] : [];
  return { environment, notes };
}

/** Results can be read without their plan: what is no plan of a sweep is none, and no error. */
async function readPlan(path: string): Promise<LoadedResults["plan"]> {
  try {
    const plan = jsonObject(await Deno.readTextFile(path));
    return typeof plan?.runId === "string" ? plan : null;
  } catch {
    return null;
  }
}

/** `null` for text that is not JSON, or JSON of another shape. */
function jsonObject(text: string): JsonObject | null {
  try {
    const value = fromJson(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
