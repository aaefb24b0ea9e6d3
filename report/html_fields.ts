/** Heat maps and matrices in the page: tables whose fields have the colours of the file's, on white and on dark paper. */
import type { DrawnFigure, HeatCell, HeatPanel, MatrixField, MatrixPanel } from "../plots/figure.ts";
import { blend, DARK_PAPER, textColorOn } from "../plots/colors.ts";
import { escapeHtml, proseHtml, scrollBox } from "./html_text.ts";

/** More would make a page that no browser likes to open. */
const MOST_ROWS = 128;

/** What fills a field and what is legible on it, on white and on dark paper. */
export function fieldStyle(color: string, strength: number): string {
  const [light, dark] = [blend(color, strength), blend(color, strength, DARK_PAPER)];
  return `--light:${light};--on-light:${textColorOn(light)};--dark:${dark};--on-dark:${textColorOn(dark)}`;
}

export function heatTable({ title }: DrawnFigure, panel: HeatPanel): string {
  const head = panel.columns.map((label) => headCell(label, "col"));
  const rows = panel.rows.map((label, row) =>
    `<tr>${headCell(label, "row")}${panel.cells[row]!.map(heatField).join("")}</tr>`
  );
  return scrollBox(title, fieldTable("heat", title, panel, head, rows.join("")) + axisText(panel));
}

/** Each field says in full what it means, for pointers and screen readers. */
export function matrixTable({ title }: DrawnFigure, panel: MatrixPanel): string {
  if (panel.rows.length > MOST_ROWS) {
    return `<p class="missing">${panel.rows.length} rows are too many for a page; netio plot draws them.</p>`;
  }
  const head = panel.columns.map(({ text, isOutlier }) => headCell(text, "col", isOutlier));
  const rows = panel.rows.map(({ text, isOutlier }, row) =>
    `<tr>${headCell(text, "row", isOutlier)}${panel.fields[row]!.map(matrixField).join("")}</tr>`
  );
  return scrollBox(title, fieldTable("heat matrix", title, panel, head, rows.join("\n"))) + axisText(panel);
}

function fieldTable(
  kind: string,
  title: string,
  { yLabel }: HeatPanel | MatrixPanel,
  head: readonly string[],
  rows: string,
): string {
  return `<table class="${kind}"><caption>${escapeHtml(title)}</caption>` +
    `<thead><tr><th scope="col">${escapeHtml(yLabel)}</th>${head.join("")}</tr></thead>` +
    `<tbody>${rows}</tbody></table>`;
}

function axisText({ xLabel }: HeatPanel | MatrixPanel): string {
  return `<p class="axis">${escapeHtml(xLabel)}</p>`;
}

function headCell(text: string, scope: "row" | "col", isOutlier = false): string {
  return `<th scope="${scope}"${isOutlier ? ' class="outlier"' : ""}>${escapeHtml(text)}</th>`;
}

function heatField(cell: HeatCell | null): string {
  if (cell === null) return "<td>not measured</td>";
  const { color, strength, text, lines } = cell;
  const [first = "", ...rest] = lines.map(proseHtml);
  return `<td class="field" style="${fieldStyle(color, strength)}" title="${escapeHtml(text)}">` +
    `<strong>${first}</strong>${rest.map((line) => `<br>${line}`).join("")}</td>`;
}

function matrixField(field: MatrixField): string {
  if (field.kind === "nothing") return "<td></td>";
  const title = `title="${escapeHtml(field.text)}"`;
  if (field.kind === "missing") {
    return `<td class="hatched" ${title}><span class="unseen">not measured</span></td>`;
  }
  const { color, strength, label, isOutlier } = field;
  const [frame, note] = isOutlier ? [" framed", '<span class="unseen"> outlier</span>'] : ["", ""];
  return `<td class="field${frame}" style="${fieldStyle(color, strength)}" ${title}>` +
    `${escapeHtml(label)}${note}</td>`;
}
