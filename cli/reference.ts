/** The option reference of the README, made from the command tables; a test holds the README against it. */
import type { Command } from "./option.ts";

/** Markdown: per command its use, examples, and a table of its options. */
export function referenceMarkdown(commands: readonly Command[]): string {
  return commands.map((command) => {
    const { name, summary, positionals, options, examples } = command;
    const usage = ["netio", name, positionals.usage].filter((part) => part !== "").join(" ");
    const rows = Object.entries(options).map(([option, { value, byDefault, help, example }]) => {
      const shown = value === undefined ? `--${option}` : `--${option} ${example}`;
      return `| \`${shown}\` | ${cell(byDefault ?? "")} | ${cell(help)} |`;
    });
    return [
      `### \`${usage}\``,
      `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
      ["```", ...examples, "```"].join("\n"),
      ["| option, by example | default | what it does |", "|---|---|---|", ...rows].join("\n"),
    ].join("\n\n");
  }).join("\n\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
