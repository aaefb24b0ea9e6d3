/** Files that are read together: how, the rows of one of them, and what names them in sentences. */
import { basename, dirname } from "node:path";
import type { CountedRow } from "../counters.ts";
import type { ForeignResults } from "../foreign/reader.ts";
import type { Rows } from "../table/rows.ts";
import { safeText } from "../safe_text.ts";

/** How files are combined where their reader says so. */
export const JOINS = ["columns", "repeats", "settings"] as const;
export type Join = typeof JOINS[number];

export interface Part extends Omit<ForeignResults, "rows"> {
  readonly path: string;
  /** As sentences name it: {@linkcode partNames}. */
  readonly name: string;
  readonly origin: "netio" | "foreign";
  readonly rows: Rows<CountedRow>;
  /** CPU and kernel, where they are recorded. */
  readonly machine: string | null;
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
