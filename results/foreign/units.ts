/** Units as headers and cells write them, each with its factor to the unit that netio's columns have. */
import type { Dimension } from "./column_names.ts";

export interface Unit {
  /** As notes name it. */
  readonly text: string;
  readonly dimension: Dimension;
  /** To Gbit/s, messages/s, seconds, bytes, or a plain count. */
  readonly factor: number;
  /** A rate written without its `per second`, which only follows the name of a rate. */
  readonly isUnspoken?: boolean;
}

/** As notes write them, by their power of 1000 or 1024. */
const PREFIXES = ["", "k", "M", "G", "T"];

/** The power that a prefix stands for, in small or capital letters. */
function powerOf(prefix: string): number {
  return PREFIXES.findIndex((shown) => shown.toLowerCase() === prefix.toLowerCase());
}

function rate(prefix: string, isBinary: boolean, ofBytes: boolean): Unit {
  const power = powerOf(prefix);
  const factor = (isBinary ? 1024 : 1000) ** power * (ofBytes ? 8 : 1) / 1e9;
  const text = `${PREFIXES[power]}${isBinary ? "i" : ""}${ofBytes ? "byte" : "bit"}/s`;
  return { text, dimension: "rate", factor };
}

/** The units that a throughput without one might have, the likeliest first. */
export const RATE_UNITS: readonly Unit[] = [
  rate("g", false, false),
  rate("m", false, false),
  rate("g", false, true),
  rate("m", false, true),
  rate("k", false, false),
  rate("k", false, true),
  rate("", false, false),
  rate("", false, true),
  rate("m", true, true),
  rate("g", true, true),
];

const TIMES: readonly (readonly [text: string, factor: number, words: RegExp])[] = [
  ["µs", 1e-6, /^(us|usecs?|micros|microsecs?|microseconds?)$/i],
  ["ms", 1e-3, /^(ms|msecs?|millis|millisecs?|milliseconds?)$/i],
  ["ns", 1e-9, /^(ns|nsecs?|nanos|nanosecs?|nanoseconds?)$/i],
  ["s", 1, /^(s|secs?|seconds?)$/i],
];

/** The units that a time without one might have, the likeliest of a latency first. */
export const TIME_UNITS: readonly Unit[] = TIMES.map(([text, factor]) => ({
  text,
  dimension: "time",
  factor,
}));

const RATE_WORD = /^([kmgt]?)(i?)(bits?|bytes?|b)(ps|s)?$/i;

/**
 * `b` is a bit and `B` a byte; `MBPS`, all capitals, and `mb`, all small without the `p` of `mbps`, may be either.
 */
function rateUnits(word: string): Unit[] {
  const [, prefix, binary, base, perSecond] = word.match(RATE_WORD) ?? [];
  if (prefix === undefined || base === undefined || (prefix === "" && perSecond === undefined)) return [];
  const isBinary = binary !== "";
  const isUnspoken = perSecond === undefined;
  const bits = { ...rate(prefix, isBinary, false), isUnspoken };
  const bytes = { ...rate(prefix, isBinary, true), isUnspoken };
  if (base.length > 1) return /^bit/i.test(base) ? [bits] : [bytes];
  if (/PS$/.test(word) ? word === word.toUpperCase() : word === word.toLowerCase() && perSecond !== "ps") {
    return [bits, bytes];
  }
  return base === "B" ? [bytes] : [bits];
}

const MESSAGE_RATE = /^([km]?)(msgs?|messages?|ops?|reqs?|requests?|trans|transactions?|pkts?|packets?)ps$/i;

function messageRateUnits(word: string): Unit[] {
  const [, prefix] = word.match(MESSAGE_RATE) ?? [];
  if (prefix === undefined) return [];
  const power = powerOf(prefix);
  return [{ text: `${PREFIXES[power]}messages/s`, dimension: "message rate", factor: 1000 ** power }];
}

const SIZE_WORD = /^([kmgt]?)(i?)(b|bytes?|octets?)?$/i;

/** Sizes and amounts count in 1024, as the programs of this field do; {@linkcode isBinaryByHabit} says where. */
function sizeUnits(word: string): Unit[] {
  const [whole = "", prefix = "", binary, base] = word.match(SIZE_WORD) ?? [];
  if (whole === "" || (binary === "i" && prefix === "")) return [];
  if (/t/i.test(prefix) && base === undefined) return [];
  const text = prefix === "" ? "bytes" : `${prefix.toUpperCase()}${binary === "" ? "" : "i"}B`;
  return [{ text, dimension: "size", factor: 1024 ** powerOf(prefix) }];
}

/** Whether a size's unit says 1000 and is read as 1024. */
export function isBinaryByHabit({ text, dimension }: Unit): boolean {
  return dimension === "size" && /^[KMGT]B$/.test(text);
}

/** What `KB`, `MB` … stand for where they are of 1000. */
export function decimalFactor({ factor }: Unit): number {
  return 1000 ** Math.round(Math.log2(factor) / 10);
}

const COUNT_WORDS: readonly (readonly [words: RegExp, factor: number])[] = [
  [/^(k|thousands?|x?(1e3|103))$/i, 1e3],
  [/^(m|mio|millions?|x?(1e6|106))$/i, 1e6],
  [/^(g|bn|billions?|x?(1e9|109))$/i, 1e9],
];

function countUnits(word: string): Unit[] {
  const found = COUNT_WORDS.find(([words]) => words.test(word));
  return found === undefined ? [] : [{ text: `× ${found[1]}`, dimension: "count", factor: found[1] }];
}

const THREADS: Unit = { text: "threads", dimension: "threads", factor: 1 };

/** What a word may mean as a unit: none, one, or several between which the file decides. */
export function unitsOf(word: string): Unit[] {
  return [
    ...rateUnits(word),
    ...messageRateUnits(word),
    ...TIME_UNITS.filter((_, i) => TIMES[i]![2].test(word)),
    ...sizeUnits(word),
    ...countUnits(word),
    ...(/^(t|threads?)$/i.test(word) ? [THREADS] : []),
  ];
}

/**
 * Text with `µ` as `u`, `%` as `pct`, `mega` as `m`, and `/s`, `per second` as `ps`, so that units are words; `mb/s` is
 * `mbs`, since it does not say what `mbps` says.
 */
export function plainUnits(text: string): string {
  return text.normalize("NFKC").replace(/[µμ]/g, "u").replaceAll("%", "pct")
    .replace(/(k|m|g|t)(?:ilo|ega|iga|era)(?=bit|byte)/gi, "$1")
    .replace(/(?<=(?<![a-z])[kmgt]b)[\s_]*(?:\/|per)[\s_]*(?:seconds?|secs?|s)(?![a-z])/g, "s")
    .replace(/[\s_]*(?:\/|per)[\s_]*(?:seconds?|secs?|s)(?![a-z])/gi, "ps");
}
