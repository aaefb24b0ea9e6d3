/**
 * The units of throughput, latency and duration where names do not give them: what the file's own arithmetic says.
 * A connection that sends one message after the other has latency × throughput = size; bytes ÷ time is the throughput.
 */
import { CsvError } from "../csv.ts";
import { FIELDS_PER_MESSAGE, sentences } from "./foreign_row.ts";
import { factorText, isOne, proportionOf, roundsWell, samplePlaces, Shares, spread } from "./proportion.ts";
import { shownText } from "../safe_text.ts";
import type { FigureColumn } from "./table_data.ts";
import { RATE_UNITS, TIME_UNITS, type Unit } from "./units.ts";

/** What rows say, for arithmetic; a column is `null` where the file has none. */
export interface Measured {
  readonly rowCount: number;
  /** Whole messages. */
  readonly sizeAt: (row: number) => number | null;
  readonly threadsAt: (row: number) => number | null;
  readonly throughput: FigureColumn | null;
  readonly latency: FigureColumn | null;
  readonly bytes: { readonly column: FigureColumn; readonly factor: number } | null;
  readonly duration: FigureColumn | null;
}

/** Factors to Gbit/s and seconds; `null` for a column that can't be used. */
interface ChosenUnits {
  readonly rate: number | null;
  readonly latency: number | null;
  readonly duration: number | null;
  readonly notes: readonly string[];
}

const ONE_UNIT: readonly Unit[] = [{ text: "", dimension: "plain", factor: 1 }];

/** The units that a column may have; one where its name or its cells give it. */
function candidates(column: FigureColumn | null, all: readonly Unit[]): readonly Unit[] {
  if (column === null || column.tellsUnits) return ONE_UNIT;
  return column.placed.units.length > 0 ? column.placed.units : all;
}

/** Throws {@linkcode CsvError} for a throughput whose unit can't be determined. */
export function chooseUnits(measured: Measured): ChosenUnits {
  const { throughput, latency } = measured;
  const rates = candidates(throughput, RATE_UNITS);
  const times = candidates(latency, TIME_UNITS);
  const notes: string[] = [];
  const byBytes = rates.length > 1 ? rateByBytes(measured, rates, notes) : null;
  const open = byBytes === null ? rates : [byBytes];
  const pair = open.length > 1 || times.length > 1 ? pairByLatency(measured, open, times, notes) : null;
  const rate = open.length === 1 ? open[0]! : pair?.rate ?? rateByRoundTime(measured, open, notes);
  if (rate === null && throughput !== null) throw new CsvError(noUnit(throughput, rates));
  const time = times.length === 1 ? times[0]! : pair?.time ?? null;
  if (time === null && latency !== null) {
    notes.push(
      `column ${latency.placed.name} is not used: it has no unit, and nothing in the file tells it; name it latency_us or latency_ms`,
    );
  }
  const duration = chooseDuration(measured, rate?.factor ?? null, notes);
  notes.unshift(...namedUnits(throughput, rates), ...namedUnits(latency, times));
  return {
    rate: rate?.factor ?? null,
    latency: latency === null ? null : time?.factor ?? null,
    duration,
    notes,
  };
}

const OWN_UNITS: readonly string[] = ["Gbit/s", "µs"];

/** Units given by names that are not netio's. */
function namedUnits(column: FigureColumn | null, units: readonly Unit[]): string[] {
  const [unit] = units;
  if (column === null || units.length > 1 || unit === undefined || unit === ONE_UNIT[0]) return [];
  return OWN_UNITS.includes(unit.text)
    ? []
    : [`column ${column.placed.name} is in ${unit.text}, by its name`];
}

function noUnit({ placed }: FigureColumn, rates: readonly Unit[]): string {
  const name = shownText(placed.name);
  if (placed.units.length > 1) {
    const [one, other] = placed.units;
    return `column ${name} could be in ${one?.text} or in ${other?.text}, and nothing in the file tells which: name it throughput_gbps, throughput_mbps or "throughput MB/s"`;
  }
  const shown = rates.slice(0, 4).map(({ text }) => text).join(", ");
  return `column ${name} has no unit (${shown} …), and the file has no latency, nor bytes with a duration, that would tell it: name it throughput_gbps or throughput_mbps`;
}

function rowsOf<T>(rowCount: number, of: (row: number) => T | null): T[] {
  return Array.from({ length: rowCount }, (_, row) => of(row)).filter((value) => value !== null);
}

/** bytes ÷ time ÷ throughput of the rows that have all three. */
export function bytesRatios(
  { rowCount, throughput, bytes, duration }: Measured,
  rate: number,
  second: number,
): number[] {
  return rowsOf(rowCount, (row) => {
    const gbps = throughput?.at(row, rate), moved = bytes?.column.at(row, bytes.factor);
    const seconds = duration?.at(row, second);
    return gbps && moved && seconds ? moved * 8 / 1e9 / seconds / gbps : null;
  });
}

const SECONDS_FIRST: readonly Unit[] = [TIME_UNITS[3]!, TIME_UNITS[1]!, TIME_UNITS[0]!, TIME_UNITS[2]!];

function rateByBytes(measured: Measured, rates: readonly Unit[], notes: string[]): Unit | null {
  for (const second of candidates(measured.duration, SECONDS_FIRST)) {
    for (const rate of rates) {
      const ratios = bytesRatios(measured, rate.factor, second.factor);
      if (!isOne(ratios)) continue;
      notes.push(
        `column ${measured.throughput?.placed.name} is in ${rate.text}: bytes ÷ time is ${
          factorText(spread(ratios).median)
        } of it in that unit (${ratios.length} rows)`,
      );
      return rate;
    }
  }
  return null;
}

/** latency × throughput ÷ size of the rows at some places that have all three. */
function sharesOf(
  { rowCount, throughput, latency, sizeAt, threadsAt }: Measured,
  rate: number,
  time: number,
  isTelling: (row: number) => boolean,
  places: ArrayLike<number> | null,
): Shares {
  const count = places?.length ?? rowCount, shares = new Shares(count);
  for (let i = 0; i < count; i++) {
    const row = places?.[i] ?? i;
    const gbps = throughput?.at(row, rate), seconds = latency?.at(row, time), size = sizeAt(row);
    const threads = threadsAt(row);
    if (gbps && seconds && size && threads && isTelling(row)) {
      shares.add(seconds * gbps * 1e9 / 8 / size, threads);
    }
  }
  return shares;
}

/** Rows whose throughput and latency have enough digits: rounding of the last one may hide a proportion. */
function precisely({ rowCount, throughput, latency }: Measured): (row: number) => boolean {
  const places = samplePlaces(rowCount);
  const values = (column: FigureColumn | null) => Array.from(places, (row) => column?.at(row, 1) ?? null);
  const [isPreciseRate, isPreciseTime] = [roundsWell(values(throughput)), roundsWell(values(latency))];
  return (row) => isPreciseRate(throughput?.at(row, 1) ?? 0) && isPreciseTime(latency?.at(row, 1) ?? 0);
}

/** The sizes are of messages; else of one of 8 fields. */
const SIZE_FACTORS = [1, FIELDS_PER_MESSAGE] as const;

function pairByLatency(
  measured: Measured,
  rates: readonly Unit[],
  times: readonly Unit[],
  notes: string[],
): { readonly rate: Unit; readonly time: Unit } | null {
  const { throughput, latency } = measured;
  if (throughput === null || latency === null) return null;
  const sample = samplePlaces(measured.rowCount);
  const fitsOf = (isTelling: (row: number) => boolean) =>
    SIZE_FACTORS.flatMap((factor) =>
      times.flatMap((time) =>
        rates.flatMap((rate) => {
          const foundIn = (places: ArrayLike<number> | null) =>
            proportionOf(sharesOf(measured, rate.factor, time.factor, isTelling, places), [factor]);
          const found = foundIn(sample) && foundIn(null);
          return found === null || !isPossible(measured, rate) ? [] : [{ rate, time, found }];
        })
      )
    );
  const fits = fitsOf(() => true);
  const [best, ...others] = fits.length > 0 ? fits : fitsOf(precisely(measured));
  if (best === undefined) return null;
  const columns = sentences(
    rates.length > 1 && `column ${throughput.placed.name} in ${best.rate.text}`,
    times.length > 1 && `column ${latency.placed.name} in ${best.time.text}`,
  ).join(" and ");
  const pairText = ({ rate, time, found }: typeof best) =>
    `${time.text} with ${rate.text}${found.factor === 1 ? "" : " and sizes of one of 8 fields"}`;
  const threads = best.found.isPerConnection ? " and the threads" : "";
  const times8 = best.found.factor === 1 ? "" : ", being 8 times as much";
  const rest = others.slice(0, OTHERS_NAMED).map(pairText);
  const asWell = rest.length === 0 ? "" : ` (as it would in ${rest.join(", or in ")})`;
  const rows = `${best.found.shares.length} rows`;
  notes.push(
    `${columns}: so latency × throughput agrees with the message size${threads} in ${rows}${times8}${asWell}`,
  );
  return best;
}

/** Whether what may be a latency is one: latency × throughput is the size. */
export function isLatency(measured: Measured): boolean {
  const { throughput, latency } = measured;
  return pairByLatency(measured, candidates(throughput, RATE_UNITS), candidates(latency, TIME_UNITS), []) !==
    null;
}

const OTHERS_NAMED = 4;

/** No pair of sockets is faster than this. */
const MOST_GBPS = 10_000;

function isPossible({ rowCount, throughput }: Measured, { factor }: Unit): boolean {
  for (let row = 0; row < rowCount; row++) if ((throughput?.at(row, factor) ?? 0) > MOST_GBPS) return false;
  return true;
}

const LONGEST_RUN_S = 600;

/** Programs run for a whole number of seconds: bytes ÷ throughput is that in one unit, in every row. */
function rateByRoundTime(measured: Measured, rates: readonly Unit[], notes: string[]): Unit | null {
  const { rowCount, throughput, bytes } = measured;
  if (throughput === null || bytes === null) return null;
  const fits = rates.flatMap((rate) => {
    const seconds = rowsOf(rowCount, (row) => {
      const gbps = throughput.at(row, rate.factor), moved = bytes.column.at(row, bytes.factor);
      return gbps && moved ? moved * 8 / 1e9 / gbps : null;
    });
    const whole = Math.round(spread(seconds).median);
    const isRound = whole >= 1 && whole <= LONGEST_RUN_S &&
      Math.abs(spread(seconds).median / whole - 1) < 0.005;
    return isRound && isOne(seconds.map((second) => second / whole)) ? [{ rate, whole }] : [];
  });
  const [only] = fits;
  if (only === undefined || fits.length > 1) return null;
  notes.push(
    `column ${throughput.placed.name} is in ${only.rate.text}: so bytes ÷ throughput is ${only.whole} s in every row`,
  );
  return only.rate;
}

/** Agreement that is good enough to identify a unit: programs also time what surrounds their window. */
const SAME_TIME = 1.5;
const [SHORTEST_S, LONGEST_S] = [0.05, 3600];

/** A duration's unit: the name's, else the one in which bytes ÷ throughput agrees, else seconds where they may be. */
function chooseDuration(measured: Measured, rate: number | null, notes: string[]): number | null {
  const { duration, rowCount } = measured;
  const units = candidates(duration, SECONDS_FIRST);
  if (duration === null || units.length === 1) return units[0]?.factor ?? null;
  const fitting = units.find(({ factor }) => {
    const { median } = spread(bytesRatios(measured, rate ?? 1, factor));
    return rate !== null && median < SAME_TIME && median > 1 / SAME_TIME;
  });
  if (fitting !== undefined) {
    notes.push(`column ${duration.placed.name} is in ${fitting.text}: bytes ÷ throughput is about as much`);
    return fitting.factor;
  }
  const { least, greatest } = spread(rowsOf(rowCount, (row) => duration.at(row, 1)));
  if (least >= SHORTEST_S && greatest <= LONGEST_S) {
    notes.push(`column ${duration.placed.name} has no unit and is taken for seconds`);
    return 1;
  }
  notes.push(`column ${duration.placed.name} is not used: it has no unit, and nothing in the file tells it`);
  return null;
}
