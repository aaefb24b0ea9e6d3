/**
 * A command's arguments: `@std/cli` splits them, the command's option table decides what is valid. Everything wrong is
 * a {@linkcode UsageError} that names the option, the value, and what is allowed.
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Command, Given, OptionTable } from "./option.ts";
import { UsageError } from "../usage_error.ts";
import { suggestion, ValueError } from "./values.ts";

type Examples = Partial<Pick<Command, "examples">>;

interface ParsedArguments<T extends OptionTable> {
  readonly help: boolean;
  readonly given: Given<T>;
  readonly positionals: readonly string[];
}

/**
 * @param args what follows the command's name
 * @throws UsageError for unknown, repeated, valueless or invalid options, and a wrong number of positionals
 */
export function parseCommandArguments<T extends OptionTable>(
  command: Pick<Command<T>, "name" | "options" | "positionals"> & Examples,
  typed: readonly string[],
): ParsedArguments<T> {
  const { name: commandName, options } = command;
  const { args, passed } = splitAtDashes(typed);
  const names = Object.keys(options);
  const valued = names.filter((name) => options[name]?.value !== undefined);
  const switches = names.filter((name) => !valued.includes(name));
  refuseValuedSwitches(args, switches);
  const namesOf = (name: string) => [name, ...otherNames(options[name]!)];
  const raw = parseArgs(joinMistakenValues(args, valued.flatMap(namesOf)), {
    string: [...valued, "_"],
    boolean: ["help", ...switches],
    collect: names,
    alias: { help: "h", ...Object.fromEntries(names.map((name) => [name, otherNames(options[name]!)])) },
    unknown: (argument, key) => {
      if (key !== undefined) throw new UsageError(unknownOption(argument, key, { names, commandName }));
    },
  });
  const help = raw.help === true;
  const rest = [...raw._.map(String), ...passed];
  if (!help) checkPositionals(rest, command);
  const given: Record<string, unknown> = {};
  for (const name of names) {
    const texts = [raw[name] ?? []].flat().map(String);
    const [text] = texts;
    if (text === undefined || (text === "false" && switches.includes(name))) continue;
    if (texts.length > 1) throw new UsageError(`--${name} is given ${texts.length} times; once is allowed`);
    given[name] = parseOption(name, text, options);
  }
  return { help, given: given as Given<T>, positionals: rest };
}

/** The arguments to parse as options, and those after `--`: another command's, or names that begin with `-`. */
function splitAtDashes(typed: readonly string[]): { args: readonly string[]; passed: readonly string[] } {
  const all = typed[0] === "--" ? typed.slice(1) : typed; // `deno task sweep -- --help`
  const dashes = all.indexOf("--");
  return dashes < 0
    ? { args: all, passed: [] }
    : { args: all.slice(0, dashes), passed: all.slice(dashes + 1) };
}

/** The other names of an option. */
function otherNames({ short, also }: OptionTable[string]): string[] {
  return [short, also].filter((name) => name !== undefined);
}

/** `--json=no` would otherwise count as given. */
function refuseValuedSwitches(args: readonly string[], switches: readonly string[]): void {
  for (const arg of args) {
    const [option = "", value] = arg.split("=", 2);
    if (value !== undefined && option.startsWith("--") && switches.includes(option.slice(2))) {
      throw new UsageError(`${option} takes no value, but "${value}" was given`);
    }
  }
}

/** A value that the parser takes for an option, or for none: a negative number, and the empty text. */
const MISTAKEN = /^(-\d|$)/;

/** `--sizes -64` as `--sizes=-64`, `--title ""` as `--title=`: it is still the value, which is wrong. */
function joinMistakenValues(args: readonly string[], valued: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    const takes = (option: string | undefined) => option !== undefined && valued.includes(option.slice(2));
    if (MISTAKEN.test(arg) && takes(args[i - 1])) return [];
    const next = args[i + 1];
    return next !== undefined && MISTAKEN.test(next) && takes(arg) ? [`${arg}=${next}`] : [arg];
  });
}

function parseOption(name: string, text: string, options: OptionTable): unknown {
  const option = options[name]!;
  if (text === "") {
    throw new UsageError(`--${name} needs a value: ${option.value}, such as ${option.example}`);
  }
  try {
    return option.parse(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new UsageError(`--${name} ${text}: ${error.message}`);
  }
}

function unknownOption(
  argument: string,
  key: string,
  { names, commandName }: { readonly names: readonly string[]; readonly commandName: string },
): string {
  const shown = argument.split("=")[0] ?? argument;
  const word = /^-[a-z]{2}/.test(shown) ? shown.slice(1) : key; // `-preset` is parsed as letters, and `p` is no option
  const near = names.includes(word) ? `; did you mean ${word}?` : suggestion(word, names);
  return `unknown option ${shown}${near.replace("mean ", "mean --")} (all: netio ${commandName} --help)`;
}

function checkPositionals(
  rest: readonly string[],
  { name, positionals: { usage, min, max }, examples = [] }: Pick<Command, "name" | "positionals"> & Examples,
): void {
  if (rest.length > max) {
    const example = examples.find((one) => one.includes(" --"));
    const such = example === undefined ? "" : `, as in ${example}`;
    const allowed = max === 0 ? `${name} takes only options${such}` : `allowed: ${usage}`;
    throw new UsageError(`${name}: unexpected argument "${rest[max]}"; ${allowed} (netio ${name} --help)`);
  }
  if (rest.length < min) throw new UsageError(`${name}: missing argument; expected: ${usage}`);
}
