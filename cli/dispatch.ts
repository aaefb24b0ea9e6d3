/** From a command line to its command, loaded only then: the commands are most of the program. */
import { COMMANDS } from "./commands/registry.ts";
import type { Command } from "./options/option.ts";
import { parseCommandArguments } from "./options/parse.ts";
import { suggestion } from "./options/values.ts";
import { commandHelp, programHelp } from "./text/help.ts";
import { outScreen } from "./text/screen.ts";
import { UsageError } from "./usage_error.ts";

/** Runs a command line; gives the exit code. Throws where it is wrong (UsageError) or fails. */
export async function dispatch(name: string | undefined, args: readonly string[]): Promise<number> {
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
  if (name === undefined) {
    return "missing command; start with netio doctor or netio sweep (all: netio help)";
  }
  if (name.startsWith("-")) {
    return `${name} before a command; options come after it, as in netio sweep ${name}`;
  }
  return `unknown command "${name}"${suggestion(name, names)} (commands: ${names.join(", ")})`;
}
