/** Completions of commands and options for shells, made from the command and option tables. */
import { joined } from "../../results/words.ts";
import { type Command, HELP_OPTION, type Option } from "../options/option.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

type Shell = typeof SHELLS[number];

/** What a shell reads: `source <(netio completions bash)`. */
export function completionsText(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

function optionsOf({ options }: Command): (readonly [name: string, option: Option<unknown>])[] {
  return [...Object.entries(options), ["help", HELP_OPTION]];
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) =>
    `    ${command.name}) options="${optionsOf(command).map(([name]) => `--${name}`).join(" ")}" ;;`
  );
  return [
    "_netio() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" options=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${commandNames(commands)}" -- "$word"))`,
    "    return",
    "  fi",
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    help) options="${commands.map(({ name }) => name).join(" ")}" ;;`,
    "  esac",
    '  case "$word" in',
    '    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;',
    '    *) if [ "${COMP_WORDS[1]}" = help ]; then COMPREPLY=($(compgen -W "$options" -- "$word"));',
    '       else COMPREPLY=($(compgen -f -- "$word")); fi ;;',
    "  esac",
    "}",
    "complete -o filenames -F _netio netio",
    "",
  ].join("\n");
}

function zsh(commands: readonly Command[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map((command) => {
    const specs = optionsOf(command).map(([name, { value, help }]) => {
      const text = firstClause(help).replaceAll(/[[\]:]/g, " ");
      return quoted(value === undefined ? `--${name}[${text}]` : `--${name}=[${text}]:${value}:_files`);
    });
    return `    ${command.name}) _arguments ${[...specs, quoted("*:file:_files")].join(" ")} ;;`;
  });
  return [
    "#compdef netio",
    "_netio() {",
    "  local -a commands=(",
    ...described,
    "  )",
    "  if (( CURRENT == 2 )); then _describe command commands; return; fi",
    "  shift words; (( CURRENT-- ))",
    '  case "${words[1]}" in',
    ...cases,
    "    help) _describe command commands ;;",
    "  esac",
    "}",
    "compdef _netio netio",
    "",
  ].join("\n");
}

function fish(commands: readonly Command[]): string {
  const named = commands.map(({ name, summary }) =>
    `complete -c netio -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`
  );
  const options = commands.flatMap((command) =>
    optionsOf(command).map(([name, { value, help, short }]) => {
      const flags = joined([`-l ${name}`, short && `-s ${short}`, value && "-r"]);
      const seen = `__fish_seen_subcommand_from ${command.name}`;
      return `complete -c netio -n '${seen}' ${flags} -d ${quoted(firstClause(help))}`;
    })
  );
  return [...named, "complete -c netio -n __fish_use_subcommand -f -a 'help version'", ...options, ""].join(
    "\n",
  );
}

function commandNames(commands: readonly Command[]): string {
  return [...commands.map(({ name }) => name), "help", "version"].join(" ");
}

/** As much of a help text as a list of completions has room for. */
function firstClause(help: string): string {
  return help.split(/[,;:(]/)[0]!.trim();
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "")}'`;
}
