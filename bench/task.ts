/** The command line of a task: read, refused and explained as those of netio's own commands are, under the task's name. */
import type { Command, Given, OptionTable } from "../cli/options/option.ts";
import { parseCommandArguments } from "../cli/options/parse.ts";
import { commandHelp } from "../cli/text/help.ts";
import { outScreen } from "../cli/text/screen.ts";
import { UsageError } from "../cli/usage_error.ts";
import { errorText } from "../results/words.ts";

/** A task as its user sees it. */
export type Task<T extends OptionTable> = Omit<Command<T>, "run">;

/**
 * Reads what follows the task's name.
 *
 * @returns `"help"` where that was asked for
 * @throws UsageError that names the option, the value and what is allowed
 */
export function readTask<T extends OptionTable>(
  task: Task<T>,
  args: readonly string[],
): { readonly given: Given<T>; readonly positionals: readonly string[] } | "help" {
  try {
    const { help, given, positionals } = parseCommandArguments(task, args);
    return help ? "help" : { given, positionals };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(underItsName(error.message, task)) : error;
  }
}

/** The text of `--help`. */
export function taskHelp<T extends OptionTable>(task: Task<T>): string {
  return underItsName(commandHelp(task, outScreen().columns), task);
}

/** What is written of a command of netio's, for the task. */
function underItsName(text: string, { name }: { readonly name: string }): string {
  return text.replaceAll(`netio ${name}`, `deno task ${name}`).replace(new RegExp(`^${name}: `), "");
}

/** Ends the process with the exit code of a task's main function, or of what stopped it. */
export async function exitWith(name: string, main: Promise<number>): Promise<never> {
  const code = await main.catch((error: unknown) => {
    console.error(`${name}: ${errorText(error)}`);
    return error instanceof UsageError ? 2 : 1;
  });
  Deno.exit(code); // Workers would keep it alive
}
