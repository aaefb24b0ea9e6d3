/**
 * Files that are given together: parts of one experiment, such as throughput in one and counters in another, become one
 * row per cell; further runs of the same cells become their repeats.
 */
import { COUNTERS, type ForeignRow } from "../counters.ts";
import { TRIAL_COLUMNS } from "../columns.ts";
import { type DraftRow, finished, MEASURED_COLUMNS, type NameOf } from "./draft.ts";
import { countText, shownText } from "./safe_text.ts";
import { settle } from "./settle.ts";

/** The rows of one file. */
export interface Part {
  /** As notes name it. */
  readonly name: string;
  readonly rows: readonly ForeignRow[];
  readonly notes: readonly string[];
  /** Those of the notes that other files may answer. */
  readonly openNotes: readonly string[];
  /** What the file calls its columns. */
  readonly nameOf: NameOf;
}

const FIELDS_PER_MESSAGE = 8;

/** All rows, those of one cell in different files put together where they do not contradict each other. */
export function joinParts(parts: readonly Part[]): { rows: readonly ForeignRow[]; notes: readonly string[] } {
  const [first, ...others] = parts.map(({ name, rows }) => ({
    name,
    rows: rows.map((row): DraftRow => ({ ...row, totals: { ...row.totals } })),
  }));
  if (first === undefined) return { rows: [], notes: [] };
  let rows = first.rows;
  const told = parts.flatMap(({ name, notes, openNotes }) =>
    notes.filter((note) => !openNotes.includes(note)).map((note) => ({ name: shownText(name), note }))
  );
  const steps: string[] = [];
  for (const other of others) {
    const joined = joinTwo(rows, other.rows);
    rows = joined.rows;
    steps.push(`${shownText(other.name)}: ${joined.note}`);
  }
  const nameOf: NameOf = (target) =>
    parts.map((part) => part.nameOf(target)).find((name) => name !== target) ?? target;
  const { found, open } = settle(rows, nameOf);
  return {
    rows: finished(rows),
    notes: [
      ...told.map(({ name, note }) => `${name}: ${note}`),
      ...steps,
      ...found.filter((note) => !told.some((one) => one.note === note)),
      ...open,
    ],
  };
}

/** One of two files may have been found to have sizes of fields by figures that the other does not have. */
const SIZE_FACTORS = [[1, 1], [1, FIELDS_PER_MESSAGE], [FIELDS_PER_MESSAGE, 1]] as const;

function joinTwo(rows: DraftRow[], others: readonly DraftRow[]): { rows: DraftRow[]; note: string } {
  for (const [own, other] of SIZE_FACTORS) {
    const joined = joinedByCell(scaled(rows, own), scaled(others, other));
    if (joined === null) continue;
    const remark = own === other ? "" : ", sizes of one of 8 fields being taken for those of messages";
    return { ...joined, note: joined.note + remark };
  }
  const cells = new Set(rows.map((row) => cellOf({ ...row, repeat: null })));
  const isRepeat = others.some((row) => cells.has(cellOf({ ...row, repeat: null })));
  const more = others.map((row): DraftRow => ({ ...row, repeat: null, block: null }));
  return { rows: [...rows, ...more], note: `its rows are added${isRepeat ? " as further repeats" : ""}` };
}

/** `null` where two files are no parts of one experiment. */
function joinedByCell(rows: DraftRow[], others: readonly DraftRow[]) {
  const byCell = new Map(rows.map((row) => [cellOf(row), row]));
  const pairs = others.flatMap((other) => {
    const row = byCell.get(cellOf(other));
    return row === undefined ? [] : [[row, other] as const];
  });
  const isPart = pairs.length > 0 && pairs.length * 2 >= Math.min(rows.length, others.length) &&
    !pairs.some(([row, other]) => contradicts(row, other));
  if (!isPart) return null;
  for (const [row, other] of pairs) fill(row, other);
  const alone = others.filter((other) => !byCell.has(cellOf(other)));
  const added = alone.length === 0 ? "" : `, ${countText(alone.length)} added`;
  return { rows: [...rows, ...alone], note: `joined by cell in ${countText(pairs.length)} rows${added}` };
}

function scaled(rows: readonly DraftRow[], factor: number): DraftRow[] {
  return rows.map((row) => ({ ...row, message_bytes: (row.message_bytes ?? 0) * factor }));
}

function cellOf({ mode, rx, pattern, topology, message_bytes, threads, repeat }: DraftRow): string {
  return JSON.stringify([mode, rx, pattern, topology, message_bytes, threads, repeat]);
}

const SAME = 1e-9;

function contradicts(row: DraftRow, other: DraftRow): boolean {
  const differ = (a: number | null | undefined, b: number | null | undefined) =>
    a !== null && b !== null && a !== undefined && b !== undefined && Math.abs(a - b) > SAME * Math.abs(a);
  return MEASURED_COLUMNS.some((column) => differ(row[column], other[column])) ||
    COUNTERS.some((counter) => differ(row.totals[counter], other.totals[counter]));
}

function fill(row: DraftRow, other: DraftRow): void {
  const cells: Record<string, unknown> = row;
  for (const { name } of TRIAL_COLUMNS) cells[name] ??= other[name];
  if (other.status === "failed") row.status = "failed";
  row.totals = { ...other.totals, ...row.totals };
}
