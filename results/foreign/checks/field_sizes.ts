/**
 * Sizes that are of one field, and units that are not quite what they are called: latency × throughput ÷ size is the
 * same number in every row, alone or times the threads, and which number it is tells. Where latency × throughput itself
 * is the same in every row, the size made no difference.
 */
import { countText } from "../../words.ts";
import { FIELDS_PER_MESSAGE, type ForeignRow, type NameOf, sentences } from "../foreign_row.ts";
import { factorText, isOne, latencyProportion, type Proportion, spread } from "../proportion.ts";
import type { Rows } from "../../table/rows.ts";

const MIB_OVER_MB = 2 ** 20 / 1e6;
const GIB_OVER_GB = 2 ** 30 / 1e9;

/** What a throughput in binary units, called decimal ones, is of the true figure. */
const BINARY_SHARES: readonly (readonly [share: number, note: string])[] = [
  [1 / MIB_OVER_MB, "its Gbit/s is MiB/s × 8 ÷ 1000, so that true figures are 4.9 % higher"],
  [1 / GIB_OVER_GB, "its Gbit/s is bits ÷ 2^30, so that true figures are 7.4 % higher"],
];

const FACTORS: readonly number[] = [1, FIELDS_PER_MESSAGE]
  .flatMap((size) => [size, ...BINARY_SHARES.map(([share]) => size * share)]);
/** Names that are wrong by a whole unit. */
const WRONG_UNITS: readonly number[] = [1e3, 1e-3, 1 / 8, 1e6, 1e-6];
/** Sizes in KiB, of messages. */
const KIB = 1024;

/** Makes messages of fields where the figures say so; of other odd proportions it only tells. */
export function checkFieldSizes(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  if (latencyProportion(rows, [1]) !== null) return [];
  const found = latencyProportion(rows, FACTORS);
  if (found === null) return fieldsByMessages(rows, nameOf) ?? otherUnit(rows, nameOf);
  const isOfField = found.factor > 2;
  const isField = isOfField && !areWholeByMessages(rows);
  if (isField) multiplySizes(rows, FIELDS_PER_MESSAGE);
  const proportion = proportionText(found);
  const binary = BINARY_SHARES.find(([share]) =>
    Math.abs(found.factor / share / (isOfField ? FIELDS_PER_MESSAGE : 1) - 1) < 1e-6
  );
  const size = nameOf("message_bytes"), throughput = nameOf("throughput_gbps");
  return sentences(
    isField &&
      `${size} is the size of one of 8 fields: ${proportion}; messages are taken as 8 times as large`,
    isOfField && !isField &&
      `${proportion}, though bytes ÷ messages says that sizes are of whole messages: latency or throughput is of something else`,
    binary !== undefined && `${throughput}: ${isField ? "" : `${proportion}: `}${binary[1]}; left as it is`,
  );
}

function multiplySizes(rows: Rows<ForeignRow>, factor: number): void {
  for (const row of rows) {
    if (row.message_bytes !== null) row.message_bytes *= factor;
  }
}

function proportionText({ shares, isPerConnection }: Proportion): string {
  const { median } = spread(shares.over(1, isPerConnection));
  const times = isPerConnection ? " times the threads" : "";
  const rows = countText(shares.length, "row");
  return `latency × throughput ÷ size is ${factorText(median)}${times} in all ${rows}`;
}

function areWholeByMessages(rows: Rows<ForeignRow>): boolean {
  return isOne(messageShares(rows));
}

/** bytes ÷ messages ÷ size. */
function messageShares(rows: Rows<ForeignRow>): number[] {
  return rows.flatMap(({ bytes, messages, message_bytes }) =>
    bytes && messages && message_bytes ? [bytes / messages / message_bytes] : []
  );
}

/** Throughput ÷ messages per second ÷ size. */
function rateShares(rows: Rows<ForeignRow>): number[] {
  return rows.flatMap(({ throughput_gbps, messages_per_s, message_bytes }) =>
    throughput_gbps && messages_per_s && message_bytes
      ? [throughput_gbps * 1e9 / 8 / messages_per_s / message_bytes]
      : []
  );
}

/** Where no latency tells, messages that were counted may; `null` where they don't either. */
function fieldsByMessages(rows: Rows<ForeignRow>, nameOf: NameOf): string[] | null {
  const counted = [
    { shares: messageShares(rows), of: ["bytes", "messages"] },
    { shares: rateShares(rows), of: ["throughput_gbps", "messages_per_s"] },
  ] as const;
  const found = counted.find(({ shares }) => isOne(shares, FIELDS_PER_MESSAGE));
  if (found === undefined) return null;
  multiplySizes(rows, FIELDS_PER_MESSAGE);
  const { shares, of } = found;
  return [
    `${nameOf("message_bytes")} is the size of one of 8 fields: ${of.map(nameOf).join(" ÷ ")} ÷ size is ${
      factorText(spread(shares).median)
    } in all ${countText(shares.length, "row")}; messages are taken as 8 times as large`,
  ];
}

function otherUnit(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const found = latencyProportion(rows, [...WRONG_UNITS, KIB]);
  if (found === null) return sizeWithoutEffect(rows, nameOf);
  const size = nameOf("message_bytes");
  if (found.factor === KIB && !/byte|\bB\b/i.test(size)) {
    const proportion = proportionText(found);
    multiplySizes(rows, KIB);
    return [`${size} is in KiB: ${proportion}`];
  }
  return [
    `${proportionText(found)}: ${nameOf("latency_mean_us")}, ${
      nameOf("throughput_gbps")
    } or ${size} is not in the unit of its name; which, the file does not say, so all are left as they are`,
  ];
}

const FEWEST_SIZES = 3;

/** Tells of a program that sends the same at a time whatever size it is given. */
function sizeWithoutEffect(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const sent = rows.flatMap(({ throughput_gbps, latency_mean_us, message_bytes, threads }) =>
    throughput_gbps && latency_mean_us && message_bytes && threads
      ? [{ size: message_bytes, threads, bytes: latency_mean_us * throughput_gbps * 1e3 / 8 }]
      : []
  );
  if (new Set(sent.map(({ size }) => size)).size < FEWEST_SIZES) return [];
  const found = [false, true].flatMap((isPerConnection) => {
    const products = sent.map(({ bytes, threads }) => isPerConnection ? bytes / threads : bytes);
    const { median } = spread(products);
    if (!isOne(products, median)) return [];
    const product = `${nameOf("latency_mean_us")} × ${nameOf("throughput_gbps")}${
      isPerConnection ? " ÷ threads" : ""
    }`;
    return [
      `${product} is ${factorText(median)} bytes in all ${countText(sent.length, "row")}, whatever ${
        nameOf("message_bytes")
      } says: what is sent at a time does not depend on it`,
    ];
  });
  return found.slice(0, 1);
}
