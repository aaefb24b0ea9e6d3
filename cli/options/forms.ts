/** The forms of values on the command line: text to value and back, limits and defaults in words (`trial/forms.ts`). */
import { bytesText, rateText, timeText } from "../../results/number_text.ts";
import { type Form, integer, type Limits, type Range } from "../../trial/forms.ts";
import type { Option } from "./option.ts";
import { listOf, oneOf, ValueError } from "./values.ts";

/** A TCP port to listen on. */
export const PORT = integer(1, 65535);

const TIME_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 60e3, h: 3600e3 };
const SIZE_PREFIXES = "KMG";

/** What an option adds to its form: help, to which the limits are added; other words replace the form's. */
export type OptionWords<T> =
  & Pick<Option<T>, "help" | "example" | "planned">
  & Partial<Pick<FormOption<T>, "byDefault" | "parse" | "text" | "also">>
  & { readonly value: string };

/** An option of a form, whose values have a text. */
export interface FormOption<T> extends Option<T> {
  text(value: T): string;
}

/** The option that takes a value of a form. */
export function formOption<T>(form: Form<T>, words: OptionWords<NonNullable<T>>): FormOption<NonNullable<T>> {
  const { help, example, text = (value: NonNullable<T>) => valueText(form.limits, value) } = words;
  const limits = limitsText(form.limits);
  const { byDefault, absent } = form;
  return {
    byDefault: byDefault === null || byDefault === undefined ? absent : text(byDefault as NonNullable<T>),
    parse: (text) => parseValue(form.limits, text, example) as NonNullable<T>,
    text,
    ...words,
    help: limits === null ? help : `${help}, ${limits}`,
  };
}

/** The limits in words; `null` for forms that the option's help must explain. */
function limitsText(limits: Limits): string | null {
  switch (limits.kind) {
    case "list":
      return limitsText(limits.of);
    case "powerOfTwo":
      return `a power of two from ${limits.least} to ${limits.most}`;
    case "integer":
    case "bytes":
    case "rate":
    case "time":
      return `${valueText(limits, limits.least)} to ${valueText(limits, limits.most)}`;
    default:
      return null;
  }
}

/** A value as it may be typed. */
function valueText(limits: Limits, value: unknown): string {
  if (limits.kind === "list") return (value as unknown[]).map((item) => valueText(limits.of, item)).join(",");
  if (limits.kind === "bytes") return bytesText(Number(value));
  if (limits.kind === "rate") return rateText(Number(value));
  return limits.kind === "time" ? timeText(Number(value)) : String(value);
}

/**
 * A value of a form from its text.
 *
 * @throws ValueError saying what is allowed
 */
function parseValue(limits: Limits, text: string, example: string): unknown {
  switch (limits.kind) {
    case "list":
      return parseList(limits.of, text, example);
    case "choice":
      return oneOf(limits.words)(text);
    case "name":
      if (limits.pattern.test(text)) return text;
      throw new ValueError(`expected ${limits.allowed}, such as ${example}`);
    case "own":
      throw new Error("an option of this form has to parse it");
    default:
      return parseRange(limits, text, example);
  }
}

function parseList(of: Limits, text: string, example: string): unknown[] {
  const parseItem = (item: string): unknown[] =>
    of.kind === "integer" ? parseIntegers(of, item) : [parseValue(of, item, example)];
  return listOf(parseItem, (item) => valueText(of, item))(text);
}

function parseRange(range: Range, text: string, example: string): number {
  const { kind, least, most } = range;
  const value = NUMBER_PARSERS[kind](text);
  const isPower = kind !== "powerOfTwo" || (value & (value - 1)) === 0;
  if (value >= least && value <= most && isPower) return value;
  if (kind === "integer") throw new ValueError(`expected a whole number from ${least} to ${most}`);
  if (kind === "powerOfTwo") throw new ValueError(`expected a power of two from ${least} to ${most}`);
  const noun = kind === "time" || kind === "rate" ? kind : "size";
  throw new ValueError(`a ${noun} is ${limitsText(range)}, such as ${example}`);
}

/** Each gives NaN for other text. */
const NUMBER_PARSERS: Readonly<Record<Range["kind"], (text: string) => number>> = {
  integer: (text) => /^\d+$/.test(text) ? Number(text) : NaN,
  bytes: parseBytes,
  powerOfTwo: parseBytes,
  rate: parseRate,
  time: parseTime,
};

/** `3`, or a range: `1-4`. */
function parseIntegers(range: Range, text: string): number[] {
  const { least, most } = range;
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const from = Number(first), to = Number(last ?? first);
  if (!(from >= least && to <= most && from <= to)) {
    throw new ValueError(`expected whole numbers from ${least} to ${most}, or ranges such as 2-4`);
  }
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Milliseconds of `300ms`, `1.5s`, `2m`, `1h`. */
function parseTime(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return Math.round(Number(digits) * (TIME_UNITS_MS[unit ?? ""] ?? NaN) * 1e3) / 1e3;
}

/** Bits per second of `500M`, `2.5G`, `5Gbit/s`, `1000000`. */
function parseRate(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) *([kmgt]?)(?:bit(?:\/s)?|bps)?$/i.exec(text) ?? [];
  return Math.round(Number(digits) * 1000 ** ("KMGT".indexOf(unit.toUpperCase() || "-") + 1));
}

/** Bytes of `64`, `4Ki`, `4KiB`, `4 KiB`, `4k`. */
function parseBytes(text: string): number {
  const [, digits, prefix = "", isDecimal] = /^(\d+) *(?:([kmg])(?:ib?|(b))?|b)?$/i.exec(text) ?? [];
  const power = SIZE_PREFIXES.indexOf(prefix.toUpperCase()) + 1;
  if (isDecimal !== undefined) {
    const unit = SIZE_PREFIXES[power - 1], decimal = 1000 ** power, binary = 1024 ** power;
    throw new ValueError(
      `${unit}B means ${decimal} bytes elsewhere: write ${digits}${unit}iB for ${digits} × ${binary} bytes, ` +
        `or ${Number(digits) * decimal}`,
    );
  }
  return prefix === "" ? Number(digits) : Number(digits) * 1024 ** power;
}
