/** From a command line to its command; no other is loaded. */
import { allCommands, COMMAND_NAMES, loadCommand } from "./commands/registry.ts";
import type { Command } from "./options/option.ts";
import { parseCommandArguments } from "./options/parse.ts";
import { suggestion } from "./options/values.ts";
import { commandHelp, programHelp } from "./text/help.ts";
import { outScreen } from "./text/screen.ts";
import { UsageError } from "./usage_error.ts";

const HELP = ["--help", "-h", "help"];

/** Runs a command line and returns the exit code. Throws if it is wrong (UsageError) or fails. */
export async function dispatch(name: string | undefined, args: readonly string[]): Promise<number> {
  if (HELP.includes(name ?? "")) {
    console.log(await helpText(args));
    return 0;
  }
  const command = await commandOf(name);
  const { help, given, positionals } = parseCommandArguments(command, args);
  if (!help) return await command.run(given, positionals);
  console.log(commandHelp(command, outScreen().columns));
  return 0;
}

async function helpText([name, ...others]: readonly string[]): Promise<string> {
  if (others.length > 0) {
    throw new UsageError(`help: unexpected argument "${others[0]}"; help takes one command`);
  }
  const { columns } = outScreen();
  return name === undefined || HELP.includes(name)
    ? programHelp(await allCommands(), columns)
    : commandHelp(await commandOf(name), columns);
}

async function commandOf(name: string | undefined): Promise<Command> {
  const found = name === undefined ? null : await loadCommand(name);
  if (found === null) throw new UsageError(unknownCommand(name));
  return found;
}

function unknownCommand(name: string | undefined): string {
  if (name === undefined) {
    return "missing command; start with netio doctor or netio sweep (all: netio help)";
  }
  if (name.startsWith("-")) {
    return `${name} before a command; options come after it, as in netio sweep ${name}`;
  }
  const commands = COMMAND_NAMES.join(", ");
  return `unknown command "${name}"${suggestion(name, COMMAND_NAMES)} (commands: ${commands})`;
}
