/** The rows of one file among several that are read together, and what names them in sentences. */
import { basename, dirname } from "node:path";
import { CELL_KEY, type ResultRow } from "../columns.ts";
import type { CountedRow } from "../counters.ts";
import type { NameOf } from "../foreign/draft.ts";
import { safeText } from "../foreign/safe_text.ts";
import { bytesText, threadsText } from "../number_text.ts";

export interface Part {
  readonly path: string;
  /** As sentences name it: {@linkcode partNames}. */
  readonly name: string;
  readonly origin: "netio" | "foreign";
  readonly rows: readonly CountedRow[];
  readonly notes: readonly string[];
  /** Those of the notes that other files may answer. */
  readonly openNotes: readonly string[];
  /** What the file calls its columns. */
  readonly nameOf: NameOf;
  /** Columns netio has no place for that hold one word throughout, by name. */
  readonly constants: ReadonlyMap<string, string>;
  /** CPU and kernel, where they are recorded. */
  readonly machine: string | null;
}

/** The cell of a row, whichever of its repeats it is, its size being `factor` times what it says. */
export function cellOf(row: ResultRow, factor = 1): string {
  const size = (row.message_bytes ?? 0) * factor;
  return CELL_KEY.map((column) => column === "message_bytes" ? size : row[column] ?? "\0").join("\n");
}

/** A cell in words: `two-copy 64 B × 2 threads`. */
export function cellText({ mode, message_bytes, threads, pattern }: ResultRow): string {
  const kind = pattern === null || pattern === "stream" ? "" : ` (${pattern})`;
  return `${mode} ${bytesText(message_bytes ?? 0)} × ${threadsText(threads ?? 0)}${kind}`;
}

/** The parts of their directories' paths in which files differ: `node1-node2`; empty where all lie in one. */
export function placesOf(paths: readonly string[]): string[] {
  const folders = paths.map((path) => dirname(path).split("/"));
  const [first = []] = folders;
  const shortest = Math.min(first.length, ...folders.map(({ length }) => length));
  const isCommon = (place: (folder: readonly string[]) => string | undefined) =>
    folders.every((folder) => place(folder) === place(first));
  let head = 0, tail = 0;
  while (head < shortest && isCommon((folder) => folder[head])) head++;
  while (tail < shortest - head && isCommon((folder) => folder.at(-1 - tail))) tail++;
  return folders.map((folder) => folder.slice(head, folder.length - tail).join("/"));
}

/** The shortest names that distinguish files: the file's alone, or with its directory. */
export function partNames(paths: readonly string[]): string[] {
  const places = placesOf(paths);
  const counts = Map.groupBy(paths, (path) => basename(path));
  return paths.map((path, i) => {
    const name = basename(path);
    const isAlone = counts.get(name)!.length === 1;
    return safeText(isAlone || places[i] === "" ? name : `${places[i]}/${name}`);
  });
}
