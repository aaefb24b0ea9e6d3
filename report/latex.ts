/**
 * A report as a LaTeX article that compiles with the base packages alone (Debian: texlive-latex-base). Figures are PDF
 * files beside it.
 */
import type { Figure } from "../plots/figure.ts";
import type { Block, ReportDocument, Table } from "./document.ts";

/** Where a figure's PDF is, as seen from the article; `null` where there is none. */
export type PictureOf = (figure: Figure) => string | null;

const PREAMBLE = String.raw`\documentclass[a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{graphicx}
\usepackage{textcomp}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em}
\sloppy
\newsavebox{\tablebox}
\newcommand{\fittable}{\ifdim\wd\tablebox>\textwidth\resizebox{\textwidth}{!}{\usebox{\tablebox}}\else\usebox{\tablebox}\fi}`;

/** Sections of the HTML page alone are left out. */
export function toLatex({ title, subtitle, sections }: ReportDocument, pictureOf: PictureOf): string {
  return [
    PREAMBLE,
    `\\title{${escapeLatex(title)}}`,
    "\\author{}",
    `\\date{\\normalsize ${escapeLatex(subtitle)}}`,
    "\\begin{document}",
    "\\maketitle",
    ...sections.filter(({ isPageOnly }) => !isPageOnly).flatMap((section) => [
      `\\section*{${escapeLatex(section.title)}}`,
      ...section.blocks.map((block) => blockText(block, pictureOf)),
    ]),
    "\\end{document}",
  ].join("\n\n") + "\n";
}

function blockText(block: Block, pictureOf: PictureOf): string {
  switch (block.kind) {
    case "paragraph":
      return escapeLatex(block.text);
    case "list":
    case "folded list":
      return listText(block.items);
    case "heading":
      return `\\subsection*{${escapeLatex(block.text)}}`;
    case "table":
      return tableText(block.table);
    case "figure":
      return figureText(block.figure, pictureOf);
  }
}

function listText(items: readonly string[]): string {
  if (items.length === 0) return "";
  const lines = items.map((item) => `  \\item {}${escapeLatex(item)}`);
  return ["\\begin{itemize}", ...lines, "\\end{itemize}"].join("\n");
}

/** How many rows fit on a page. */
const ROWS_MAX = 50;

/** At most as wide as the page, split into parts that each fit one. */
function tableText({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `${cells.map(escapeLatex).join(" & ")} \\\\`;
  const shape = columns.map(({ numeric }) => numeric ? "r" : "l").join("");
  const parts = Array.from(
    { length: Math.ceil(rows.length / ROWS_MAX) },
    (_, i) => rows.slice(i * ROWS_MAX, (i + 1) * ROWS_MAX),
  );
  return [
    `\\textbf{${escapeLatex(caption)}}`,
    ...parts.map((part) =>
      [
        `\\sbox{\\tablebox}{\\footnotesize\\begin{tabular}{${shape}}`,
        "\\hline",
        line(columns.map(({ label }) => label)),
        "\\hline",
        ...part.map(line),
        "\\hline",
        "\\end{tabular}}\\fittable",
      ].join("\n")
    ),
  ].join("\n\n");
}

function figureText(figure: Figure, pictureOf: PictureOf): string {
  const title = escapeLatex(figure.title);
  if (figure.kind === "not drawn") {
    return `\\textbf{${title}}: not drawn, because ${escapeLatex(figure.because)}.`;
  }
  const picture = pictureOf(figure);
  const caption = [`\\textbf{${title}.}`, escapeLatex(figure.subtitle), ...figure.notes.map(escapeLatex)]
    .join(" ");
  if (picture === null) return `${caption} (There is no PDF of this figure.)`;
  return ["\\begin{center}", `\\includegraphics[width=\\textwidth]{${picture}}`, "\\end{center}", caption]
    .join("\n");
}

const COMMANDS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "-": "{-}", // keeps two of them from becoming a dash
  "`": "\\textasciigrave{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "{\\ttfamily\\char34}",
  "'": "\\textquotesingle{}",
  "−": "$-$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "µ": "$\\mu$",
  "·": "$\\cdot$",
  "≥": "$\\ge$",
  "≤": "$\\le$",
  "≈": "$\\approx$",
  "→": "$\\to$",
  "⁻": "$^{-}$",
  "¹": "$^{1}$",
  "²": "$^{2}$",
  "³": "$^{3}$",
  "…": "\\ldots{}",
  "–": "--",
  "—": "---",
  "“": "``",
  "”": "''",
  "‘": "`",
  "’": "\\textquotesingle{}",
};
/** Letters with an accent that the base fonts can set. */
const ACCENTED = /^[a-zA-Z][\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327]$/u;

/** Plain text in which LaTeX sees no command; characters that it does not know are written as their code points. */
export function escapeLatex(text: string): string {
  return [...text.normalize("NFC").replace(/\s+/g, " ")].map((character) => {
    if (/[a-zA-Z0-9 .,:;!?()*+\/=@[\]]/.test(character)) return character;
    if (/[#$%&_{}]/.test(character)) return `\\${character}`;
    if (Object.hasOwn(COMMANDS, character)) return COMMANDS[character]!;
    if (ACCENTED.test(character.normalize("NFD"))) return character;
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    return `[U+${code}]`;
  }).join("");
}
