/** A heat map in the page: a table whose fields have the colours of the file's, on white and on dark paper. */
import type { DrawnFigure, HeatCell, HeatPanel } from "../plots/figure.ts";
import { blend, DARK_PAPER, textColorOn } from "../plots/heat_color.ts";
import { escapeHtml, proseHtml, scrollBox } from "./html_text.ts";

/** What fills a field and what is legible on it, on white and on dark paper. */
export function fieldStyle(color: string, strength: number): string {
  const [light, dark] = [blend(color, strength), blend(color, strength, DARK_PAPER)];
  return `--light:${light};--on-light:${textColorOn(light)};--dark:${dark};--on-dark:${textColorOn(dark)}`;
}

export function heatTable(figure: DrawnFigure, { xLabel, yLabel, columns, rows, cells }: HeatPanel): string {
  const head = columns.map((label) => `<th scope="col">${escapeHtml(label)}</th>`).join("");
  const body = rows.map((label, row) =>
    `<tr><th scope="row">${escapeHtml(label)}</th>${cells[row]?.map(heatField).join("") ?? ""}</tr>`
  );
  return scrollBox(
    figure.title,
    `<table class="heat"><caption>${escapeHtml(figure.title)}</caption>` +
      `<thead><tr><th scope="col">${escapeHtml(yLabel)}</th>${head}</tr></thead>` +
      `<tbody>${body.join("")}</tbody></table><p class="axis">${escapeHtml(xLabel)}</p>`,
  );
}

function heatField(cell: HeatCell | null): string {
  if (cell === null) return "<td>not measured</td>";
  const [first = "", ...rest] = cell.lines.map(proseHtml);
  return `<td class="field" style="${fieldStyle(cell.color, cell.strength)}" title="${
    escapeHtml(cell.text)
  }">` +
    `<strong>${first}</strong>${rest.map((line) => `<br>${line}`).join("")}</td>`;
}
