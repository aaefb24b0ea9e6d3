/** Figures that follow from others of the same row, where the file does not give them: said where it is not plain. */
import { countText } from "../../words.ts";
import { type ForeignRow, type NameOf, sentences } from "../foreign_row.ts";
import type { Rows } from "../../table/rows.ts";

const BITS = 8 / 1e9;

/** Fills the throughput; before other checks, which look at it. */
export function deriveThroughput(rows: Rows<ForeignRow>): string[] {
  let byBytes = 0, byRate = 0, byMessages = 0;
  for (const row of rows) {
    if (row.throughput_gbps !== null) continue;
    if (row.bytes && row.duration_s && row.status !== "failed") {
      row.throughput_gbps = row.bytes * BITS / row.duration_s;
      byBytes++;
    } else if (row.messages_per_s && row.message_bytes !== null) {
      row.throughput_gbps = row.messages_per_s * row.message_bytes * BITS;
      byRate++;
    } else if (row.messages && row.message_bytes !== null && row.duration_s && row.status !== "failed") {
      row.throughput_gbps = row.messages * row.message_bytes * BITS / row.duration_s;
      byMessages++;
    }
  }
  return [
    ...said(byBytes, "throughput is bytes ÷ time"),
    ...said(byRate, "throughput is messages per second × message size"),
    ...said(byMessages, "throughput is messages × message size ÷ time"),
  ];
}

/** Fills bytes and cycles per byte. */
export function deriveFigures(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  let byCycles = 0;
  for (const row of rows) {
    const { cycles } = row.totals;
    if (row.throughput_gbps !== null && row.duration_s !== null) {
      row.bytes ??= Math.round(row.throughput_gbps / BITS * row.duration_s);
    }
    if (row.bytes === null && row.cycles_per_byte && cycles) {
      row.bytes = Math.round(cycles / row.cycles_per_byte);
      byCycles++;
    }
    if (cycles !== undefined && row.bytes) row.cycles_per_byte ??= cycles / row.bytes;
  }
  return said(byCycles, `bytes are ${nameOf("cycles")} ÷ ${nameOf("cycles_per_byte")}`);
}

function said(count: number, what: string): string[] {
  return sentences(count > 0 && `${what} in ${countText(count, "row")}, where the file does not give it`);
}
