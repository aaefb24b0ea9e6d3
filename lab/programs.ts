/** Runs other programs for the lab: their output, or one error that says what they said. */
import { LabError } from "./scenario.ts";

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const LINES_SHOWN = 15;

/** Standard output of a program. Throws {@linkcode LabError} with the end of its standard error where it fails. */
export async function outputOf(
  program: string,
  args: readonly string[],
  { env = {}, cwd }: ProgramOptions = {},
): Promise<string> {
  const command = new Deno.Command(program, {
    args: [...args],
    env: { ...env },
    stdin: "null",
    ...(cwd === undefined ? {} : { cwd }),
  });
  // Within a function of its own: a program that is not there makes output() throw, not reject.
  const run = async () => await command.output();
  const { success, code, stdout, stderr } = await run().catch((error) => {
    throw new LabError(`can't run ${program}: ${error.message}`);
  });
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const said = lastLines(decoder.decode(stderr), LINES_SHOWN);
  throw new LabError(`${program} ${args.join(" ")} ended with ${code}:\n${said}`);
}

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
