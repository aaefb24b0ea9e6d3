/**
 * Sizes that are of one field, and units that are not quite what they are called: latency × throughput ÷ size is the
 * same number in every row, alone or times the threads, and which number it is tells.
 */
import type { DraftRow, NameOf } from "../draft.ts";
import { factorText, isOne, proportionOf, type Share, spread } from "../proportion.ts";
import { rowsText } from "../safe_text.ts";

const FIELDS_PER_MESSAGE = 8;
const MIB_OVER_MB = 2 ** 20 / 1e6;
const GIB_OVER_GB = 2 ** 30 / 1e9;

/** What a throughput in binary units, called decimal ones, is of the true figure. */
const BINARY_SHARES: readonly (readonly [share: number, note: string])[] = [
  [1 / MIB_OVER_MB, "its Gbit/s is MiB/s × 8 ÷ 1000, so that true figures are 4.9 % higher"],
  [1 / GIB_OVER_GB, "its Gbit/s is bits ÷ 2^30, so that true figures are 7.4 % higher"],
];

const FACTORS: readonly number[] = [1, FIELDS_PER_MESSAGE].flatMap((
  size,
) => [size, ...BINARY_SHARES.map(([share]) => size * share)]);
/** Names that are wrong by a whole unit. */
const WRONG_UNITS: readonly number[] = [1e3, 1e-3, 1 / 8, 1e6, 1e-6];
/** Sizes in KiB, of messages. */
const KIB = 1024;

/** Makes messages of fields where the figures say so; of other odd proportions it only tells. */
export function checkFieldSizes(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const shares = sharesOf(rows);
  if (new Set(shares.map(({ threads }) => threads)).size === 0 || isProportion(shares, [1])) return [];
  const found = proportionOf(shares, FACTORS);
  if (found === null) return otherUnit(rows, shares, nameOf);
  const isOfField = found.factor > 2;
  const binary = BINARY_SHARES.find(([share]) =>
    Math.abs(found.factor / share / (isOfField ? FIELDS_PER_MESSAGE : 1) - 1) < 1e-6
  );
  const median =
    spread(shares.map(({ ratio, threads }) => found.isPerConnection ? ratio / threads : ratio)).median;
  const proportion = `latency × throughput ÷ size is ${factorText(median)}${
    found.isPerConnection ? " times the threads" : ""
  } in all ${rowsText(shares.length)}`;
  const isField = isOfField && !areWholeByMessages(rows);
  if (isField) {
    for (const row of rows) {
      if (row.message_bytes !== null) row.message_bytes *= FIELDS_PER_MESSAGE;
    }
  }
  return [
    ...(isField
      ? [
        `${
          nameOf("message_bytes")
        } is the size of one of 8 fields: ${proportion}; messages are taken as 8 times as large`,
      ]
      : isOfField
      ? [
        `${proportion}, though bytes ÷ messages says that sizes are of whole messages: latency or throughput is of something else`,
      ]
      : []),
    ...(binary === undefined
      ? []
      : [`${nameOf("throughput_gbps")}: ${isField ? "" : `${proportion}: `}${binary[1]}; left as it is`]),
  ];
}

function isProportion(shares: readonly Share[], factors: readonly number[]): boolean {
  return proportionOf(shares, factors) !== null;
}

function sharesOf(rows: readonly DraftRow[]): Share[] {
  return rows.flatMap(({ throughput_gbps, latency_mean_us, message_bytes, threads }) =>
    throughput_gbps && latency_mean_us && message_bytes && threads
      ? [{ threads, ratio: latency_mean_us * throughput_gbps * 1e3 / 8 / message_bytes }]
      : []
  );
}

function areWholeByMessages(rows: readonly DraftRow[]): boolean {
  return isOne(
    rows.flatMap(({ bytes, messages, message_bytes }) =>
      bytes && messages && message_bytes ? [bytes / messages / message_bytes] : []
    ),
  );
}

function otherUnit(rows: readonly DraftRow[], shares: readonly Share[], nameOf: NameOf): string[] {
  const found = proportionOf(shares, [...WRONG_UNITS, KIB]);
  if (found === null) return [];
  const proportion = `latency × throughput ÷ size is ${factorText(found.factor)}${
    found.isPerConnection ? " times the threads" : ""
  } in all ${rowsText(shares.length)}`;
  const size = nameOf("message_bytes");
  if (found.factor === KIB && !/byte|\bB\b/i.test(size)) {
    for (const row of rows) {
      if (row.message_bytes !== null) row.message_bytes *= KIB;
    }
    return [`${size} is in KiB: ${proportion}`];
  }
  return [
    `${proportion}: ${nameOf("latency_mean_us")}, ${
      nameOf("throughput_gbps")
    } or ${size} is not in the unit of its name; which, the file does not say, so all are left as they are`,
  ];
}
