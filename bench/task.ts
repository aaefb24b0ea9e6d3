/** The command line of a task: read, refused and explained as those of netio's own commands are, under the task's name. */
import type { Command, Given, OptionTable } from "../cli/options/option.ts";
import { parseCommandArguments } from "../cli/options/parse.ts";
import { commandHelp } from "../cli/text/help.ts";
import { outScreen } from "../cli/text/screen.ts";
import { UsageError } from "../cli/usage_error.ts";
import { errorText } from "../results/words.ts";

/** A task as its user sees it; `O` is what it is to do. */
export interface Task<T extends OptionTable, O> extends Omit<Command<T>, "run"> {
  /** What `--help` says below the examples. */
  readonly notes?: string;
  /** Throws {@linkcode UsageError} for what does not go together. */
  read(given: Given<T>, positionals: readonly string[]): O;
}

/**
 * Reads what follows the task's name.
 *
 * @returns `"help"` where that was asked for
 * @throws UsageError that names the option, the value and what is allowed
 */
export function readTask<T extends OptionTable, O>(task: Task<T, O>, args: readonly string[]): O | "help" {
  try {
    const { help, given, positionals } = parseCommandArguments(task, args);
    return help ? "help" : task.read(given, positionals);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(underItsName(error.message, task)) : error;
  }
}

/** The text of `--help`. */
export function taskHelp<T extends OptionTable, O>(task: Task<T, O>): string {
  const help = commandHelp(task, outScreen().columns);
  return [underItsName(help, task), ...(task.notes === undefined ? [] : [task.notes])].join("\n");
}

/** What is written of a command of netio's, for the task. */
function underItsName(text: string, { name }: { readonly name: string }): string {
  return text.replaceAll(`netio ${name}`, `deno task ${name}`).replace(new RegExp(`^${name}: `), "");
}

/** Does what this process's command line asks of a task, and ends the process: Workers would keep it alive. */
export async function runTask<T extends OptionTable, O>(
  task: Task<T, O>,
  run: (options: O) => Promise<void>,
): Promise<never> {
  try {
    const options = readTask(task, Deno.args);
    if (options === "help") console.log(taskHelp(task));
    else await run(options);
  } catch (error) {
    console.error(`${task.name}: ${errorText(error)}`);
    Deno.exit(error instanceof UsageError ? 2 : 1);
  }
  Deno.exit(0);
}
