/** netio: argv → command; errors → exit codes. */
import { commandHelp, programHelp } from "./cli/text/help.ts";
import type { Command } from "./cli/options/option.ts";
import { parseCommandArguments } from "./cli/options/parse.ts";
import { outliveOutput } from "./cli/unheard.ts";
import { UsageError } from "./cli/usage_error.ts";
import { suggestion } from "./cli/options/values.ts";
import { licencesText, versionText } from "./cli/text/version.ts";

const FAILURE = 1;
const WRONG_USAGE = 2;

/** Runs a command line; gives the exit code. Throws where it is wrong (UsageError) or fails. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--version" || name === "-V") return print(versionText());
  if (name === "--licences") return print(licencesText());
  const { COMMANDS } = await import("./cli/commands/registry.ts"); // most of the program: --version does without it
  if (name === "--help" || name === "-h") return print(programHelp(COMMANDS));
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) throw new UsageError(unknownCommand(name, COMMANDS));
  const { help, given, positionals } = parseCommandArguments(command, args);
  return help ? print(commandHelp(command)) : await command.run(given, positionals);
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function unknownCommand(name: string | undefined, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  if (name === undefined) return `a command is missing; allowed are ${names.join(", ")} (netio --help)`;
  return `unknown command "${name}"; allowed are ${names.join(", ")}${suggestion(name, names)}`;
}

function exitCodeOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`netio: ${message}`);
  return error instanceof UsageError ? WRONG_USAGE : FAILURE;
}

if (import.meta.main) {
  outliveOutput();
  Deno.exit(await main(Deno.args).catch(exitCodeOf));
}
