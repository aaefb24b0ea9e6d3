/**
 * Which columns of a header fill which of netio's: what each name means, settled among its neighbours. Names that could
 * be two things take the one that is still free; where more are, they are not used, and a note names both.
 */
import { CELL_KEY, SET_UP_COLUMNS } from "../columns.ts";
import { CsvError } from "../csv.ts";
import { countText } from "../words.ts";
import { COLUMN_NAMES, type Target } from "./column_names.ts";
import { CONVERTED_FROM } from "./converted.ts";
import { meaningsOf, type NameMeaning, type Side } from "./header_name.ts";
import { shownList, shownText } from "../safe_text.ts";

/** Where a column of a foreign file stands. */
export interface Place {
  /** Its place in a row, from 0. */
  readonly index: number;
  /** As the file has it, safe to show. */
  readonly name: string;
}

/** A column that fills one of netio's, and what its name means. */
export interface PlacedColumn extends Place, NameMeaning {
  /** Of a time that may be of a message or of the run: what to say where its figures are not those of messages. */
  readonly doubt?: string;
}

export interface PlacedColumns {
  /** Columns of figures and words that netio has a place for; several may have one target. */
  readonly known: readonly PlacedColumn[];
  /** Columns whose words may name the mode. */
  readonly modes: readonly PlacedColumn[];
  /** The others, which may still distinguish rows. */
  readonly unknown: readonly Place[];
  /** Those of the known that say how a row was set up and are no part of its configuration: they too may distinguish rows. */
  readonly setUps: readonly Place[];
  /** All whose names netio has a place for, also those whose place another has. */
  readonly named: readonly PlacedColumn[];
  readonly notes: readonly string[];
}

/** Columns of converted files that say nothing about a row. */
const IGNORED: readonly string[] = ["schema", CONVERTED_FROM];

const KEY: readonly string[] = CELL_KEY;
const SET_UPS: readonly string[] = SET_UP_COLUMNS.map(({ name }) => name).filter((name) =>
  !KEY.includes(name)
);

/** Targets for which a file may have several columns: one is chosen, or they are added up, by what they hold. */
const CHOSEN_LATER: readonly Target[] = ["throughput_gbps", "bytes", "duration_s"];

interface Candidate extends Place {
  readonly meanings: readonly NameMeaning[];
}

/** Places the columns of the header in a line; throws {@linkcode CsvError} where a row's key has none. */
export function placeColumns(header: readonly string[], line: number): PlacedColumns {
  refuseFigureRows(header, line);
  const candidates = header.map((name, index): Candidate => (
    { index, name: shownText(name), meanings: meaningsOf(name) }
  ));
  const { clear, open, notes } = settleMeanings(candidates.filter(({ name }) => !IGNORED.includes(name)));
  const known: PlacedColumn[] = [];
  const taken = new Set<string>();
  for (const column of clear.filter(({ target }) => target !== "mode").toSorted(byPreference)) {
    const key = `${column.target} ${column.side ?? ""}`;
    const isSpare = taken.has(column.target) && !CHOSEN_LATER.includes(column.target) &&
      (column.dimension !== "count" || taken.has(key));
    if (isSpare) continue;
    taken.add(column.target).add(key);
    known.push(column);
  }
  const modes = clear.filter(({ target }) => target === "mode");
  const used = new Set([...known, ...modes].map(({ index }) => index));
  const unknown = candidates.filter(({ index, name }) => !used.has(index) && !IGNORED.includes(name));
  const missing = missingKeys(header, { clear, open }, unknown.some(({ name }) => name !== ""));
  if (missing !== null) throw new CsvError(`line ${line}: ${missing}`);
  return {
    known: known.toSorted((a, b) => a.index - b.index),
    modes,
    unknown,
    // of a converted file it is known what is a repeat
    setUps: header.includes(CONVERTED_FROM) ? [] : known.filter(({ target }) => SET_UPS.includes(target)),
    named: clear.toSorted(byPreference),
    notes: [...notes, ...twiceNotes([...clear, ...unknown])],
  };
}

/** Columns of one name are told, for one of them is read and the others are not. */
function twiceNotes(columns: readonly Place[]): string[] {
  const byName = Map.groupBy(columns.filter(({ name }) => name !== ""), ({ name }) => name);
  return [...byName].filter(([, own]) => new Set(own.map(({ index }) => index)).size > 1).map(([name, own]) =>
    `${
      countText(new Set(own.map(({ index }) => index)).size, "column")
    } are called ${name}: one of them is read`
  );
}

const FIGURE_NAMES =
  /^(metric|measure|measurement|variable|kpi|statistic|stat|event|perf[ _]?event|counter)s?([ _]?name)?$/i;
const FIGURE_VALUES = /^(value|val|result|measurement|counts?|counter[ _]?value|reading)$/i;

/** Throws {@linkcode CsvError} for a table with a row for each figure of a run. */
function refuseFigureRows(header: readonly string[], line: number): void {
  const metric = header.find((name) => FIGURE_NAMES.test(name));
  const value = header.find((name) => FIGURE_VALUES.test(name) && name !== metric);
  if (metric === undefined || value === undefined) return;
  throw new CsvError(
    `line ${line}: there is a row for each figure, which column ${shownText(metric)} names and ${
      shownText(value)
    } holds: write one row per run, with a column for each figure`,
  );
}

/** How many of the columns that every row needs a header has; for finding the header among a file's lines. */
export function keyColumns(header: readonly string[]): { keys: number; known: number } {
  const targets = new Set(header.flatMap((name) => meaningsOf(name).map(({ target }) => target)));
  const has = (...wanted: readonly Target[]) => wanted.some((target) => targets.has(target)) ? 1 : 0;
  return {
    keys: has("mode") + has("message_bytes", "field_size", "bytes") + has("threads"),
    known: targets.size,
  };
}

/** Columns whose names have one meaning among their neighbours, and those that still have several. */
interface Settled {
  readonly clear: readonly PlacedColumn[];
  readonly open: readonly Candidate[];
}

function settleMeanings(candidates: readonly Candidate[]): Settled & { readonly notes: readonly string[] } {
  const clear = candidates.flatMap((candidate): PlacedColumn[] =>
    candidate.meanings.length === 1 ? [placed(candidate, candidate.meanings[0]!)] : []
  );
  const notes: string[] = [];
  const open: Candidate[] = [];
  for (const candidate of candidates.filter(({ meanings }) => meanings.length > 1)) {
    const free = candidate.meanings.filter(({ target }) => !clear.some((column) => column.target === target));
    const [only] = free;
    const duration = free.find(({ target }) => target === "duration_s");
    const latency = free.find(({ target }) => target === "latency_mean_us");
    const has = (wanted: Target) => clear.some(({ target }) => target === wanted);
    const mayBeThreads = free.some(({ target }) => target === "threads");
    if (only !== undefined && free.length === 1) {
      clear.push(placed(candidate, only));
      notes.push(`column ${candidate.name} is read as ${only.target}, since nothing else here is`);
    } else if (duration !== undefined && !mayBeThreads && (has("bytes") || has("messages"))) {
      clear.push(placed(candidate, duration));
      const moved = has("bytes") ? "bytes that were moved" : "messages that were sent";
      notes.push(`column ${candidate.name} is read as duration_s, since the ${moved} are here too`);
    } else if (free.length > 1) {
      const doubt = `column ${candidate.name} is not used: it could be ${either(candidate)}; ${RENAME}`;
      if (latency !== undefined && has("throughput_gbps")) {
        clear.push({ ...placed(candidate, latency), doubt });
      } else {
        open.push(candidate);
        notes.push(doubt);
      }
    }
  }
  return { clear, open, notes };
}

const RENAME = "give it a name that says which";

function either({ meanings }: Candidate): string {
  return meanings.map(({ target }) => target).join(" or ");
}

function placed({ index, name }: Candidate, meaning: NameMeaning): PlacedColumn {
  return { ...meaning, index, name };
}

/** Of several columns for one target: those that name the thing itself, then those of the receiver, then by place. */
export function byPreference(a: PlacedColumn, b: PlacedColumn): number {
  return preference(a) - preference(b) || a.index - b.index;
}

const THE_THING_ITSELF: Partial<Record<Target, RegExp>> = {
  threads: /thread/i,
  message_bytes: /m(e?s)?sa?ge?/i,
};
const SIDE_PREFERENCE: Readonly<Record<Side | "none", number>> = {
  rx: 0,
  none: 1,
  client: 2,
  server: 3,
  tx: 4,
};

/** Beside the throughput of each run that of all is the same in every row. */
const AVERAGED = /avg|average|mean|median/i;

function preference({ name, target, side }: PlacedColumn): number {
  const isItself = THE_THING_ITSELF[target]?.test(name) ?? true;
  const isAveraged = target === "throughput_gbps" && AVERAGED.test(name);
  return (isItself ? 0 : 10) + SIDE_PREFERENCE[side ?? "none"] + (isAveraged ? 0.5 : 0);
}

const KEYS: readonly (readonly [what: string, targets: readonly Target[]])[] = [
  ["mode", ["mode"]],
  ["message size", ["message_bytes", "field_size"]],
  ["thread count", ["threads"]],
];

/**
 * What a header lacks, and what could have been it; `null` where it has what rows need.
 *
 * @param mayHoldModes whether there are further columns, any of which may turn out to hold the modes
 */
function missingKeys(
  header: readonly string[],
  { clear, open }: Settled,
  mayHoldModes: boolean,
): string | null {
  const missing = KEYS.filter(([, targets]) => !clear.some(({ target }) => targets.includes(target)));
  const fatal = missing.filter(([what]) => what !== "mode" || !mayHoldModes);
  if (fatal.length === 0) return null;
  const could = open.find(({ meanings }) =>
    meanings.some(({ target }) => fatal.some(([, targets]) => targets.includes(target)))
  );
  if (could !== undefined) return `column ${could.name} could be ${either(could)}: ${RENAME}`;
  const bytes = clear.find(({ name }) => /^\W*bytes\W*$/i.test(name));
  if (bytes !== undefined && fatal.some(([what]) => what === "message size")) {
    return `column ${bytes.name} could be the message size or the bytes that were moved: name it msg_size or total_bytes`;
  }
  const figures = header.filter((name) => /^[-+]?[\d.,]*\d[\d.,]*$/.test(name));
  if (figures.length > 1 && clear.length === 0) {
    return `there is no header, but figures (${
      shownList(header, 6)
    }): write the columns' names above them, such as mode,size,threads,throughput_gbps`;
  }
  const wanted = missing.map(([what, targets]) => `the ${what} (${namesOf(targets[0]!)} …)`);
  return `no column is recognised as ${wanted.join(", nor as ")}; the header is: ${shownList(header, 20)}`;
}

/** The first names of a target, for messages. */
export function namesOf(target: Target): string {
  return COLUMN_NAMES.find((named) => named.target === target)?.names.slice(0, 4).join(", ") ?? target;
}
