/**
 * Tables with a column for each mode, thread count or size: `A1_gbps, A2_gbps, A3_gbps`. Each of their rows is several
 * rows here, with a column more that says which.
 */
import { CsvError } from "../csv.ts";
import type { Target } from "./column_names.ts";
import { meaningsOf } from "./header_name.ts";
import { namesBaseline, namesMode } from "./mode_values.ts";
import { shownList, shownText } from "../safe_text.ts";

export interface WideTable {
  /** The columns in their places, those that were spread without a name; behind them the key and what the spread ones hold. */
  readonly header: readonly string[];
  readonly note: string;
  /** The rows that a row of the file is. */
  readonly spread: (fields: readonly string[]) => readonly (readonly string[])[];
}

/** What columns may be spread over. */
interface Key {
  readonly name: string;
  readonly what: string;
  readonly targets: readonly Target[];
  readonly isValue: (text: string) => boolean;
}

const NUMBER_OF_THREADS = /^\d+[\s_-]*(t|thr|threads?|workers?|conns?|connections?|streams?|clients?)$/i;
const THREADS_NUMBER = /^(t|thr|threads?|workers?|conns?|connections?|streams?|clients?)[\s_=:-]*\d+$/i;

const KEYS: readonly Key[] = [
  {
    name: "mode",
    what: "mode",
    targets: ["mode"],
    isValue: (text) => namesMode(text) && !/^\d*$/.test(text) || namesBaseline(text),
  },
  {
    name: "threads",
    what: "thread count",
    targets: ["threads"],
    isValue: (text) => NUMBER_OF_THREADS.test(text) || THREADS_NUMBER.test(text),
  },
  {
    name: "size",
    what: "message size",
    targets: ["message_bytes", "field_size"],
    isValue: (text) => /^\d+[\s_-]*(b|bytes?|[km]i?b?)$/i.test(text),
  },
];

/** A table that lacks nothing may still have a column for each run; beside their average these are not used. */
const RUNS: Key = {
  name: "run",
  what: "run",
  targets: ["repeat"],
  isValue: (text) => /^(run|rep|repeat|iter|iteration|trial|attempt|sample)[\s_-]*\d+$/i.test(text),
};

/** A column for one value of the key. */
interface SpreadColumn {
  readonly index: number;
  readonly name: string;
  readonly value: string;
  /** What the rest of its name says that it holds. */
  readonly rest: string;
}

/**
 * How a table is spread; `null` for one that has a column for each thing that rows need. Throws {@linkcode CsvError}
 * where columns do not say what they hold, or whether they are of one thread or of a number of threads.
 *
 * @param elsewhere the names of columns that rows get from elsewhere
 * @param caption what a line above says that columns hold
 */
export function wideTable(
  header: readonly string[],
  elsewhere: readonly string[] = [],
  caption: string | null = null,
): WideTable | null {
  const targets = new Set(
    [...header, ...elsewhere].flatMap((name) => meaningsOf(name).map(({ target }) => target)),
  );
  const missing = KEYS.filter((key) => !key.targets.some((target) => targets.has(target)));
  const [key = RUNS] = missing;
  if (missing.length > 1 || key.targets.some((target) => targets.has(target))) return null;
  const valued = header.flatMap((name, index) => spreadColumn(name, index, key) ?? []);
  const telling = valued.filter(({ rest }) => rest !== "");
  const spread = telling.length > 0 ? telling : valued;
  const values = [...new Set(spread.map(({ value }) => value))];
  if (values.length < 2 || values.every(namesBaseline)) return null;
  const names = shownList(spread.map(({ name }) => name), 3);
  if (key.name === "threads" && !areCounts(values, names)) return null;
  const isCaptioned = telling.length === 0 && caption !== null;
  const rests = isCaptioned ? [caption] : [...new Set(telling.map(({ rest }) => rest))];
  const isSummedUp = rests.some((rest) => meaningsOf(rest).some(({ target }) => targets.has(target)));
  if (key === RUNS && (rests.length === 0 || isSummedUp)) return null;
  if (rests.length === 0) {
    throw new CsvError(
      `there is a column for each ${key.what} (${names}), and nothing says what they hold: name them such as "${
        values[0]
      } throughput (Gbit/s)", or write a row for each`,
    );
  }
  const isSpread = new Set(spread.map(({ index }) => index));
  const what = isCaptioned ? `, of the ${shownText(caption)} that a line above names` : "";
  return {
    header: [...header.map((name, index) => isSpread.has(index) ? "" : name), key.name, ...rests],
    note: `there is a column for each ${key.what} (${names}): each is read as a row of its own${what}`,
    spread: (fields) => {
      const common = header.map((_, index) => isSpread.has(index) ? "" : fields[index] ?? "");
      return values.flatMap((value) => {
        const cells = rests.map((rest) => {
          const column = spread.find((one) => one.value === value && (isCaptioned || one.rest === rest));
          return column === undefined ? "" : fields[column.index] ?? "";
        });
        return cells.every((cell) => cell === "") ? [] : [[...common, valueCell(value, key), ...cells]];
      });
    },
  };
}

/** The figure that lines above a header name: `Table 2: Throughput (Gbps)`; `null` where they name none, or several. */
export function captionIn(above: readonly string[]): string | null {
  const texts = above.map((text) =>
    text.replace(/^[\s#*=]+|^\s*(table|figure)\s*\d*\s*[.:-]?|[\s*=:,;]+$/gi, "").trim()
  );
  const [caption, ...others] = new Set(texts.filter((text) => text.length <= LONGEST_NAME && isFigure(text)));
  return caption === undefined || others.length > 0 ? null : caption;
}

const LONGEST_NAME = 80;

/** The shortest value anywhere in a name without which it is that of a figure, or nothing. */
function spreadColumn(name: string, index: number, key: Key): SpreadColumn | null {
  if (name.length > LONGEST_NAME || meaningsOf(name).length > 0) return null;
  const gaps = [...name.matchAll(/^|[\s_:.()[\]-]+|$/g)].map(({ index, 0: gap }) => ({
    start: index,
    end: index + gap.length,
  }));
  const cuts = gaps.flatMap(({ start, end }, i) =>
    gaps.slice(i + 1).map((next) => ({
      value: name.slice(end, next.start),
      rest: `${name.slice(0, start)} ${name.slice(next.start)}`.trim(),
    }))
  );
  const found = cuts.filter(({ value, rest }) => key.isValue(value) && isFigure(rest))
    .toSorted((a, b) => a.value.length - b.value.length)[0];
  if (found !== undefined) return { index, name, ...found };
  return key.isValue(name) ? { index, name, value: name, rest: "" } : null;
}

function isFigure(name: string): boolean {
  const [meaning, ...others] = meaningsOf(name);
  return meaning !== undefined && others.length === 0 &&
    !["text", "threads", "plain"].includes(meaning.dimension) && meaning.target !== "message_bytes";
}

/** Whether numbers count threads; `thread0`, `thread1` are one thread each. Throws where they may be either. */
function areCounts(values: readonly string[], names: string): boolean {
  if (values.every((value) => NUMBER_OF_THREADS.test(value))) return true;
  const numbers = values.map(numberIn).sort((a, b) => a - b);
  if (numbers[0] === 0) return false;
  const isPlural = values.every((value) => /s[\s_=:-]*\d+$/i.test(value));
  if (isPlural || numbers.some((number, i) => number !== i + 1)) return true;
  throw new CsvError(
    `the columns ${names} could be of runs with so many threads, or of one thread each: write a row for each run, with a column threads`,
  );
}

function numberIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0]);
}

function valueCell(value: string, { name }: Key): string {
  return name === "threads" || name === "run" ? String(numberIn(value)) : value;
}
