/** A matrix in the page: a table of many small fields, each with what it says in full for pointers and screen readers. */
import type { DrawnFigure, MatrixField, MatrixLabel, MatrixPanel } from "../plots/figure.ts";
import { fieldStyle } from "./html_heat.ts";
import { escapeHtml, scrollBox } from "./html_text.ts";

/** More would make a page that no browser likes to open. */
const MOST_ROWS = 128;

export function matrixTable(figure: DrawnFigure, panel: MatrixPanel): string {
  const { xLabel, yLabel, columns, rows, fields } = panel;
  if (rows.length > MOST_ROWS) {
    return `<p class="missing">${rows.length} rows are too many for a page; netio plot draws them.</p>`;
  }
  const body = rows.map((label, row) =>
    `<tr>${headCell(label, "row")}${fields[row]!.map(fieldCell).join("")}</tr>`
  );
  const head = columns.map((label) => headCell(label, "col")).join("");
  const table = `<table class="heat matrix"><caption>${escapeHtml(figure.title)}</caption>` +
    `<thead><tr><th scope="col">${escapeHtml(yLabel)}</th>${head}</tr></thead>` +
    `<tbody>${body.join("\n")}</tbody></table>`;
  return `${scrollBox(figure.title, table)}<p class="axis">${escapeHtml(xLabel)}</p>`;
}

function headCell({ text, isOutlier }: MatrixLabel, scope: "row" | "col"): string {
  return `<th scope="${scope}"${isOutlier ? ' class="outlier"' : ""}>${escapeHtml(text)}</th>`;
}

function fieldCell(field: MatrixField): string {
  switch (field.kind) {
    case "nothing":
      return "<td></td>";
    case "missing":
      return `<td class="hatched" title="${
        escapeHtml(field.text)
      }"><span class="unseen">not measured</span></td>`;
    case "value": {
      const { color, strength, label, text, isOutlier } = field;
      const note = isOutlier ? '<span class="unseen"> outlier</span>' : "";
      return `<td class="field${isOutlier ? " framed" : ""}" style="${fieldStyle(color, strength)}" title="${
        escapeHtml(text)
      }">${escapeHtml(label)}${note}</td>`;
    }
  }
}
