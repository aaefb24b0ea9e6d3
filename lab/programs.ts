/** Small helps with files and texts. */
import { LabError } from "./scenario.ts";

/** The end of a text, at most so many lines. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** Whether there is something at a path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** The first of several paths below `root` that is there. Throws {@linkcode LabError} where none is. */
export async function firstThere(root: string, paths: readonly string[]): Promise<string> {
  for (const path of paths) if (await exists(`${root}/${path}`)) return `${root}/${path}`;
  throw new LabError(`${root} has none of ${paths.join(", ")}`);
}

/** All files below a directory, links included, directories not; absolute if `directory` is. */
export async function* filesBelow(directory: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(directory)) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(path);
    else yield path;
  }
}
