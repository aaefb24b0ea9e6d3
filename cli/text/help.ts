/** Help texts, made from the command and option tables. */
import { capitalized, joined } from "../../results/words.ts";
import { type Command, HELP_OPTION, type Option } from "../options/option.ts";
import { wrapped } from "./wrap.ts";

const WIDTH = 24;

/** `netio --help`, in lines of at most `columns` characters. */
export function programHelp(commands: readonly Command[], columns: number): string {
  return [
    "netio: which way of sending is best on this machine?",
    "",
    "Usage: netio <command> [options]",
    "",
    ...wrapped(
      "Start with netio doctor (what this machine can measure), then netio sweep (a minute). " +
        "The exercise A1, A2, A3: netio sweep --preset exercise.",
      columns,
    ),
    "",
    ...commands.map(({ name, summary }) => entry(`  ${name}`, summary, columns)),
    "",
    entry("  netio help COMMAND", "options and examples of a command (or netio COMMAND --help, -h)", columns),
    entry("  netio version", "versions of netio, Deno and the target (or --version, -V)", columns),
    entry("  netio --licences", "licences of bundled software", columns),
    "",
  ].join("\n");
}

/** `netio <command> --help`, in lines of at most `columns` characters. */
export function commandHelp(command: Omit<Command, "run">, columns: number): string {
  const { summary, options, examples } = command;
  return [
    ...wrapped(sentence(summary), columns),
    "",
    `Usage: ${usageText(command, "[options]")}`,
    "",
    "Options:",
    ...Object.entries(options).map(([option, definition]) => optionHelp(option, definition, columns)),
    optionHelp("help", HELP_OPTION, columns),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

/** A command's usage; what it passes on, after `--`, comes last. */
export function usageText(
  { name, positionals: { usage } }: Pick<Command, "name" | "positionals">,
  options: string,
): string {
  const rest = usage.startsWith("[--") ? [options, usage] : [usage, options];
  return joined(["netio", name, ...rest]);
}

/** A command's summary as a sentence. */
export function sentence(summary: string): string {
  return `${capitalized(summary)}.`;
}

/** How an option is typed: `-o, --out DIR`. */
export function optionUsage(name: string, { value, short }: Option<unknown>): string {
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

/** What an option does, and its default. */
export function optionText({ help, byDefault }: Option<unknown>): string {
  return byDefault === undefined ? help : `${help} [${byDefault}]`;
}

function optionHelp(name: string, option: Option<unknown>, columns: number): string {
  return entry(`  ${optionUsage(name, option)}`, optionText(option), columns);
}

/** A term on the left, and its text beside it, or below it where the term is long. */
function entry(left: string, text: string, columns: number): string {
  const indent = " ".repeat(WIDTH);
  return left.length < WIDTH
    ? wrapped(`${left.padEnd(WIDTH)}${text}`, columns, indent).join("\n")
    : [left, ...wrapped(indent + text, columns, indent)].join("\n");
}
