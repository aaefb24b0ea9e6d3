/** Opens a result set for reading: a `trials.csv`, the directory it lies in, or the results of other programs. */
import { basename, dirname, join } from "node:path";
import { CsvError } from "./csv.ts";
import { type HostPairs, hostPairs } from "./cluster/host_pairs.ts";
import type { ForeignResults } from "./foreign/reader.ts";
import { CONVERTED_FROM } from "./foreign/converted.ts";
import { HEAD_BYTES } from "./foreign/decoder.ts";
import { integerText } from "./number_text.ts";
import { safeLines, safeText } from "./safe_text.ts";
import { fromJson, isObject, type JsonObject } from "./json.ts";
import { type Join, type Part, partNames } from "./join/part.ts";
import { machineOf } from "./machine.ts";
import { OWN_COLUMNS, OwnReader } from "./own/reader.ts";
import { commonDirectory, resultSetsIn } from "./result_files.ts";
import { ENVIRONMENT_FILE, PLAN_FILE } from "./storage.ts";
import { TRIALS_FILE } from "./trials_file.ts";
import { systemErrorText } from "./words.ts";
import type { Rows } from "./table/rows.ts";

export interface LoadedResults {
  /** The file that was read; in words where there are several. */
  readonly source: string;
  /** The files, where several were read together. */
  readonly files?: readonly string[];
  readonly origin: "netio" | "foreign";
  readonly rows: Rows;
  /** What `environment.json` beside the rows holds, with camelCase keys; `null` without one. */
  readonly environment: JsonObject | null;
  /** What `plan.json` beside the rows holds; `null` without one of netio's. */
  readonly plan: JsonObject | null;
  /** Of another program's file the columns that netio has no place for and that hold one word throughout, by name. */
  readonly constants?: ReadonlyMap<string, string>;
  /** What a reader of the numbers has to know about how they were read; sentences. */
  readonly notes: readonly string[];
  /** Between which hosts they were measured, where they are those of pairs of a cluster. */
  readonly hostPairs?: HostPairs | null;
}

/** The file or directory can't be read as results; the message names it, and the line and column where there is one. */
export class UnreadableResults extends Error {
  override readonly name = "UnreadableResults";
}

/** A file that was read, without what lies beside it. */
interface ParsedFile
  extends Omit<ForeignResults, "rows">, Pick<LoadedResults, "source" | "origin" | "rows"> {}

/** Told of each chunk of a file how many of its bytes have been read. */
type WatchReading = (path: string, bytes: number, total: number) => void;

/** Reads the results at `path`. Throws {@linkcode UnreadableResults} for what can't be read as such. */
export async function loadResults(path: string): Promise<LoadedResults> {
  return withFilesBeside(await open(path, () => {}));
}

/**
 * Reads several results as one (`join/join.ts`); a directory that holds result sets stands for these. Those of pairs of a
 * cluster's hosts are settings, which are looked at together (`cluster/cluster.ts`).
 *
 * @param how they are put together; `null` for as they are
 * @throws UnreadableResults for what can't be read, or put together
 */
export async function loadTogether(
  paths: readonly string[],
  how: Join | null = null,
  watch: WatchReading = () => {},
): Promise<LoadedResults> {
  const all: ParsedFile[] = [];
  for (const path of await resultSetsIn(paths)) all.push(await open(path, watch));
  const [only] = all;
  if (only !== undefined && all.length === 1) return withFilesBeside(only);
  const files = all.map(({ source }) => source);
  await refuseTwice(files);
  const names = partNames(files);
  const sets: LoadedResults[] = [];
  for (const parsed of all) sets.push(await withFilesBeside(parsed));
  const parts = all.map((parsed, i): Part => {
    const { notes, environment } = sets[i]!;
    return { ...parsed, notes, path: parsed.source, name: names[i]!, machine: machineOf(environment) };
  });
  const machines = new Set(parts.map(({ machine }) => machine));
  const cluster = how === null || how === "settings" ? hostPairs(sets) : null;
  const { joinParts } = await import("./join/join.ts"); // not needed for one file
  try {
    const { rows, done, notes } = joinParts(parts, cluster === null ? how : "settings");
    return {
      rows,
      notes: cluster === null ? [done, ...notes] : [...notes, ...cluster.notes],
      hostPairs: cluster,
      source: cluster === null ? shownFiles(files) : shownSets(files),
      files,
      origin: all.some(({ origin }) => origin === "foreign") ? "foreign" : "netio",
      environment: machines.size === 1 ? sets[0]!.environment : null,
      plan: null,
    };
  } catch (error) {
    throw error instanceof CsvError ? new UnreadableResults(error.message) : error;
  }
}

async function refuseTwice(files: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  for (const source of files) {
    const real = await Deno.realPath(source);
    if (seen.has(real)) throw new UnreadableResults(`${safeText(source)} is given twice`);
    seen.add(real);
  }
}

const MOST_FILES_SHOWN = 4;

function shownFiles(files: readonly string[]): string {
  const more = files.length - MOST_FILES_SHOWN;
  const shown = files.slice(0, MOST_FILES_SHOWN).map(safeText).join(" + ");
  return more <= 0 ? shown : `${shown} + ${more} more`;
}

/** Nobody reads the names of hundreds. */
function shownSets(files: readonly string[]): string {
  return `${integerText(files.length)} result sets in ${safeText(commonDirectory(files))}`;
}

async function open(path: string, watch: WatchReading): Promise<ParsedFile> {
  const source = await sourceOf(path);
  try {
    return await parseFile(source, watch);
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableResults(`${safeText(source)}: ${error.message}`);
    throw unreadable(source, error);
  }
}

/** With what lies beside a `trials.csv`. */
async function withFilesBeside(
  { source, origin, rows, notes, constants }: ParsedFile,
): Promise<LoadedResults> {
  if (origin === "foreign" || basename(source) !== TRIALS_FILE) {
    return { source: safeText(source), origin, rows, notes, environment: null, plan: null, constants };
  }
  const beside = await readEnvironment(join(dirname(source), ENVIRONMENT_FILE));
  const plan = await readPlan(join(dirname(source), PLAN_FILE));
  return { source, origin, rows, environment: beside.environment, plan, notes: [...notes, ...beside.notes] };
}

/** What is read at once of netio's own files after the head. Of others the lines of a chunk are objects, which cost memory. */
const OWN_CHUNK_BYTES = 1 << 20;

/** Reads a file chunk by chunk. */
async function parseFile(source: string, watch: WatchReading): Promise<ParsedFile> {
  using file = await Deno.open(source);
  const { size } = await file.stat();
  const head = await fill(file, new Uint8Array(HEAD_BYTES));
  const reader = isOwn(head) ? new OwnReader() : await foreignReader(basename(source));
  reader.push(head);
  let done = head.length;
  const chunkBytes = reader instanceof OwnReader && size > OWN_CHUNK_BYTES ? OWN_CHUNK_BYTES : HEAD_BYTES;
  for await (const chunk of chunksOf(file, chunkBytes)) {
    reader.push(chunk);
    done += chunk.length;
    watch(source, done, size);
  }
  if (!(reader instanceof OwnReader)) return { source, origin: "foreign", ...reader.end() };
  const { rows, notes } = reader.end();
  return {
    source,
    origin: "netio",
    rows,
    notes,
    openNotes: [],
    nameOf: (column) => column,
    lineOf: (row) => row + FIRST_ROW_LINE,
    constants: new Map(),
    unused: [],
  };
}

/** Of netio's own files, whose rows are a line each. */
const FIRST_ROW_LINE = 2;

/** Loaded when it is needed: of what reading results takes it is most, and netio's own files do without. */
async function foreignReader(fileName: string) {
  const { ForeignReader } = await import("./foreign/reader.ts");
  return new ForeignReader(fileName);
}

/** What is left of a file; while a chunk is used, another thread reads the next. */
async function* chunksOf(file: Deno.FsFile, bytes: number): AsyncGenerator<Uint8Array> {
  let buffer = new Uint8Array(bytes), other = new Uint8Array(bytes);
  let chunk = await fill(file, buffer);
  while (chunk.length > 0) {
    const next = fill(file, other);
    next.catch(() => {}); // is awaited below, where using the chunk may fail first
    yield chunk;
    chunk = await next;
    [buffer, other] = [other, buffer];
  }
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

/** The file to read: devices and pipes may never end, and hold no results. */
async function sourceOf(path: string): Promise<string> {
  if (!(await statOf(path)).isDirectory) return path;
  const source = join(path, TRIALS_FILE);
  if (!await isMissing(source)) {
    await statOf(source);
    return source;
  }
  const advice = await holdsTables(path)
    ? `other programs' tables are given as ${safeText(path)}/*.csv`
    : "name one that netio sweep made, or a CSV file";
  throw new UnreadableResults(
    `${safeText(path)}: neither this directory nor one in it has a ${TRIALS_FILE}; ${advice}`,
  );
}

async function isMissing(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound);
}

async function holdsTables(directory: string): Promise<boolean> {
  for await (const { name } of Deno.readDir(directory)) if (name.endsWith(".csv")) return true;
  return false;
}

async function statOf(path: string): Promise<Deno.FileInfo> {
  try {
    const info = await Deno.stat(path);
    if (info.isFile || info.isDirectory) return info;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new UnreadableResults(
    `${safeText(path)}: this is a device, a pipe or similar; netio reads files and directories of results`,
  );
}

/** A system error as {@linkcode UnreadableResults}; any other error is not about the file, and is returned as it is. */
function unreadable(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new UnreadableResults(`${safeText(path)}: there is no such file`);
  }
  const isOfSystem = Object.values(Deno.errors).some((kind) => error instanceof kind) ||
    error instanceof RangeError;
  return isOfSystem && error instanceof Error
    ? new UnreadableResults(`${safeText(path)}: ${systemErrorText(error)}`)
    : error;
}

async function readEnvironment(path: string): Promise<Pick<LoadedResults, "environment" | "notes">> {
  const environment = await readObject(path);
  if (isObject(environment)) return { environment, notes: [] };
  const what = environment === "missing"
    ? `no ${ENVIRONMENT_FILE} beside the trials`
    : `${ENVIRONMENT_FILE} is damaged`;
  return { environment: null, notes: [`${what}: the machine is not known`] };
}

/** Results can be read without their plan: a file that is not a sweep's plan counts as none, and is not an error. */
async function readPlan(path: string): Promise<LoadedResults["plan"]> {
  const plan = await readObject(path);
  return isObject(plan) && typeof plan.runId === "string" ? plan : null;
}

/** The object in a file of JSON. */
async function readObject(path: string): Promise<JsonObject | "missing" | "damaged"> {
  const text = await Deno.readTextFile(path).catch(() => null);
  if (text === null) return "missing";
  try {
    const value = fromJson(text, safeLines);
    return isObject(value) ? value : "damaged";
  } catch {
    return "damaged";
  }
}
