/**
 * A report as Markdown with GitHub's tables, short enough to be read from top to bottom however much was measured;
 * figures are links to the PNG files. The HTML page has what is left out.
 */
import type { Figure } from "../plots/figure.ts";
import type { Block, ReportDocument, Section, Table } from "./document.ts";

/** How much a text shows of what may be long. */
interface Extent {
  /** How many of several settings are shown in full, and how many more with one line each. */
  readonly settings: number;
  readonly settingLines: number;
  /** Of a table; where it says what its rows weigh, the weightiest. */
  readonly rows: number;
  readonly items: number;
  /** Of an answer. */
  readonly evidence: number;
  readonly hasFurtherFigures: boolean;
}

const MOST_WORDS = 2400;
/** The first that makes a text of fewer words is taken. */
const EXTENTS: readonly Extent[] = [
  { settings: Infinity, settingLines: 0, rows: 24, items: 40, evidence: 2, hasFurtherFigures: true },
  { settings: 4, settingLines: 40, rows: 12, items: 12, evidence: 1, hasFurtherFigures: false },
  { settings: 1, settingLines: 40, rows: 12, items: 6, evidence: 0, hasFurtherFigures: false },
  { settings: 1, settingLines: 8, rows: 6, items: 3, evidence: 0, hasFurtherFigures: false },
];

/** `plotsFolder` is where the PNGs are, as seen from the report; `null` where none were made. */
export function toMarkdown(document: ReportDocument, plotsFolder: string | null): string {
  let text = "";
  for (const extent of EXTENTS) {
    text = new Writer(plotsFolder, extent).text(document);
    if (wordCount(text) < MOST_WORDS) break;
  }
  return text;
}

/** As wc(1) counts them, the bars of tables too. */
export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

const REST = "in the HTML report";

class Writer {
  readonly #plotsFolder: string | null;
  readonly #extent: Extent;
  /** Notes of figures, each of which is written once. */
  readonly #said = new Set<string>();

  constructor(plotsFolder: string | null, extent: Extent) {
    this.#plotsFolder = plotsFolder;
    this.#extent = extent;
  }

  text({ title, subtitle, sections }: ReportDocument): string {
    const parts = [
      `# ${escapeMarkdown(title)}`,
      escapeLine(subtitle),
      ...sections.filter(({ isPageOnly }) => !isPageOnly).flatMap((section) => [
        `## ${escapeMarkdown(section.title)}`,
        ...this.#section(section.blocks),
      ]),
      leftOutText(sections),
    ];
    return parts.filter((part) => part !== "").join("\n\n") + "\n";
  }

  /** Of further settings what they begin with, and no figures. */
  #section(blocks: readonly Block[]): string[] {
    const { settings, settingLines, hasFurtherFigures } = this.#extent;
    const starts = blocks.flatMap((block, i) => isSetting(block) ? [i] : []);
    if (starts.length > settings) {
      const further = starts.slice(settings).map((start) => settingText(blocks[start]!, blocks[start + 1]));
      return [...this.#section(blocks.slice(0, starts[settings])), listText(further, settingLines)];
    }
    const kept = blocks.filter((block) => hasFurtherFigures || !isFurther(figureOf(block)));
    const left =
      blocks.map(figureOf).filter((figure) => figure?.kind === "drawn" && isFurther(figure)).length;
    return [
      ...kept.map((block) => this.#block(block)),
      ...(hasFurtherFigures || left === 0 ? [] : [`${left} figures of further settings are ${REST}.`]),
    ];
  }

  #block(block: Block): string {
    const { items, evidence } = this.#extent;
    switch (block.kind) {
      case "paragraph":
        return escapeLine(block.text);
      case "list":
        return listText(block.items, items);
      case "folded list":
        return evidence === 0 ? "" : listText(block.items, evidence);
      case "heading":
        return `### ${escapeMarkdown(block.text)}`;
      case "table":
        return this.#table(block.table);
      case "figure":
        return this.#figure(block.figure);
    }
  }

  #table({ caption, columns, rows, weights, file }: Table): string {
    const most = this.#extent.rows, isCut = rows.length > most;
    const rest = `${REST}${file === undefined ? "" : ` and in ${file}`}`;
    if (isCut && weights === undefined) {
      return `**${escapeMarkdown(caption)}**: ${rows.length} rows, ${rest}.`;
    }
    const kept = isCut ? weightiest(rows, weights!, most) : rows;
    const cut = isCut
      ? `: the ${most} of ${rows.length} rows with the largest differences; the others are ${rest}`
      : "";
    const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
    return [
      `**${escapeMarkdown(caption)}**${cut}`,
      "",
      line(columns.map((column) => column.label)),
      `| ${columns.map((column) => column.numeric ? "---:" : "---").join(" | ")} |`,
      ...kept.map(line),
    ].join("\n");
  }

  #figure(figure: Figure): string {
    const title = `### ${escapeMarkdown(figure.title)}`;
    if (figure.kind === "not drawn") {
      return `${title}\n\nNot drawn, because ${escapeMarkdown(figure.because)}.`;
    }
    const picture = this.#plotsFolder === null
      ? "The chart is in the HTML report."
      : `![${escapeMarkdown(figure.title)}](${this.#plotsFolder}/${figure.id}.png)`;
    const notes = figure.notes.filter((note) => !this.#said.has(note));
    for (const note of notes) this.#said.add(note);
    return [title, escapeLine(figure.subtitle), picture, ...notes.map(escapeLine)].join("\n\n");
  }
}

function leftOutText(sections: readonly Section[]): string {
  const titles = sections.filter(({ isPageOnly }) => isPageOnly).map(({ title }) => escapeMarkdown(title));
  return titles.length === 0 ? "" : `In the HTML report besides: ${titles.join(", ")}.`;
}

function isSetting(block: Block): boolean {
  return block.kind === "heading" && block.isSetting === true;
}

function figureOf(block: Block): Figure | null {
  return block.kind === "figure" ? block.figure : null;
}

function isFurther(figure: Figure | null): boolean {
  return figure?.isFurther === true;
}

/** A setting's name and the paragraph below it. */
function settingText(name: Block, first: Block | undefined): string {
  return [name, first].flatMap((block) =>
    block?.kind === "heading" || block?.kind === "paragraph" ? [block.text] : []
  ).join(": ");
}

/** The rows with the greatest weights, in their order. */
function weightiest(rows: Table["rows"], weights: readonly number[], most: number): Table["rows"] {
  const places = rows.map((_, i) => i).toSorted((a, b) => weights[b]! - weights[a]! || a - b).slice(0, most);
  return rows.filter((_, i) => places.includes(i));
}

function listText(items: readonly string[], most: number): string {
  const more = items.length > most ? [`- ${items.length - most} more ${REST}`] : [];
  return [...items.slice(0, most).map((item) => `- ${escapeLine(item)}`), ...more].join("\n");
}

/** Plain text in which Markdown sees no markup inside a line. Underscores inside words are not markup. */
function escapeMarkdown(text: string): string {
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
