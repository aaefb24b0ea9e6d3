/** Tables of which the true values are known, in random writings of every quantity and random dialects. */
import fc from "fast-check";
import { type Dialect, dialects, isByBlanks, writtenAsIs } from "./dialects.ts";
import { MADE_ROWS } from "./made_table.ts";

/** What a row has to be read as, whatever it looks like. */
export interface TrueRow {
  readonly mode: string;
  readonly message_bytes: number;
  readonly threads: number;
  readonly throughput_gbps: number;
  readonly latency_mean_us: number | null;
  readonly cycles: number | null;
}

export interface TrueTable {
  readonly bytes: Uint8Array;
  readonly rows: readonly TrueRow[];
  /** Its modes are numbers, and not all of them occur: nobody can tell whether they begin at 0 or at 1. */
  readonly isAmbiguous: boolean;
}

/** A quantity as some author writes it; `write` gives the cell of a value in netio's unit. */
interface Writing {
  readonly header: string;
  /** How many of the author's unit are one of netio's. */
  readonly factor: number;
  /** Behind each number. */
  readonly unit: string;
  readonly style: "fixed" | "exponent" | "no leading zero";
}

const style = fc.constantFrom<Writing["style"]>("fixed", "fixed", "exponent", "no leading zero");
const writings = (all: readonly (readonly [header: string, factor: number, unit: string])[]) =>
  fc.record({ known: fc.constantFrom(...all), style }).map(({ known: [header, factor, unit], style }) => ({
    header,
    factor,
    unit,
    style,
  }));

const throughputs = writings([
  ["throughput_gbps", 1, ""],
  ["Throughput (Mbit/s)", 1000, ""],
  ["total_mbps", 1000, ""],
  ["Bandwidth [MB/s]", 125, ""],
  ["tput_GBps", 1 / 8, ""],
  ["goodput MiB/s", 1e9 / 8 / 2 ** 20, ""],
  ["Gbps", 1, ""],
  ["throughput", 1, "Gbps"],
  ["Throughput", 1000, "Mbps"],
  ["bandwidth", 125, "MB/s"],
]);
const latencies = writings([
  ["avg_latency_us", 1, ""],
  ["Latency (µs)", 1, ""],
  ["lat_ns", 1000, ""],
  ["Mean Latency [ms]", 1e-3, ""],
  ["Latency", 1, "us"],
]);
const counts = fc.constantFrom<"plain" | "grouped" | "exponent" | "by blanks">(
  "plain",
  "grouped",
  "exponent",
  "by blanks",
);
const sizes = fc.constantFrom<readonly [header: string, write: (bytes: number) => string]>(
  ["size", String],
  ["Message Size (bytes)", String],
  ["msg_size", (bytes) => bytes < 1024 ? `${bytes}B` : `${bytes / 1024}KB`],
  ["MsgSize", (bytes) => bytes < 1024 ? String(bytes) : `${bytes / 1024}KiB`],
  ["payload", (bytes) => bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`],
  ["size_kib", (bytes) => String(bytes / 1024)],
);
const threadNames = fc.constantFrom("threads", "num_threads", "NumThreads", "Workers", "connections");
const modes = fc.constantFrom(
  ["A1", "A2", "A3"],
  ["two_copy", "one_copy", "zero_copy"],
  ["A1_TwoCopy", "A2_OneCopy", "A3_ZeroCopy"],
  ["0", "1", "2"],
  ["1", "2", "3"],
);
const REMARKS = [
  "fine",
  "first line\nsecond line",
  'a "quoted" word, a comma; a semicolon\tand a tab',
] as const;

const authors = fc.record({
  dialect: dialects,
  throughputs,
  latency: fc.option(latencies),
  cycles: fc.option(counts),
  sizes,
  threadNames,
  modes,
  remark: fc.option(fc.constantFrom(...REMARKS)),
  runs: fc.constantFrom(1, 2, 3),
  /** The first so many rows. */
  rows: fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 60 }),
  }),
  seed: fc.nat(1e6),
});
type Author = typeof authors extends fc.Arbitrary<infer T> ? T : never;

/** Every one of them has to be read right, or refused. */
export const trueTables: fc.Arbitrary<TrueTable> = authors.map(tableOf);

const MODES = ["two-copy", "one-copy", "zero-copy"];

/** Between 0 and 1, the same for the same arguments. */
function chance(seed: number, row: number, salt: number): number {
  const x = Math.sin(seed * 0.731 + row * 12.9898 + salt * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

function trueRows({ runs, rows, seed, latency, cycles }: Author): TrueRow[] {
  return MADE_ROWS.flatMap((row) => Array<typeof row>(runs).fill(row)).slice(0, rows)
    .map(({ mode, size, threads, gbps }, i) => {
      const exact = Number((gbps * (0.95 + 0.1 * chance(seed, i, 1))).toPrecision(5));
      const us = size * 8 / exact / 1e3 * (1.2 + chance(seed, i, 2)) + 3 + 20 * chance(seed, i, 3);
      return {
        mode: MODES[Number(mode[1]) - 1]!,
        message_bytes: size,
        threads,
        throughput_gbps: exact,
        latency_mean_us: latency === null ? null : Number(us.toPrecision(5)),
        cycles: cycles === null ? null : Math.round(10 ** (5 + 5 * chance(seed, i, 4))),
      };
    });
}

function tableOf(author: Author): TrueTable {
  const { dialect } = author;
  const rows = trueRows(author);
  const columns: [header: string, cell: (row: TrueRow) => string][] = [
    ["mode", ({ mode }) => author.modes[MODES.indexOf(mode)]!],
    [author.sizes[0], ({ message_bytes }) => marked(author.sizes[1](message_bytes), dialect)],
    [author.threadNames, ({ threads }) => String(threads)],
    [
      author.throughputs.header,
      ({ throughput_gbps }) => numberCell(throughput_gbps, author.throughputs, dialect),
    ],
  ];
  const { latency, cycles, remark } = author;
  if (latency !== null) {
    columns.push([latency.header, (row) => numberCell(row.latency_mean_us!, latency, dialect)]);
  }
  if (cycles !== null) columns.push(["Cycles", (row) => countCell(row.cycles!, cycles, dialect)]);
  const holdsRemarks = !isByBlanks(dialect) && dialect.separator !== "|";
  if (remark !== null && holdsRemarks) {
    columns.splice(author.seed % columns.length, 0, ["Remark", () => remark]);
  }
  const fitted = (text: string) => isByBlanks(dialect) ? text.replaceAll(" ", "_") : text;
  const header = columns.map(([name]) => fitted(name));
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const isSafe = isByBlanks(dialect)
    ? cells.map((row) => row.map((cell) => cell.replaceAll(" ", "")))
    : cells;
  const roundedCycles = (row: TrueRow): TrueRow => ({
    ...row,
    cycles: cycles === "exponent" ? Number(row.cycles!.toExponential(3)) : row.cycles,
  });
  const occurring = new Set(rows.map(({ mode }) => mode));
  return {
    bytes: writtenAsIs(header, isSafe, dialect),
    rows: rows.map(roundedCycles),
    isAmbiguous: /^\d$/.test(author.modes[0]!) && occurring.size < MODES.length,
  };
}

function numberCell(value: number, { factor, unit, style }: Writing, dialect: Dialect): string {
  const precise = Number((value * factor).toPrecision(12));
  const text = style === "exponent" ? precise.toExponential() : plainDigits(precise);
  const bare = style === "no leading zero" ? text.replace(/^0\./, ".") : text;
  const number = marked(bare, dialect);
  return unit === "" ? number : `${number} ${unit}`;
}

function marked(number: string, { decimalComma }: Dialect): string {
  return decimalComma ? number.replace(".", ",") : number;
}

/** Never `1e-7`. */
function plainDigits(value: number): string {
  const text = value.toFixed(12).replace(/0+$/, "");
  return text.endsWith(".") ? text.slice(0, -1) : text;
}

function countCell(
  count: number,
  how: "plain" | "grouped" | "exponent" | "by blanks",
  { decimalComma }: Dialect,
): string {
  if (how === "plain") return String(count);
  if (how === "exponent") {
    const text = count.toExponential(3);
    return decimalComma ? text.replace(".", ",") : text;
  }
  const mark = how === "by blanks" ? " " : decimalComma ? "." : ",";
  return String(count).replace(/\B(?=(\d{3})+$)/g, mark);
}
