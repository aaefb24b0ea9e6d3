/**
 * A report as Markdown with GitHub's tables, short enough to be read from top to bottom; figures are links to the PNG
 * files. The HTML page has what is left out.
 */
import type { Figure } from "../plots/figure.ts";
import type { Block, ReportDocument, Section, Table } from "./document.ts";

/** `plotsFolder` is where the PNGs are, as seen from the report; `null` where none were made. */
export function toMarkdown(document: ReportDocument, plotsFolder: string | null): string {
  const parts = [
    `# ${escapeMarkdown(document.title)}`,
    escapeLine(document.subtitle),
    ...document.sections.filter(({ isPageOnly }) => !isPageOnly).flatMap((section) => [
      `## ${escapeMarkdown(section.title)}`,
      ...section.blocks.map((block) => blockText(block, plotsFolder)),
    ]),
    leftOutText(document.sections),
  ];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

function leftOutText(sections: readonly Section[]): string {
  const titles = sections.filter(({ isPageOnly }) => isPageOnly).map(({ title }) => escapeMarkdown(title));
  return titles.length === 0 ? "" : `In the HTML report besides: ${titles.join(", ")}.`;
}

/** Evidence is cut to its beginning, and tables to this many rows. */
const ITEMS_MAX = 2, ROWS_MAX = 24;

function blockText(block: Block, plotsFolder: string | null): string {
  switch (block.kind) {
    case "paragraph":
      return escapeLine(block.text);
    case "list":
      return block.items.map((item) => `- ${escapeLine(item)}`).join("\n");
    case "folded list":
      return [
        ...block.items.slice(0, ITEMS_MAX).map((item) => `- ${escapeLine(item)}`),
        ...(block.items.length > ITEMS_MAX
          ? [`- ${block.items.length - ITEMS_MAX} more in the HTML report`]
          : []),
      ].join("\n");
    case "heading":
      return `### ${escapeMarkdown(block.text)}`;
    case "table":
      return tableText(block.table);
    case "figure":
      return figureText(block.figure, plotsFolder);
  }
}

function tableText({ caption, columns, rows }: Table): string {
  if (rows.length > ROWS_MAX) {
    return `**${escapeMarkdown(caption)}**: ${rows.length} rows, in the HTML report.`;
  }
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

/** Plain text in which Markdown sees no markup inside a line. Underscores inside words are not markup. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*[\]<>|~]/g, "\\$&")
    .replace(/(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])/g, "\\_");
}

/** The same where the text begins a line, so that it does not become a heading, list or rule. */
function escapeLine(text: string): string {
  return escapeMarkdown(text.trimStart())
    .replace(/^[-+=#]/, "\\$&")
    .replace(/^(\d+)([.)])(?=\s)/, "$1\\$2");
}
