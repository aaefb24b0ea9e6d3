/** Tables with captions and header cells, in a box that scrolls by keyboard where the table is larger. */
import type { Table } from "./document.ts";
import { escapeHtml, proseHtml, scrollBox } from "./html_text.ts";

/** Text of up to this many characters stays on one line; else a narrow window makes rows tall for columns out of sight. */
const WHOLE_MAX = 36;

export function htmlTable(table: Table): string {
  return scrollBox(
    table.caption,
    `<table><caption>${escapeHtml(table.caption)}</caption>` +
      `<thead><tr>${table.columns.map(headerCell).join("")}</tr></thead>` +
      `<tbody>${table.rows.map((row) => bodyRow(table, row)).join("\n")}</tbody></table>`,
  );
}

function headerCell({ label, numeric }: Table["columns"][number]): string {
  return `<th scope="col"${styleOf(label, numeric)}>${escapeHtml(label)}</th>`;
}

function bodyRow({ columns, headers }: Table, row: readonly string[]): string {
  const cells = row.map((text, i) => {
    const style = styleOf(text, columns[i]?.numeric ?? false);
    if (i < headers) return `<th scope="row"${style}>${proseHtml(text)}</th>`;
    return text === ""
      ? `<td${style}><span aria-hidden="true">–</span><span class="unseen">not measured</span></td>`
      : `<td${style}>${proseHtml(text)}</td>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

function styleOf(text: string, isNumeric: boolean): string {
  if (isNumeric) return ' class="number"';
  return text.length <= WHOLE_MAX ? ' class="whole"' : "";
}
