/** How the trials were made and what is computed from them, in a few paragraphs; only what the rows support. */
import { addedSizes, ascending, rowsOf } from "../results/cells.ts";
import type { NumericColumn } from "../results/columns.ts";
import { bytesText, numberText } from "../results/number_text.ts";
import type { Ranking } from "../results/ranking.ts";
import { joined, listText, rangeText } from "../results/words.ts";
import type { Analysis } from "./analyze.ts";
import type { Rows } from "../results/table/rows.ts";

const STATISTICS =
  "Values are medians over the trials of one mode, message size and thread count. From six " +
  "trials on they have the exact order-statistic confidence interval of the median, whose level is at least 95 %; below six " +
  "there is no interval and no mode is called better. A mode is better than another where the interval of their " +
  "ratio excludes 1; with many comparisons some would do so by chance, which Holm's correction accounts for.";

const UNTIL_CI =
  "Configurations whose interval was still wide got further blocks (--until-ci), so their true confidence level is " +
  "slightly below the computed one, which assumes a single look.";

const EXTRA_REPEATS =
  "After the planned blocks each further one ran a single size and thread count, the one whose ratios were known least " +
  "precisely at that time (--extra-repeats); how many there are was fixed beforehand.";

const TWO_STATES =
  "The machine changed its state: the two ends' CPUs were near each other or far apart (core_to_core_ns), or both modes " +
  "together were slow or fast, in two groups of blocks. Where a ratio changed with that (Mann–Whitney test, 1 %), there " +
  "are two, each with its own interval: CPUs near, and far; machine slow, and fast.";

/** Paragraphs: a trial, what was repeated, what was counted, what is computed. */
export function methodTexts(
  { loaded, cells, tables, rankings, provenance: { repeats } }: Analysis,
): string[] {
  const rows = rowsOf(cells);
  if (loaded.origin === "foreign") {
    return ["The trials were run by another program; its file does not say how.", STATISTICS];
  }
  const paragraphs = [
    [windowText(rows), interleavingText(rows)],
    [
      repeatsText(repeats),
      crossedText(rows),
      loaded.plan?.["extraRepeats"] ? EXTRA_REPEATS : null,
      addedText(addedSizes(loaded.plan, tables)),
    ],
    [...patternTexts(rows), costText(rows)],
    [STATISTICS, rankings.some(hasTwoStates) && TWO_STATES, loaded.plan?.["untilCi"] ? UNTIL_CI : null],
  ];
  return paragraphs.map((sentences) => joined(sentences)).filter((text) => text !== "");
}

/** Whether any of its leads is two, since the machine changed. */
function hasTwoStates({ places }: Ranking): boolean {
  return places.some(({ rivals }) => rivals.some(({ contrast }) => contrast.states !== null));
}

function addedText(sizes: readonly number[]): string {
  if (sizes.length === 0) return "";
  const list = sizes.map(bytesText).join(", ");
  return `The message sizes ${list} were added after the others (--refine), to find more closely where the better ` +
    "of two modes changes.";
}

function windowText(rows: Rows): string {
  const duration = spanOf(rows, "duration_s"), warmup = spanOf(rows, "warmup_s");
  const measured = duration === "" ? "" : `; a trial measures each mode for ${duration} s`;
  const warmed = duration === "" || warmup === "" ? "" : ` after ${warmup} s of warm-up`;
  return "Each connection has one sender and one receiver thread, which make blocking system calls; a message is 8 " +
    `separately allocated fields${measured}${warmed}.`;
}

/** How modes were interleaved. */
function interleavingText(rows: Rows): string {
  const sliced = rows.filter(({ interleave }) => interleave === "slices");
  if (sliced.length === 0) return "";
  const isAll = sliced.length === rows.length;
  const others = isAll ? "" : "; in the others each mode had trials of its own";
  const washout = spanOf(sliced, "washout_ms"), slice = spanOf(sliced, "slice_ms");
  return `In ${isAll ? "each trial" : "some trials"} the modes took turns on the same connections, in ` +
    `rounds whose order was shuffled: each turn began with ${washout} ms that were discarded, followed by ` +
    `${slice} ms that were measured; ${spanOf(sliced, "slices")} such slices per mode${others}. ` +
    "The receiver's cost of each byte is attributed to the mode that sent it, by byte offsets in the stream.";
}

function repeatsText(repeats: string | null): string {
  if (repeats === null || repeats === "1") return "";
  return `Each configuration was run ${repeats} times, in blocks that run every configuration once in a freshly shuffled ` +
    "order, on new connections; modes are compared within blocks.";
}

/** Of receive strategies and rates, where a sweep had several. */
function crossedText(rows: Rows): string {
  const several = (column: "rx" | "offered_gbps") => new Set(rows.map((row) => row[column])).size > 1;
  const crossed = [
    ...(several("rx") ? ["receive strategies"] : []),
    ...(several("offered_gbps") ? ["rates"] : []),
  ];
  if (crossed.length === 0 || new Set(rows.map(({ run_id }) => run_id)).size > 1) return "";
  return `At each message size and thread count of a block all ${listText(crossed)} had their trials one ` +
    "after another, in a freshly shuffled order, so that these are compared within blocks too.";
}

function patternTexts(rows: Rows): (string | false)[] {
  const patterns = new Set(rows.map((row) => row.pattern));
  return [
    patterns.has("stream") &&
    `In the stream pattern one end, the sender, sends ${speedText(rows)}; its time per message is the mean ` +
      "on a connection.",
    patterns.has("rr") &&
    "In the rr pattern each response waits for a request of the same size, and latency is the round trip.",
  ];
}

function speedText(rows: Rows): string {
  const rates = ascending(rows.flatMap(({ offered_gbps }) => offered_gbps ?? []));
  if (rates.length === 0) return "as fast as it can";
  const offered = listText(rates.map(numberText));
  return `by the clock, all senders together ${offered} Gbit/s, in bursts of a quarter of a millisecond`;
}

function costText(rows: Rows): string {
  const scopes = [...new Set(rows.map((row) => row.counters_scope).filter((scope) => scope !== null))];
  if (scopes.length === 0) return "";
  const counted = scopes.length === 1 && scopes[0] === "none"
    ? "hardware counters were not available"
    : `hardware counters covered ${listText(scopes)}`;
  return `CPU cost is that of sender and receiver threads, each over the bytes of its own window; ${counted}.`;
}

/** `1`, `0.25 to 1`; empty without values. */
function spanOf(rows: Rows, column: NumericColumn): string {
  let least = Infinity, greatest = -Infinity;
  for (const { [column]: value } of rows) {
    if (value === null) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least > greatest) return "";
  const text = (value: number) => numberText(Number(value.toPrecision(2)));
  return rangeText(text(least), text(greatest));
}
