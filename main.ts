/** netio: argv → command; errors → exit codes. */
import { commandHelp, programHelp } from "./cli/text/help.ts";
import type { Command } from "./cli/options/option.ts";
import { parseCommandArguments } from "./cli/options/parse.ts";
import { outliveOutput } from "./cli/unheard.ts";
import { UsageError } from "./cli/usage_error.ts";
import { suggestion } from "./cli/options/values.ts";
import { outScreen } from "./cli/text/screen.ts";
import { tell } from "./cli/text/wrap.ts";
import { licencesText, versionText } from "./cli/text/version.ts";

const FAILURE = 1;
const WRONG_USAGE = 2;

/** Runs a command line; gives the exit code. Throws where it is wrong (UsageError) or fails. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv[0] === "--" ? argv.slice(1) : argv; // `deno task netio -- help`
  if (["--version", "-V", "version"].includes(name ?? "")) return print(versionText());
  if (name === "--licences") return print(licencesText());
  const { COMMANDS } = await import("./cli/commands/registry.ts"); // most of the program: --version does without it
  if (["--help", "-h", "help"].includes(name ?? "")) return print(helpText(args[0], COMMANDS));
  const command = commandOf(name, COMMANDS);
  const { help, given, positionals } = parseCommandArguments(command, args);
  return help ? print(commandHelp(command, outScreen().columns)) : await command.run(given, positionals);
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function helpText(name: string | undefined, commands: readonly Command[]): string {
  const { columns } = outScreen();
  return name === undefined
    ? programHelp(commands, columns)
    : commandHelp(commandOf(name, commands), columns);
}

function commandOf(name: string | undefined, commands: readonly Command[]): Command {
  const found = commands.find((candidate) => candidate.name === name);
  if (found === undefined) throw new UsageError(unknownCommand(name, commands));
  return found;
}

function unknownCommand(name: string | undefined, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  if (name === undefined) return `a command is missing; allowed are ${names.join(", ")} (netio --help)`;
  if (name.startsWith("-")) {
    return `${name} before a command; options come after it, as in netio sweep ${name}`;
  }
  return `unknown command "${name}"; allowed are ${names.join(", ")}${suggestion(name, names)}`;
}

function exitCodeOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  tell(`netio: ${message}`);
  return error instanceof UsageError ? WRONG_USAGE : FAILURE;
}

if (import.meta.main) {
  outliveOutput();
  Deno.exit(await main(Deno.args).catch(exitCodeOf));
}
