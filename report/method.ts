/** How the trials were made and what is computed from them, in a paragraph; only what the rows support. */
import { addedSizes } from "../results/cells.ts";
import type { NumericColumn, ResultRow } from "../results/columns.ts";
import { bytesText, numberText } from "../results/number_text.ts";
import type { Analysis } from "./analyze.ts";
import { listText } from "./phrases.ts";

const STATISTICS =
  "Values are medians over the trials of a configuration (one mode, message size and thread count). From six " +
  "trials on they have the exact order-statistic confidence interval of the median, whose level is at least 95 %; below six " +
  "there is no interval and no mode is called better. A mode is better than another where the interval of their " +
  "ratio excludes 1; with many comparisons some would do so by chance, for which Holm's correction allows.";

const UNTIL_CI =
  "Configurations whose interval was still wide got further blocks (--until-ci), so their true confidence level is slightly lower than " +
  "the one computed, since it is that of a single look.";

export function methodText({ loaded, cells, tables, provenance: { repeats } }: Analysis): string {
  const rows = cells.flatMap((cell) => cell.rows);
  if (loaded.origin === "foreign") {
    return `The trials were run by another program; its file does not say how. ${STATISTICS}`;
  }
  const looks = loaded.plan?.["untilCi"] ? UNTIL_CI : "";
  return [
    windowText(rows),
    interleavingText(rows),
    repeatsText(repeats),
    crossedText(rows),
    ...patternTexts(rows),
    costText(rows),
    STATISTICS,
    looks,
    addedText(addedSizes(loaded.plan, tables)),
  ].filter((sentence) => sentence !== "").join(" ");
}

function addedText(sizes: readonly number[]): string {
  return sizes.length === 0
    ? ""
    : `The message sizes ${
      sizes.map(bytesText).join(", ")
    } were added after the others (--refine), to find more closely ` +
      "where the better of two modes changes.";
}

function windowText(rows: readonly ResultRow[]): string {
  const duration = rangeText(rows, "duration_s");
  const warmup = rangeText(rows, "warmup_s");
  return "Each connection has one sender and one receiver thread, which make blocking system calls; a message is 8 " +
    `separately allocated fields${duration === "" ? "" : `; a trial measures each mode for ${duration} s`}` +
    `${duration === "" || warmup === "" ? "" : ` after ${warmup} s of warm-up`}.`;
}

/** How modes were interleaved. */
function interleavingText(rows: readonly ResultRow[]): string {
  const sliced = rows.filter(({ interleave }) => interleave === "slices");
  if (sliced.length === 0) return "";
  const own = sliced.length < rows.length ? "; in the others each mode had trials of its own" : "";
  return `In ${
    own === "" ? "each trial" : "some trials"
  } the modes took turns on the same connections, in rounds whose order was shuffled: ` +
    `each turn began with ${rangeText(sliced, "washout_ms")} ms that were discarded, followed by ` +
    `${rangeText(sliced, "slice_ms")} ms that were measured; ${
      rangeText(sliced, "slices")
    } such slices per mode${own}. ` +
    "The receiver's cost of each byte is attributed to the mode that sent it, by byte offsets in the stream.";
}

function repeatsText(repeats: string | null): string {
  return repeats === null || repeats === "1"
    ? ""
    : `Each configuration was run ${repeats} times, in blocks that run every configuration once in an order shuffled afresh, on new ` +
      "connections; modes are compared within blocks.";
}

/** Of receive strategies and rates, where a sweep had several. */
function crossedText(rows: readonly ResultRow[]): string {
  const several = (column: "rx" | "offered_gbps") => new Set(rows.map((row) => row[column])).size > 1;
  const crossed = [
    ...(several("rx") ? ["receive strategies"] : []),
    ...(several("offered_gbps") ? ["rates"] : []),
  ];
  return crossed.length === 0 || new Set(rows.map(({ run_id }) => run_id)).size > 1
    ? ""
    : `At each message size and thread count of a block all ${
      listText(crossed)
    } had their trials one after another, ` +
      "in an order shuffled afresh, so that these are compared within blocks too.";
}

function patternTexts(rows: readonly ResultRow[]): string[] {
  const patterns = new Set(rows.map((row) => row.pattern));
  return [
    ...(patterns.has("stream")
      ? [
        `In the stream pattern one end, the sender, sends ${
          speedText(rows)
        }; its time per message is the mean on a connection.`,
      ]
      : []),
    ...(patterns.has("rr")
      ? [
        "In the rr pattern each response waits for a request of the same size, and latency is the round trip.",
      ]
      : []),
  ];
}

function speedText(rows: readonly ResultRow[]): string {
  const rates = [...new Set(rows.flatMap(({ offered_gbps }) => offered_gbps ?? []))].toSorted((a, b) =>
    a - b
  );
  return rates.length === 0
    ? "as fast as it can"
    : `by the clock, all senders together ${
      listText(rates.map(numberText))
    } Gbit/s, in bursts of a quarter of a millisecond`;
}

function costText(rows: readonly ResultRow[]): string {
  const scopes = [...new Set(rows.map((row) => row.counters_scope).filter((scope) => scope !== null))];
  if (scopes.length === 0) return "";
  const counted = scopes.length === 1 && scopes[0] === "none"
    ? "hardware counters were not available"
    : `hardware counters covered ${listText(scopes)}`;
  return `CPU cost is that of sender and receiver threads, each over the bytes of its own window; ${counted}.`;
}

/** `1`, `0.25 to 1`; empty without values. */
function rangeText(rows: readonly ResultRow[], column: NumericColumn): string {
  let least = Infinity, greatest = -Infinity;
  for (const { [column]: value } of rows) {
    if (value === null) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least > greatest) return "";
  const [from, to] = [least, greatest].map((value) => numberText(Number(value.toPrecision(2))));
  return from === to ? from! : `${from} to ${to}`;
}
