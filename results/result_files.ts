/** A directory of result sets as the result sets in it. */
import { dirname, join } from "node:path";
import { TRIALS_FILE } from "./trials_file.ts";

/** The paths in order; a directory that is not a result set but contains some is replaced by those, by name. */
export async function resultSetsIn(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...await setsAt(path));
  return found;
}

/** The result sets in a directory, by name; none of a path that is one itself, or no directory. */
export async function resultSetsBelow(directory: string): Promise<string[]> {
  return (await setsAt(directory)).filter((path) => path !== directory);
}

/** The deepest directory that holds all of the files. */
export function commonDirectory(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => dirname(file).split("/"));
  const differs = first.findIndex((folder, i) => others.some((other) => other[i] !== folder));
  return (differs < 0 ? first : first.slice(0, differs)).join("/") || (first[0] === "" ? "/" : ".");
}

/** A directory if it is a result set, else the result sets in it, by name. Throws where it can't be read. */
export async function resultSetsAt(directory: string): Promise<string[]> {
  if (await isThere(join(directory, TRIALS_FILE))) return [directory];
  const sets: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (await isThere(join(directory, name, TRIALS_FILE))) sets.push(join(directory, name));
  }
  return sets.sort();
}

async function setsAt(path: string): Promise<string[]> {
  const sets = await isDirectory(path) ? await resultSetsAt(path) : [];
  return sets.length === 0 ? [path] : sets;
}

async function isDirectory(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
