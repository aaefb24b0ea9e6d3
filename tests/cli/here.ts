/**
 * netio in the test's own process, by what `main.ts` runs: for commands that read files and print, dozens of which, each a
 * process, would take half a minute. That a process exits with the code, and prints nothing else, is `usage_test.ts`'s.
 */
import { UsageError } from "../../cli/usage_error.ts";
import { main } from "../../main.ts";
import type { Run } from "./program.ts";

/** Runs netio to its end, its output no terminal. */
export async function netioHere(...args: string[]): Promise<Run> {
  const written = { stdout: "", stderr: "" };
  const { log, error } = console, streams = [Deno.stdout, Deno.stderr];
  console.log = (text = "") => void (written.stdout += `${text}\n`);
  console.error = (text = "") => void (written.stderr += `${text}\n`);
  const noTerminal = { value: () => false, configurable: true };
  for (const stream of streams) Object.defineProperty(stream, "isTerminal", noTerminal);
  try {
    const code = await main(args).catch((thrown: unknown) => {
      if (!(thrown instanceof Error)) throw thrown;
      written.stderr += `netio: ${thrown.message}\n`;
      return thrown instanceof UsageError ? 2 : 1;
    });
    return { code, ...written };
  } finally {
    Object.assign(console, { log, error });
    for (const stream of streams) Reflect.deleteProperty(stream, "isTerminal");
  }
}
