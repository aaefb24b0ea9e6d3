/**
 * Reads what `iperf3 -J` writes, as one row for each run: the sum of what the receiver got in its own time.
 *
 * iperf3 sends one buffer with write(2), which is the mode `contiguous`; with `-Z` it is sendfile(2), where the file
 * says so. The names are those of `iperf_api.c`.
 */
import { CELL_KEY, rowKey } from "../columns.ts";
import { CsvError } from "../csv.ts";
import { textAt, valueAt } from "../json.ts";
import { integerText } from "../number_text.ts";
import { safeText, shownList, shownText } from "../safe_text.ts";
import { emptyForeignRow, type ForeignContent, type ForeignRow, sentences } from "./foreign_row.ts";

function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = valueAt(value, ...path);
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : null;
}

/** Whether JSON is of iperf3: a run, or the reason why there was none. */
export function isIperf3(value: unknown): boolean {
  return valueAt(value, "start", "test_start") !== undefined ||
    /^iperf/i.test(textAt(value, "start", "version") ?? "") ||
    (textAt(value, "error") !== null && valueAt(value, "intervals") !== undefined);
}

/** What iperf3 wrote of a run, and the line in which that begins. */
export interface Iperf3Run {
  readonly document: unknown;
  readonly line: number;
}

/** The rows of iperf3 runs, and the notes on them. Throws {@linkcode CsvError} for a run that can't be a row. */
export function readIperf3(
  runs: readonly Iperf3Run[],
): Pick<ForeignContent, "rows" | "notes" | "lineOf"> {
  const whole = runs.filter(({ document }) => textAt(document, "error") === null);
  const read = whole.length === 0 ? runs : whole;
  const rows = read.map(({ document }) => readRun(document));
  const failed = runs.flatMap(({ document }) => textAt(document, "error") ?? []);
  const saysSendfile = rows.some(({ mode }) => mode === "sendfile");
  return {
    rows,
    lineOf: (row) => read[row]!.line,
    notes: sentences(
      "this is what iperf3 -J writes: a row is a whole run, by what its receiver got; message size is that of one write",
      saysSendfile
        ? "iperf3 -Z sends by sendfile(2), not MSG_ZEROCOPY"
        : "the mode is contiguous, one write of one buffer; iperf3 does not record -Z, with which it would be sendfile",
      failed.length > 0 &&
        `${integerText(failed.length)} of ${integerText(runs.length)} runs failed and are left out: ${
          shownList(failed, 2)
        }`,
      rows.some(({ pattern }) => pattern === BOTH_WAYS) &&
        "runs with --bidir sent in both directions at once: a row is the one from the client, kept apart as a pattern",
      rows.some(({ pattern }) => pattern === REVERSE) &&
        "runs with -R sent from the server to the client: they are kept apart as a pattern",
      ...keptApart(rows),
    ),
  };
}

const SETTINGS = ["congestion_control", "sndbuf", "mss"] as const;

/** Writes the settings in which runs of one configuration differ into their patterns; sentences that say so. */
function keptApart(rows: readonly ForeignRow[]): string[] {
  const cells = [...Map.groupBy(rows, (row) => rowKey(row, CELL_KEY)).values()];
  return SETTINGS.flatMap((setting) => {
    const valueOf = (row: ForeignRow) => `${row[setting] ?? "unknown"}`;
    const mixed = cells.filter((cell) => new Set(cell.map(valueOf)).size > 1).flat();
    const values = shownList([...new Set(mixed.map(valueOf))]);
    for (const row of mixed) {
      const value = setting === "congestion_control" ? valueOf(row) : `${setting}=${valueOf(row)}`;
      row.pattern = row.pattern === STREAM ? value : `${row.pattern}, ${value}`;
    }
    return sentences(
      mixed.length > 0 &&
        `runs of one configuration differ in ${setting} (${values}): they are kept apart as patterns`,
    );
  });
}

const STREAM = "stream";
const BOTH_WAYS = "bidirectional";
const REVERSE = "reverse";

function readRun(run: unknown): ForeignRow {
  const error = textAt(run, "error");
  if (error !== null) {
    throw new CsvError(`this is what iperf3 -J writes, of a run that failed: ${shownText(error)}`);
  }
  const settings = valueAt(run, "start", "test_start");
  const protocol = textAt(settings, "protocol") ?? "TCP";
  if (protocol !== "TCP") {
    throw new CsvError(`this is an iperf3 run of ${shownText(protocol)}; netio compares TCP`);
  }
  const sum = valueAt(run, "end", "sum_received", "bytes")
    ? valueAt(run, "end", "sum_received")
    : valueAt(run, "end", "sum_sent");
  const [bytes, seconds] = [numberAt(sum, "bytes"), numberAt(sum, "seconds")];
  const [size, streams] = [numberAt(settings, "blksize"), numberAt(settings, "num_streams")];
  if (!bytes || !seconds || !size || !streams) {
    throw new CsvError(
      "this is what iperf3 -J writes, but its sums, block size or streams are missing: the run did not end",
    );
  }
  const congestion = textAt(run, "end", "sender_tcp_congestion");
  const started = numberAt(run, "start", "timestamp", "timesecs");
  return {
    ...emptyForeignRow(),
    status: "ok",
    mode: valueAt(settings, "zerocopy") || valueAt(run, "start", "zerocopy") ? "sendfile" : "contiguous",
    pattern: valueAt(settings, "bidir") ? BOTH_WAYS : valueAt(settings, "reverse") ? REVERSE : STREAM,
    started_utc: started === null ? null : new Date(Math.min(started, LATEST_S) * 1000).toISOString(),
    message_bytes: size,
    threads: streams,
    duration_s: seconds,
    bytes,
    messages: bytes / size,
    throughput_gbps: (numberAt(sum, "bits_per_second") ?? bytes * 8 / seconds) / 1e9,
    retransmits: numberAt(run, "end", "sum_sent", "retransmits"),
    congestion_control: congestion === null ? null : safeText(congestion),
    sndbuf: numberAt(run, "start", "sndbuf_actual"),
    rcvbuf: numberAt(run, "start", "rcvbuf_actual"),
    mss: numberAt(run, "start", "tcp_mss") ?? numberAt(run, "start", "tcp_mss_default"),
  };
}

/** The end of the year 9999, beyond which dates are written otherwise. */
const LATEST_S = 253402300799;
