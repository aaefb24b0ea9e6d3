/**
 * A throughput whose name tells the wrong unit: bytes ÷ time and latency × throughput ÷ size both say the same other
 * one. One of them alone would not do: it contradicts the name as well as its own figures.
 */
import type { DraftRow, NameOf } from "../draft.ts";
import { latencyProportion } from "../latency_shares.ts";
import { isOne } from "../proportion.ts";
import { rowsText } from "../safe_text.ts";

const RATES: readonly (readonly [factor: number, unit: string])[] = [
  [1e-3, "Mbit/s"],
  [8, "Gbyte/s"],
  [8e-3, "Mbyte/s"],
  [1e3, "Tbit/s"],
];

/** Brings the throughput into the unit that the figures say, as if its name had been Gbit/s. */
export function checkWrongRate(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const ratios = bytesRatios(rows);
  const found = RATES.find(([factor]) =>
    isOne(ratios, factor) && latencyProportion(rows, [1 / factor]) !== null
  );
  if (found === undefined) return [];
  const [factor, unit] = found;
  for (const row of rows) {
    if (row.throughput_gbps !== null) row.throughput_gbps *= factor;
  }
  const share = factor < 1 ? `1/${Math.round(1 / factor)}` : `${factor} times`;
  return [
    `${
      nameOf("throughput_gbps")
    } is read as ${unit}, against its name: bytes ÷ time and message size ÷ latency both are ${share} ` +
    `what the name says, in ${rowsText(rows.length)}`,
  ];
}

/** bytes ÷ time over the throughput, of the rows that have all three. */
function bytesRatios(rows: readonly DraftRow[]): number[] {
  return rows.flatMap(({ bytes, duration_s, throughput_gbps }) =>
    bytes && duration_s && throughput_gbps ? [bytes * 8 / 1e9 / duration_s / throughput_gbps] : []
  );
}
