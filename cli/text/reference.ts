/** The option reference of the README, made from the command tables; a test compares the README with it. */
import { sentence, usageText } from "./help.ts";
import type { Command } from "../options/option.ts";

/** Markdown: per command its use, examples, and a table of its options; those shared with an earlier command by name. */
export function referenceMarkdown(commands: readonly Command[]): string {
  return commands.map((command, i) => section(command, commands.slice(0, i))).join("\n\n");
}

function section(command: Command, earlier: readonly Command[]): string {
  const { summary, options, examples } = command;
  const known = new Set(earlier.flatMap((command) => Object.values(command.options)));
  const own = Object.entries(options).filter(([, definition]) => !known.has(definition));
  const shared = Object.keys(options).filter((option) => known.has(options[option]!));
  const rows = own.map(([option, { value, byDefault, help, example }]) => {
    const shown = value === undefined ? `--${option}` : `--${option} ${example}`;
    return `| \`${shown}\` | ${cell(byDefault ?? "")} | ${cell(help)} |`;
  });
  return [
    `### \`${usageText(command, "")}\``,
    sentence(summary),
    ["```", ...examples, "```"].join("\n"),
    ...(rows.length === 0
      ? []
      : [["| option, by example | default | what it does |", "|---|---|---|", ...rows].join("\n")]),
    ...(shared.length === 0 ? [] : [`As above: ${shared.map((option) => `\`--${option}\``).join(", ")}.`]),
  ].join("\n\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}
