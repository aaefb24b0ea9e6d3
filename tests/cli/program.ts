/** netio as a user runs it: the real command in a process of its own. */
import { join } from "node:path";
import type { ResultRow } from "../../results/columns.ts";
import { parseTrials } from "../results/plain_reader.ts";
import { until } from "../waiting.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** What a finished run left behind. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line that runs netio from this checkout. */
export function netioCommand(args: readonly string[]): string[] {
  return [Deno.execPath(), "run", "-A", "--cached-only", MAIN, ...args];
}

/** Runs netio to its end. */
export function netio(...args: string[]): Promise<Run> {
  return execute(netioCommand(args));
}

/** Runs any command to its end. */
export async function execute(command: readonly string[], options: Deno.CommandOptions = {}): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(command[0]!, {
    ...options,
    args: command.slice(1),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** netio in the background; the caller ends it. */
export function startNetio(...args: string[]): Deno.ChildProcess {
  const [program, ...rest] = netioCommand(args);
  return new Deno.Command(program!, { args: rest, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
}

/** The rows in a result set, none before there is one; a row half written does not count. */
export function rowsIn(directory: string): ResultRow[] {
  try {
    const text = Deno.readTextFileSync(join(directory, "trials.csv"));
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    return whole === "" ? [] : parseTrials(whole);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Starting, warming up and a trial take a busy machine their time. */
const ROWS_WITHIN_MS = 60_000;

/** Waits until a sweep in the background has written so many rows; kills it where it does not. */
export async function untilRows(sweep: Deno.ChildProcess, directory: string, count = 1): Promise<void> {
  try {
    await until(`${count} rows in ${directory}`, () => rowsIn(directory).length >= count, ROWS_WITHIN_MS);
  } catch (error) {
    try {
      sweep.kill("SIGKILL");
    } catch { /* it had ended */ }
    const { stderr } = await sweep.output();
    throw new Error(`${error instanceof Error ? error.message : error}: ${new TextDecoder().decode(stderr)}`);
  }
}

/** A directory of the test's own, removed at its end; gives what came of its use. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await Deno.makeTempDir();
  try {
    return await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
