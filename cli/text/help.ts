/** Help texts, made from the command and option tables. */
import { type Command, type Option, switchOption } from "../options/option.ts";
import { wrapped } from "./wrap.ts";

const WIDTH = 24;

/** `netio --help`, in lines of at most so many characters. */
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

/** `netio <command> --help`, in lines of at most so many characters. */
export function commandHelp(
  { name, summary, positionals, options, examples }: Command,
  columns: number,
): string {
  const usage = ["netio", name, positionals.usage, "[options]"].filter((part) => part !== "").join(" ");
  return [
    ...wrapped(summary, columns),
    "",
    `Usage: ${usage}`,
    "",
    "Options:",
    ...Object.entries(options).map(([option, definition]) => optionHelp(option, definition, columns)),
    optionHelp("help", switchOption("help", "this text", "h"), columns),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

function optionHelp(
  name: string,
  { value, byDefault, help, short }: Option<unknown>,
  columns: number,
): string {
  const left = `  ${short === undefined ? "" : `-${short}, `}--${name}${
    value === undefined ? "" : ` ${value}`
  }`;
  return entry(left, byDefault === undefined ? help : `${help} [${byDefault}]`, columns);
}

/** A term on the left, and its text beside it, or below it where the term is long. */
function entry(left: string, text: string, columns: number): string {
  const indent = " ".repeat(WIDTH);
  return left.length < WIDTH
    ? wrapped(`${left.padEnd(WIDTH)}${text}`, columns, indent).join("\n")
    : [left, ...wrapped(indent + text, columns, indent)].join("\n");
}
