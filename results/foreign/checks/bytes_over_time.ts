/** Throughput against bytes ÷ time, and against messages per second. */
import { countText, ofAllText, rangeText } from "../../words.ts";
import type { ForeignRow, NameOf } from "../foreign_row.ts";
import { factorText, isOne, latencyProportion, spread } from "../proportion.ts";
import type { Rows } from "../../table/rows.ts";

/** bytes ÷ time over the throughput; `null` where a row lacks one of the three. */
function bytesRatio({ bytes, duration_s, throughput_gbps }: ForeignRow): number | null {
  return bytes !== null && duration_s && throughput_gbps
    ? bytes * 8 / 1e9 / duration_s / throughput_gbps
    : null;
}

const RATES: readonly (readonly [factor: number, unit: string])[] = [
  [1e-3, "Mbit/s"],
  [8, "Gbyte/s"],
  [8e-3, "Mbyte/s"],
  [1e3, "Tbit/s"],
];

/**
 * A throughput whose name tells the wrong unit: bytes ÷ time and latency × throughput ÷ size both say the same other one.
 * One of them alone would not do: it contradicts the name as well as its own figures. Brings the throughput into the unit
 * that the figures say.
 */
export function checkWrongRate(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const possible = RATES.filter(([factor]) => latencyProportion(rows, [1 / factor]) !== null);
  const ratios = possible.length === 0 ? [] : rows.flatMap((row) => bytesRatio(row) || []);
  const found = possible.find(([factor]) => isOne(ratios, factor));
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
    `what the name says, in ${countText(rows.length, "row")}`,
  ];
}

/** Programs also time what is around their window, so some disagreement is none. */
const AGREEMENT = 1.5;

function isContradiction(ratio: number): boolean {
  return ratio > AGREEMENT || ratio < 1 / AGREEMENT;
}

const FACTORS: readonly (readonly [factor: number, hint: string])[] = [
  [8, "is the throughput in bytes, not bits?"],
  [1 / 8, "is the throughput 8 times too large?"],
  [2, "are bytes counted in both directions?"],
  [1 / 2, "does the throughput count both directions?"],
  [1000, "is the throughput in another unit?"],
  [1 / 1000, "is the throughput in another unit?"],
];

/**
 * Bytes that contradict throughput × time: which of the three is wrong the file does not say, so nothing is derived from
 * them. Takes bytes and duration out of the rows.
 */
export function checkContradictions(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const wrong = rows.filter((row) => isContradiction(bytesRatio(row) ?? 1));
  if (wrong.length === 0) return [];
  const ratios = wrong.map((row) => bytesRatio(row)!);
  const hint = hintFor(ratios, wrong.map(({ threads }) => threads ?? 1));
  for (const row of wrong) {
    row.bytes = null;
    row.duration_s = null;
    row.messages = null;
  }
  const { least, greatest } = spread(ratios);
  const where = countText(wrong.length, "row");
  const product = `${nameOf("throughput_gbps")} × ${nameOf("duration_s")}`;
  return [
    `${nameOf("bytes")} contradicts ${product} in ${
      wrong.length === rows.length ? `all ${where}` : where
    }, being ${partText(least, greatest)}${hint}: nothing is derived from bytes and time there`,
  ];
}

/** Tells of a rate of messages that contradicts the throughput; of round trips the other way counts too, or may not. */
export function checkMessageRates(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const ratios = rows.flatMap(({ messages_per_s, message_bytes, throughput_gbps, pattern }) => {
    if (!messages_per_s || !message_bytes || !throughput_gbps || pattern === "rr") return [];
    const ratio = messages_per_s * message_bytes * 8 / 1e9 / throughput_gbps;
    return isContradiction(ratio) ? [ratio] : [];
  });
  if (ratios.length === 0) return [];
  const { least, greatest } = spread(ratios);
  return [
    `${nameOf("messages_per_s")} × ${nameOf("message_bytes")} contradicts ${nameOf("throughput_gbps")} in ${
      ofAllText(ratios.length, rows.length, "row")
    }, being ${partText(least, greatest)}: which is right the file does not say`,
  ];
}

/** `1.00 % to 3.00 % of it`, `0.500 to 3.00 times it`. */
function partText(least: number, greatest: number): string {
  return greatest < 1
    ? `${rangeText(`${factorText(least * 100)} %`, `${factorText(greatest * 100)} %`)} of it`
    : `${rangeText(factorText(least), factorText(greatest))} times it`;
}

function hintFor(ratios: readonly number[], threads: readonly number[]): string {
  const found = FACTORS.find(([factor]) => isOne(ratios, factor));
  if (found !== undefined) return ` (${found[1]})`;
  if (isOne(ratios.map((ratio, i) => ratio / threads[i]!))) return " (is the throughput that of one thread?)";
  return isOne(ratios.map((ratio, i) => ratio * threads[i]!)) ? " (are bytes those of one thread?)" : "";
}
