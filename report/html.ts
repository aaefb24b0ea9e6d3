/**
 * A report as one HTML file that needs nothing else: styles, chart.js 4 and its error bars are inside, and a content
 * security policy forbids it to fetch anything.
 */
import { type ChartSpec, hydrateChart } from "../plots/chart_spec.ts";
import type { Block, ReportDocument, Section } from "./document.ts";
import { htmlFigure } from "./html_figure.ts";
import { htmlTable } from "./html_table.ts";
import { escapeHtml, proseHtml, scriptJson, scriptSource } from "./html_text.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** A page stays below 10 MB, whatever it is of: mail servers refuse larger files, and browsers open them slowly. */
export const PAGE_BYTES = 9_900_000;

/** Counts the bytes of what is put into a page. */
export class PageRoom {
  #left: number;

  constructor(bytes = PAGE_BYTES) {
    this.#left = bytes;
  }

  /** Whether the texts have room together; then it is theirs. */
  take(...texts: readonly string[]): boolean {
    const bytes = texts.reduce((sum, text) => sum + ENCODER.encode(text).length, 0);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

const ENCODER = new TextEncoder();

/** The page, below 10 MB: what has no room in it is named. Reads the styles and scripts that belong to the program. */
export async function toHtml(document: ReportDocument, room = new PageRoom()): Promise<string> {
  const specs: ChartSpec[] = [];
  const { style, scripts } = await readAssets();
  room.take(style, ...scripts);
  const sections = document.sections.map((section) => htmlSection(section, specs, room)).join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(document.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#${document.sections[0]?.id ?? ""}">To the content</a>
<header><h1>${escapeHtml(document.title)}</h1><p>${escapeHtml(document.subtitle)}</p></header>
<nav aria-label="Contents"><ul>${document.sections.map(contentsEntry).join("")}</ul></nav>
<main>
${sections}
</main>
<script type="application/json" id="chart-specs">${scriptJson(specs)}</script>
${scripts.map((source) => `<script>${scriptSource(source)}</script>`).join("\n")}
</body>
</html>
`;
}

function contentsEntry({ id, title }: Section): string {
  return `<li><a href="#${id}">${escapeHtml(title)}</a></li>`;
}

function htmlSection({ id, title, blocks }: Section, specs: ChartSpec[], room: PageRoom): string {
  return `<section id="${id}" aria-labelledby="${id}-title">` +
    `<h2 id="${id}-title">${escapeHtml(title)}</h2>\n` +
    `${blocks.map((block) => roomyBlock(block, specs, room)).join("\n")}</section>`;
}

/** The block where it has room; else what it would be. */
function roomyBlock(block: Block, specs: ChartSpec[], room: PageRoom): string {
  const before = specs.length;
  const html = htmlBlock(block, specs);
  if (room.take(html, scriptJson(specs.slice(before)))) return html;
  specs.length = before;
  return `<p class="missing">${escapeHtml(leftOutText(block))}</p>`;
}

function leftOutText(block: Block): string {
  const why = "left out, since the page would be larger than 10 MB";
  switch (block.kind) {
    case "figure":
      return `${block.figure.title}: ${why}; netio plot draws it.`;
    case "table":
      return `${block.table.caption}: ${why}.`;
    case "folded list":
      return `${block.title}: ${why}; netio analyze --json has all of it.`;
    default:
      return `Text ${why}.`;
  }
}

/** Longer lists are folded. */
const MAX_OPEN_ITEMS = 6;

function htmlBlock(block: Block, specs: ChartSpec[]): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${proseHtml(block.text)}</p>`;
    case "list":
      return htmlList(block.items);
    case "folded list": {
      const { title, items } = block;
      if (items.length <= MAX_OPEN_ITEMS) return htmlList(items);
      return `<details class="folded"><summary>${escapeHtml(title)} (${items.length})</summary>` +
        `${htmlList(items)}</details>`;
    }
    case "heading":
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case "table":
      return htmlTable(block.table);
    case "figure":
      return htmlFigure(block.figure, specs);
  }
}

/** More text than this is not read in a list. */
const LIST_CHARACTERS = 200_000;

function htmlList(items: readonly string[]): string {
  const shown = beginningOf(items);
  const left = items.length - shown.length;
  const more = left === 0 ? [] : [`${left} more with netio analyze --json`];
  return `<ul>${[...shown, ...more].map((item) => `<li>${proseHtml(item)}</li>`).join("")}</ul>`;
}

function beginningOf(items: readonly string[]): readonly string[] {
  let room = LIST_CHARACTERS;
  const end = items.findIndex((item) => (room -= item.length) < 0);
  return end < 0 ? items : items.slice(0, end);
}

/** The scripts in the order in which they run. */
async function readAssets(): Promise<{ readonly style: string; readonly scripts: readonly string[] }> {
  const own = (name: string) => Deno.readTextFile(new URL(`./page/${name}`, import.meta.url));
  const beside = (specifier: string, name: string) =>
    Deno.readTextFile(new URL(name, import.meta.resolve(specifier)));
  return {
    style: await own("page.css"),
    scripts: [
      await beside("chart.js", "./chart.umd.min.js"),
      await beside("chartjs-chart-error-bars", "./index.umd.min.js"),
      hydrateChart.toString(),
      await own("page.js"),
    ],
  };
}
