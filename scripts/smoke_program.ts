/** Runs a compiled netio as on a stranger's machine: no environment, an empty folder, perhaps as user nobody. */
import { assert, assertEquals } from "@std/assert";

const TIME_LIMIT_MS = 90_000;
/** User and group id of nobody. */
export const NOBODY = 65534;
/** A user that /etc/passwd need not know, as containers have. */
export const STRANGER = 61234;

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** User and group to run as; needs root. */
  readonly uid?: number;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** A started program, to be interrupted before it ends. */
export interface Running {
  readonly process: Deno.ChildProcess;
  /** Throws if the program takes longer than 90 s. */
  readonly outcome: Promise<Outcome>;
}

/** Starts `program` with `options.env` and nothing else in its environment. */
export function start(program: string, args: readonly string[], options: RunOptions): Running {
  const variables = Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const command = ["env", "-i", ...variables, program, ...args];
  const { uid } = options;
  if (uid !== undefined) command.unshift("setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups");
  const [first = "env", ...rest] = command;
  const startedMs = performance.now();
  const process = new Deno.Command(first, {
    args: rest,
    cwd: options.cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return { process, outcome: outcomeOf(process, startedMs) };
}

/** Runs `program` to its end. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  return await start(program, args, options).outcome;
}

/** Runs `program` and throws, with what it printed, unless its exit status is 0. */
export async function succeed(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Outcome> {
  const outcome = await run(program, args, options);
  assertEquals(outcome.code, 0, `netio ${args.join(" ")} ended with ${outcome.code}:\n${outcome.stderr}`);
  return outcome;
}

/** Throws if a message for people has a stack trace or a sign of one in it. */
export function assertNoStackTrace(stderr: string): void {
  assert(!/^\s+at |Uncaught|file:\/\/|ext:deno|Stack backtrace/m.test(stderr), `a stack trace:\n${stderr}`);
}

async function outcomeOf(process: Deno.ChildProcess, startedMs: number): Promise<Outcome> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    process.kill("SIGKILL");
  }, TIME_LIMIT_MS);
  const { code, stdout, stderr } = await process.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  assert(!timedOut, `killed after ${TIME_LIMIT_MS / 1000} s; it had printed:\n${decoder.decode(stderr)}`);
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
    elapsedMs: performance.now() - startedMs,
  };
}
