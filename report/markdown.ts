/** A report as Markdown with GitHub's tables; figures are links to the PNG files. */
import type { Figure } from "../plots/figure.ts";
import type { Block, ReportDocument, Table } from "./document.ts";

/** `plotsFolder` is where the PNGs are, as seen from the report; `null` where none were made. */
export function toMarkdown(document: ReportDocument, plotsFolder: string | null): string {
  const parts = [
    `# ${escapeMarkdown(document.title)}`,
    escapeLine(document.subtitle),
    ...document.sections.flatMap((section) => [
      `## ${escapeMarkdown(section.title)}`,
      ...section.blocks.map((block) => blockText(block, plotsFolder)),
    ]),
  ];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

function blockText(block: Block, plotsFolder: string | null): string {
  switch (block.kind) {
    case "paragraph":
      return escapeLine(block.text);
    case "list":
      return block.items.map((item) => `- ${escapeLine(item)}`).join("\n");
    case "folded list":
      return [`${escapeLine(block.title)}:`, "", ...block.items.map((item) => `- ${escapeLine(item)}`)].join(
        "\n",
      );
    case "heading":
      return `### ${escapeMarkdown(block.text)}`;
    case "table":
      return tableText(block.table);
    case "figure":
      return figureText(block.figure, plotsFolder);
  }
}

function tableText({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [
    `**${escapeMarkdown(caption)}**`,
    "",
    line(columns.map((column) => column.label)),
    `| ${columns.map((column) => column.numeric ? "---:" : "---").join(" | ")} |`,
    ...rows.map(line),
  ].join("\n");
}

function figureText(figure: Figure, plotsFolder: string | null): string {
  const title = `### ${escapeMarkdown(figure.title)}`;
  if (figure.kind === "not drawn") return `${title}\n\nNot drawn, because ${escapeMarkdown(figure.because)}.`;
  const picture = plotsFolder === null
    ? "The chart is in the HTML report."
    : `![${escapeMarkdown(figure.title)}](${plotsFolder}/${figure.id}.png)`;
  return [title, escapeLine(figure.subtitle), picture, ...figure.notes.map(escapeLine)].join("\n\n");
}

/** Plain text in which Markdown sees no markup inside a line. Underscores inside words are none. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*[\]<>|~]/g, "\\$&")
    .replace(/(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])/g, "\\_");
}

/** The same where the text begins a line, so that it is no heading, list or rule. */
function escapeLine(text: string): string {
  return escapeMarkdown(text.trimStart())
    .replace(/^[-+=#]/, "\\$&")
    .replace(/^(\d+)([.)])(?=\s)/, "$1\\$2");
}
