/** What a foreign table leaves open, in sentences for whoever reads figures and answers made from it. */
import { COUNTERS, type ForeignRow } from "./counters.ts";
import { type ForeignColumn, knownMode } from "./foreign_names.ts";
import { asksForZeroCopy } from "./mode_catalogue.ts";

/** How far a latency may be from the inverse of the throughput and still be nothing but that. */
const ROUNDING = 0.03;

/** The notes on a table whose rows name their modes by `modeNames`. */
export function foreignNotes(
  rows: readonly ForeignRow[],
  columns: readonly ForeignColumn[],
  modeNames: ReadonlySet<string>,
): string[] {
  if (rows.length === 0) return ["the file has a header and no rows"];
  return [
    ...columnNotes(rows, columns),
    ...modeNotes(rows, modeNames),
    ...counterNotes(rows),
    ...latencyNotes(rows),
  ];
}

function columnNotes(rows: readonly ForeignRow[], columns: readonly ForeignColumn[]): string[] {
  const unused = columns.filter(({ meaning }) => meaning === null).map(({ name }) => name || "(no name)");
  const notes = unused.length === 0 ? [] : [`columns that are not used: ${unused.join(", ")}`];
  if (columns.some(({ meaning }) => meaning?.kind === "field_size")) {
    notes.push("field_size is taken as the size of one of 8 fields: messages are 8 times as large");
  }
  for (const column of ["throughput_gbps", "latency_mean_us"] as const) {
    const missing = rows.filter((row) => row[column] === null).length;
    if (missing === rows.length) notes.push(`no ${column} in this file`);
    else if (missing > 0) notes.push(`${column} is missing in ${missing} of ${rows.length} rows`);
  }
  return notes;
}

function modeNotes(rows: readonly ForeignRow[], modeNames: ReadonlySet<string>): string[] {
  const renamed: string[] = [];
  const notes: string[] = [];
  for (const name of modeNames) {
    const mode = knownMode(name);
    if (mode === null) notes.push(`netio does not know the mode "${name}": it is kept under that name`);
    else if (mode !== name) renamed.push(`${name} = ${mode}`);
  }
  if (renamed.length > 0) {
    const check = rows.some((row) => row.mode === "two-copy")
      ? "; a program whose first mode sends the fields one by one measured what netio calls per-field"
      : "";
    notes.unshift(`modes are read as ${renamed.join(", ")}${check}`);
  }
  if (rows.some((row) => asksForZeroCopy(row.mode ?? "") && row.effective_copy === null)) {
    notes.push("the file does not say whether the kernel copied what was to be sent without a copy");
  }
  return notes;
}

function counterNotes(rows: readonly ForeignRow[]): string[] {
  const given = COUNTERS.filter((counter) => rows.some((row) => row.totals[counter] !== undefined));
  if (given.length === 0) return [];
  const notes = [
    `${
      given.join(", ")
    }: one number per row; the file does not say which threads it covers, nor whether the kernel ` +
    "is in it",
  ];
  if (rows.every((row) => row.bytes === null)) {
    notes.push(
      "the file has neither bytes nor duration: cycles per byte and misses per MiB can't be computed",
    );
  }
  return notes;
}

/** Some programs divide the whole window by the number of messages; netio's interval is that of one connection. */
function latencyNotes(rows: readonly ForeignRow[]): string[] {
  const shares = rows.flatMap(({ throughput_gbps, latency_mean_us, message_bytes, threads }) =>
    throughput_gbps && latency_mean_us && message_bytes && threads
      ? [{ threads, share: latency_mean_us * 1e-6 * throughput_gbps * 1e9 / 8 / message_bytes }]
      : []
  );
  const inverse = shares.every(({ share }) => Math.abs(share - 1) < ROUNDING);
  if (!inverse || !shares.some(({ threads }) => threads > 1)) return [];
  return [
    "latency is message size / throughput in every row: the mean time between messages of all threads together, " +
    "not what one connection waits (that is threads times as much)",
  ];
}
