/** The rows of a table: each column's values in netio's unit, in the netio column they belong to. */
import { CsvError } from "../csv.ts";
import { integerText } from "../number_text.ts";
import type { Target } from "./column_names.ts";
import { COUNTERS } from "../counters.ts";
import { ForeignTable } from "../table/row_view.ts";
import { FIELDS_PER_MESSAGE, type ForeignContent, type ForeignRow, sentences } from "./foreign_row.ts";
import {
  ColumnsByTarget,
  fill,
  fillCounters,
  fillLatencies,
  fillOthers,
  fillWords,
  PERCENTILES,
  settingWords,
} from "./row_cells.ts";
import { countedIn } from "./header_name.ts";
import { type RowKinds, rowKinds } from "./row_kinds.ts";
import { shownList } from "../safe_text.ts";
import type { FigureColumn, TableData } from "./table_data.ts";
import { isOne } from "./proportion.ts";
import { bytesRatios, chooseUnits, isLatency, type Measured } from "./unit_choice.ts";
import { decimalFactor, isBinaryByHabit } from "./units.ts";

/** Makes the rows of a table. Throws {@linkcode CsvError} naming what is missing or ambiguous. */
export function rowsOfTable(data: TableData): ForeignContent {
  const columns = new ColumnsByTarget(data.columns.figures);
  refuseOnlyZeros(data);
  const size = sizeReader(columns);
  const threads = columns.first("threads")!;
  const settings = settingWords(data);
  const { lineOf } = data;
  const keyAt = (row: number) =>
    JSON.stringify([size.at(row), threads.at(row, 1), ...settings.map(({ column }) => column.at(row))]);
  const kinds = rowKinds(data.columns, data.rowCount, keyAt, (row) => [size.at(row), threads.at(row, 1)]);
  const { measured, doubts } = settled(measuredColumns(columns, data.rowCount, size.at), columns);
  const units = chooseUnits(measured);
  const table = new ForeignTable(data.rowCount), { rows } = table;
  const sizes = table.numbers("message_bytes");
  fill(table, "threads", threads, 1);
  rows.forEach((draft, row) => {
    draft.status = "ok";
    draft.mode = kinds.modeOf(row) || null;
    sizes.set(row, size.at(row));
    requireKey(draft, lineOf(row));
  });
  fillWords(table, data, settings);
  rows.forEach((draft, row) => {
    draft.pattern = kinds.patternOf(row) ?? draft.pattern;
    draft.repeat = kinds.repeatOf(row);
  });
  fill(table, "throughput_gbps", measured.throughput, units.rate);
  fill(table, "duration_s", measured.duration, units.duration);
  fill(table, "bytes", measured.bytes?.column ?? null, measured.bytes?.factor ?? null);
  fillLatencies(table, columns, units.latency);
  fillOthers(table, columns);
  fillCounters(table, columns);
  return {
    rows,
    nameOf: namesIn(columns),
    lineOf,
    constants: data.constants,
    unused: unusedColumns(data, columns, kinds),
    notes: [
      ...size.notes,
      ...kinds.notes,
      ...doubts,
      ...units.notes,
      ...amountNotes(measured),
      ...percentileNotes(columns, units.latency),
      ...counterNotes(columns),
      ...spreadNotes(columns),
    ],
  };
}

/** Keeps the names alone: the columns are done with. */
function namesIn(columns: ColumnsByTarget): ForeignContent["nameOf"] {
  const names = new Map(
    columns.all.map(({ placed: { target, name } }) => [target, columns.first(target)?.placed.name ?? name]),
  );
  return (target) => names.get(target) ?? target;
}

/** A run that failed writes zeros, or nothing, for everything. */
function refuseOnlyZeros({ columns, rowCount }: TableData): void {
  const keys: readonly Target[] = ["message_bytes", "field_size", "threads", "duration_s"];
  const figures = columns.figures.filter(({ placed }) => !keys.includes(placed.target));
  let zeros = 0;
  for (const figure of figures) {
    for (let row = 0; row < rowCount; row++) {
      const value = figure.at(row, 1);
      if (value !== null && value > 0) return;
      if (value === 0) zeros++;
    }
  }
  if (zeros === 0) return;
  throw new CsvError(
    `every figure in ${
      rowCount === 1 ? "the one row" : `all ${integerText(rowCount)} rows`
    } is 0: no row is a measurement; the runs failed, or nothing was counted`,
  );
}

function sizeReader(columns: ColumnsByTarget) {
  const message = columns.first("message_bytes"), field = columns.first("field_size");
  const column = (message ?? field)!;
  const times = message === null ? FIELDS_PER_MESSAGE : 1;
  const [unit] = column.placed.units;
  const spoken = [...(unit ? [unit] : []), ...column.cellUnits].find(isBinaryByHabit);
  return {
    at: (row: number) => {
      const bytes = column.at(row, unit?.factor ?? 1);
      return bytes === null ? null : bytes * times;
    },
    notes: sentences(
      spoken !== undefined && `sizes in ${spoken.text} are read as ${integerText(spoken.factor)} bytes each`,
      message === null &&
        `${column.placed.name} is taken as the size of one of 8 fields: messages are 8 times as large`,
    ),
  };
}

function measuredColumns(columns: ColumnsByTarget, rowCount: number, sizeAt: Measured["sizeAt"]): Measured {
  const bytes = columns.first("bytes"), throughput = columns.first("throughput_gbps");
  const threads = columns.first("threads");
  const measured = {
    rowCount,
    sizeAt,
    threadsAt: (row: number) => threads?.at(row, 1) ?? null,
    throughput,
    latency: columns.first("latency_mean_us"),
    bytes: bytes === null ? null : { column: bytes, factor: bytes.placed.units[0]?.factor ?? 1 },
  };
  const duration = bestDuration(columns.of("duration_s"), measured);
  if (duration !== null) columns.choose(duration);
  return withDecimalBytes({ ...measured, duration });
}

/** Without a time that is no latency, where its name leaves that to its figures; what was found out, in sentences. */
function settled(
  measured: Measured,
  columns: ColumnsByTarget,
): { measured: Measured; doubts: readonly string[] } {
  const { latency } = measured, doubt = latency?.placed.doubt;
  if (latency === null || doubt === undefined) return { measured, doubts: [] };
  if (isLatency(measured)) {
    const why = `since ${latency.placed.name} × throughput agrees with the message size`;
    return { measured, doubts: [`column ${latency.placed.name} is read as latency_mean_us, ${why}`] };
  }
  columns.drop(latency);
  return { measured: { ...measured, latency: null }, doubts: [doubt] };
}

/** `MB` is of 1000 × 1000 where that is what throughput × time says. */
function withDecimalBytes(measured: Measured): Measured {
  const { bytes, throughput, duration } = measured;
  const units = [throughput, duration].map((column) => column?.placed.units ?? []);
  const [[rate, ...otherRates] = [], [time, ...otherTimes] = []] = units;
  const areClear = rate !== undefined && time !== undefined && otherRates.length + otherTimes.length === 0;
  const [unit] = bytes?.column.placed.units ?? [];
  if (bytes === null || !areClear || unit === undefined || !isBinaryByHabit(unit)) return measured;
  const decimal = { ...measured, bytes: { ...bytes, factor: decimalFactor(unit) } };
  const agrees = (one: Measured) => isOne(bytesRatios(one, rate.factor, time.factor));
  return agrees(decimal) && !agrees(measured) ? decimal : measured;
}

/** `MB` may be of 1000 or 1024. */
function amountNotes({ bytes }: Measured): string[] {
  const unit = [...bytes?.column.placed.units ?? [], ...bytes?.column.cellUnits ?? []].find(isBinaryByHabit);
  if (bytes === null || unit === undefined) return [];
  const { column: { placed: { name } }, factor } = bytes, isDecimal = factor === decimalFactor(unit);
  const why = isDecimal ? ", so that bytes ÷ time is the throughput" : "";
  return [
    `column ${name} counts ${unit.text} of ${integerText(isDecimal ? factor : unit.factor)} bytes${why}`,
  ];
}

/** Of a planned and a measured duration, the one that agrees with bytes and throughput. */
function bestDuration(
  columns: readonly FigureColumn[],
  { rowCount, throughput, bytes }: Omit<Measured, "duration">,
): FigureColumn | null {
  const distance = (column: FigureColumn) => {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) {
      const gbps = throughput?.at(row, throughput.placed.units[0]?.factor ?? 1);
      const moved = bytes?.column.at(row, bytes.factor),
        seconds = column.at(row, column.placed.units[0]?.factor ?? 1);
      if (gbps && moved && seconds) sum += Math.abs(Math.log(moved * 8 / 1e9 / gbps / seconds));
    }
    return sum;
  };
  return columns.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

function requireKey(row: ForeignRow, line: number): void {
  if (row.mode === null) throw new CsvError(`line ${line}: the mode is missing`);
  for (const column of ["message_bytes", "threads"] as const) {
    const value = row[column];
    if (value === null || !Number.isSafeInteger(value) || value < 1) {
      throw new CsvError(
        `line ${line}: ${column} is ${value ?? "missing"}, it has to be a whole number from 1`,
      );
    }
  }
}

function percentileNotes(columns: ColumnsByTarget, unit: number | null): string[] {
  const lost = unit !== null ? [] : PERCENTILES.map((target) => columns.first(target))
    .filter((column) => column !== null && column.placed.units.length === 0 && !column.tellsUnits);
  return lost.map((column) =>
    `column ${column!.placed.name} is not used: it has no unit, and nothing in the file tells it`
  );
}

function counterNotes(columns: ColumnsByTarget): string[] {
  const oneSided = (["server", "client"] as const).flatMap((side) => {
    const own = COUNTERS.filter((counter) =>
      columns.of(counter).length > 0 && columns.of(counter).every(({ placed }) => placed.side === side)
    );
    return own.length === 0 ? [] : [`${shownList(own)}: counted at the ${side}, by the names of the columns`];
  });
  const partly = (["user space", "the kernel"] as const).flatMap((where) => {
    const names = columns.all.map(({ placed }) => placed.name).filter((name) => countedIn(name) === where);
    return names.length === 0
      ? []
      : [`${shownList(names)}: counted in ${where} alone, by the names of the columns`];
  });
  return [
    ...oneSided,
    ...partly,
    ...excuseNotes(columns),
  ];
}

/** What cells say instead of a number, with what it means. */
function excuseNotes(columns: ColumnsByTarget): string[] {
  const excuses = new Map<string, string[]>();
  for (const { placed, excuses: own } of columns.all) {
    for (const excuse of own) excuses.getOrInsertComputed(excuse, () => []).push(placed.name);
  }
  return [...excuses].slice(0, MOST_EXCUSES).map(([excuse, names]) =>
    `${shownList(names)}: ${MEANINGS.get(excuse) ?? `"${excuse}"`}: not measured`
  );
}

function spreadNotes({ all }: ColumnsByTarget): string[] {
  const names = all.filter(({ hasSpread }) => hasSpread).map(({ placed }) => placed.name);
  return sentences(names.length > 0 && `${shownList(names)}: what stands behind ± is not used`);
}

const MOST_EXCUSES = 6;
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["<not", `"<not" is what is left of perf's "<not supported>" or "<not counted>"`],
  ["-1", "-1 is what C programs write for no value"],
  [
    "18446744073709551615",
    "18446744073709551615 is -1 without its sign, which C programs write for no value",
  ],
]);

function unusedColumns({ columns }: TableData, byTarget: ColumnsByTarget, kinds: RowKinds): string[] {
  return [
    ...byTarget.spare().map(({ placed }) => placed),
    ...[...columns.modes, ...columns.unknown].filter((column) =>
      !(column.words.length === 1 && column.words[0] === "")
    ),
  ].toSorted((a, b) => a.index - b.index).map(({ name }) => name || "(no name)").filter((name) =>
    !kinds.used.includes(name)
  );
}
