/** Opens a result set for reading: a `trials.csv`, the directory it lies in, or the results of other programs. */
import { basename, dirname, join } from "node:path";
import { type ResultRow, SCHEMA_VERSION } from "./columns.ts";
import { CsvError, parseTrials } from "./csv.ts";
import { ForeignReader, type ForeignResults } from "./foreign.ts";
import { CONVERTED_FROM } from "./foreign/converted.ts";
import { HEAD_BYTES } from "./foreign/decoder.ts";
import { joinParts } from "./foreign/join.ts";
import { LineSplitter } from "./foreign/lines.ts";
import { safeLines, safeText } from "./foreign/safe_text.ts";
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

type Parsed =
  | Pick<LoadedResults, "rows" | "notes"> & { readonly origin: "netio" }
  | ForeignResults & { readonly origin: "foreign" };

/** Reads the results at `path`. Throws {@linkcode UnreadableResults} for what can't be read as such. */
export async function loadResults(path: string): Promise<LoadedResults> {
  return loaded(await open(path));
}

/**
 * Reads several results as one: files of other programs that are parts of one experiment are joined by cell, further
 * runs of the same cells become repeats.
 */
export async function loadTogether(paths: readonly string[]): Promise<LoadedResults> {
  const all: Opened[] = [];
  for (const path of paths) all.push(await open(path));
  const [only] = all;
  if (only !== undefined && all.length === 1) return loaded(only);
  const own = all.filter(({ parsed }) => parsed.origin === "netio");
  const foreign = all.flatMap(({ source, parsed }) =>
    parsed.origin === "foreign" ? [{ ...parsed, name: basename(source) }] : []
  );
  const joined = joinParts(foreign);
  return {
    source: all.map(({ source }) => source).join(" + "),
    origin: foreign.length > 0 ? "foreign" : "netio",
    rows: [...own.flatMap(({ parsed }) => parsed.rows), ...joined.rows],
    environment: null,
    plan: null,
    notes: [
      ...own.flatMap(({ source, parsed }) =>
        parsed.notes.map((note) => `${safeText(basename(source))}: ${note}`)
      ),
      ...joined.notes,
    ],
  };
}

interface Opened {
  readonly source: string;
  readonly parsed: Parsed;
}

async function open(path: string): Promise<Opened> {
  const source = await sourceOf(path);
  try {
    return { source, parsed: await parseFile(source) };
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableResults(`${safeText(source)}: ${error.message}`);
    throw unreadable(source, error);
  }
}

async function loaded({ source, parsed }: Opened): Promise<LoadedResults> {
  const { origin, rows, notes } = parsed;
  if (origin === "foreign" || basename(source) !== TRIALS_FILE) {
    return { source, origin, rows, notes, environment: null, plan: null };
  }
  const beside = await readEnvironment(join(dirname(source), ENVIRONMENT_FILE));
  const plan = await readPlan(join(dirname(source), PLAN_FILE));
  return { source, origin, rows, environment: beside.environment, plan, notes: [...notes, ...beside.notes] };
}

/** Reads a file chunk by chunk, but one of netio's own, which is held whole. */
async function parseFile(source: string): Promise<Parsed> {
  using file = await Deno.open(source);
  const buffer = new Uint8Array(HEAD_BYTES);
  const head = await fill(file, buffer);
  if (isOwn(head)) return parseOwn(await readText(file, head, buffer));
  const reader = new ForeignReader();
  for (let chunk = head; chunk.length > 0; chunk = await fill(file, buffer)) reader.push(chunk);
  return { origin: "foreign", ...reader.end() };
}

/** As many bytes as fit, or as there are; a read may give fewer. */
async function fill(file: Deno.FsFile, buffer: Uint8Array): Promise<Uint8Array> {
  let length = 0;
  while (length < buffer.length) {
    const count = await file.read(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function isOwn(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  const header = text.slice(0, text.search(/\r?\n|$/)).replaceAll('"', "").split(",");
  return OWN_COLUMNS.every((column) => header.includes(column)) && !header.includes(CONVERTED_FROM);
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

/** The file to read: devices and pipes may never end, and hold no results. */
async function sourceOf(path: string): Promise<string> {
  if (!(await statOf(path)).isDirectory) return path;
  const source = join(path, TRIALS_FILE);
  await statOf(source);
  return source;
}

async function statOf(path: string): Promise<Deno.FileInfo> {
  try {
    const info = await Deno.stat(path);
    if (info.isFile || info.isDirectory) return info;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new UnreadableResults(
    `${safeText(path)}: this is a device, a pipe or the like; netio reads files and directories of results`,
  );
}

/** The rest of a file of which the head has been read. Throws {@linkcode CsvError} where a line has no end in sight. */
async function readText(file: Deno.FsFile, head: Uint8Array, buffer: Uint8Array): Promise<string> {
  const decoder = new TextDecoder(); // drops a byte order mark
  const lines = new LineSplitter();
  let text = "";
  for (let chunk = head; chunk.length > 0; chunk = await fill(file, buffer)) {
    const decoded = decoder.decode(chunk, { stream: true });
    lines.push(decoded);
    text += decoded;
  }
  return safeLines(text + decoder.decode());
}

/** What the system refuses as {@linkcode UnreadableResults}; anything else is not about the file, and is handed back. */
function unreadable(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new UnreadableResults(`${safeText(path)}: there is no such file`);
  }
  const isOfSystem = Object.values(Deno.errors).some((kind) => error instanceof kind) ||
    error instanceof RangeError;
  return isOfSystem && error instanceof Error
    ? new UnreadableResults(`${safeText(path)}: ${error.message}`)
    : error;
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
    const value = fromJson(text, safeLines);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
