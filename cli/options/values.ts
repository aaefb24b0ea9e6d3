/**
 * Parsers of option values with special forms: text to typed value. Each throws {@linkcode ValueError} saying what is
 * allowed; the caller adds the option's name and the value.
 */
import { closestString, levenshteinDistance } from "@std/text/closest-string";

/** Says what is allowed; see {@linkcode ValueError.message}. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

/** A shared secret: anything but the empty text. */
export function parseToken(text: string): string {
  if (text.trim() === "") throw new ValueError("a token must not be empty");
  return text;
}

/** The secret in NETIO_TOKEN; `null` when it is not set. */
export function tokenOfEnvironment(): string | null {
  return Deno.env.get("NETIO_TOKEN") || null;
}

/** A command line that may be recorded: the token's value is replaced. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    if (args[i - 1] === "--token") return "…";
    return arg.startsWith("--token=") ? "--token=…" : arg;
  });
}

/** A parser of comma lists without repetitions; an item may name several values. */
export function listOf<T>(
  parseItem: (text: string) => T[],
  textOf: (item: T) => string = String,
): (text: string) => T[] {
  return (text) => {
    const items = text.split(",").flatMap((item) => parseItem(item.trim()));
    const twice = items.find((item, i) => items.indexOf(item) !== i);
    if (twice !== undefined) throw new ValueError(`${textOf(twice)} is given twice`);
    return items;
  };
}

/** A parser of one of a few words. */
export function oneOf<const W extends string>(words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) {
      throw new ValueError(`expected one of ${words.join(", ")}${suggestion(text, words)}`);
    }
    return word;
  };
}

/** Words with a greater edit distance are not typos. */
const NEAR = 2;

/** The nearest valid word, as a clause for a message; empty if none is near. */
export function suggestion(text: string, words: readonly string[]): string {
  const likely = words.filter((word) => word.length > NEAR);
  if (likely.length === 0 || text === "") return "";
  const nearest = closestString(text, likely);
  return levenshteinDistance(text, nearest) <= NEAR ? `; did you mean ${nearest}?` : "";
}

/** `5%` or `2.5%` as a fraction above 0 and at most 1. */
export function parsePercent(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const percent = Number(digits);
  if (!(percent > 0 && percent <= 100)) {
    throw new ValueError("expected a percentage up to 100%, such as 5%");
  }
  return percent / 100;
}

/** In the form that {@linkcode parsePercent} reads. */
export function percentageText(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}
