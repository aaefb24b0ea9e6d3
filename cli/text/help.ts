/** Help texts, made from the command and option tables. */
import { type Command, type Option, switchOption } from "../options/option.ts";

const WIDTH = 24;

/** `netio --help`. */
export function programHelp(commands: readonly Command[]): string {
  return [
    "netio: which way of sending is best on this machine?",
    "",
    "Usage: netio <command> [options]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(WIDTH - 2)}${summary}`),
    "",
    "  netio <command> --help  options and examples of a command",
    "  netio --version         versions of netio, Deno and the target",
    "  netio --licences        licences of what is inside",
    "",
  ].join("\n");
}

/** `netio <command> --help`. */
export function commandHelp({ name, summary, positionals, options, examples }: Command): string {
  const usage = ["netio", name, positionals.usage, "[options]"].filter((part) => part !== "").join(" ");
  return [
    summary,
    "",
    `Usage: ${usage}`,
    "",
    "Options:",
    ...Object.entries(options).map(([option, definition]) => optionHelp(option, definition)),
    optionHelp("help", switchOption("help", "this text")),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

function optionHelp(name: string, { value, byDefault, help }: Option<unknown>): string {
  const left = `  --${name}${value === undefined ? "" : ` ${value}`}`;
  const right = byDefault === undefined ? help : `${help} [${byDefault}]`;
  return left.length < WIDTH ? left.padEnd(WIDTH) + right : `${left}\n${" ".repeat(WIDTH)}${right}`;
}
