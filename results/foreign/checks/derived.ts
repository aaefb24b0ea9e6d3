/** Figures that follow from others of the same row, where the file does not give them: said where it is not plain. */
import type { DraftRow, NameOf } from "../draft.ts";
import { rowsText } from "../safe_text.ts";

const BITS = 8 / 1e9;

/** Fills the throughput; before other checks, which look at it. */
export function deriveThroughput(rows: readonly DraftRow[]): string[] {
  const byBytes = count(rows, (row) => {
    if (row.throughput_gbps !== null || !row.bytes || !row.duration_s || row.status === "failed") {
      return false;
    }
    row.throughput_gbps = row.bytes * BITS / row.duration_s;
    return true;
  });
  const byMessages = count(rows, (row) => {
    if (row.throughput_gbps !== null || !row.messages_per_s || row.message_bytes === null) return false;
    row.throughput_gbps = row.messages_per_s * row.message_bytes * BITS;
    return true;
  });
  return [
    ...said(byBytes, "throughput is bytes ÷ time"),
    ...said(byMessages, "throughput is messages per second × message size"),
  ];
}

/** Fills bytes and cycles per byte. */
export function deriveFigures(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const byCycles = count(rows, (row) => {
    if (row.throughput_gbps !== null && row.duration_s !== null) {
      row.bytes ??= Math.round(row.throughput_gbps / BITS * row.duration_s);
    }
    if (row.bytes !== null || !row.cycles_per_byte || !row.totals.cycles) return false;
    row.bytes = Math.round(row.totals.cycles / row.cycles_per_byte);
    return true;
  });
  for (const row of rows) {
    if (row.totals.cycles !== undefined && row.bytes) row.cycles_per_byte ??= row.totals.cycles / row.bytes;
  }
  return said(byCycles, `bytes are ${nameOf("cycles")} ÷ ${nameOf("cycles_per_byte")}`);
}

function count(rows: readonly DraftRow[], derive: (row: DraftRow) => boolean): number {
  return rows.filter(derive).length;
}

function said(count: number, what: string): string[] {
  return count === 0 ? [] : [`${what} in ${rowsText(count)}, where the file does not give it`];
}
