/** What the build's and the lab's commands share: the checkout, other programs' output, and errors without a stack trace. */
import { fileURLToPath } from "node:url";

/** The checkout's folder, with a final slash. */
export const CHECKOUT = fileURLToPath(new URL("..", import.meta.url));

/** A build that can't go on; the message says why and what to do. */
export class BuildError extends Error {}

const LINES_SHOWN = 15;

/**
 * Standard output of a program. Throws {@linkcode BuildError} with the end of its standard error where it fails or can't
 * be found.
 */
export async function outputOf(
  program: string,
  args: readonly string[],
  { env = {}, cwd = CHECKOUT }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
  } = {},
): Promise<string> {
  const command = new Deno.Command(program, { args: [...args], env: { ...env }, cwd, stdin: "null" });
  // Within a function of its own: a program that is not there makes output() throw, not reject.
  const run = async () => await command.output();
  const { success, code, stdout, stderr } = await run().catch((error) => {
    throw new BuildError(`can't run ${program}: ${error.message}`);
  });
  if (success) return new TextDecoder().decode(stdout);
  const [message = ""] = new TextDecoder().decode(stderr).split("\nStack backtrace:");
  const said = message.trim().split("\n").slice(-LINES_SHOWN).join("\n");
  throw new BuildError(`${program} ${args[0] ?? ""} ended with ${code}:\n${said}`);
}

/**
 * Runs a command's main function. An expected error is printed and becomes the exit status: 2 for wrong usage,
 * 1 for the rest; anything else is a defect and keeps its stack trace.
 */
export async function reportErrors(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const wrongUsage = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    if (!wrongUsage && !(error instanceof BuildError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exitCode = wrongUsage ? 2 : 1;
  }
}
