/**
 * Text from an unauthenticated peer that is printed and stored: line breaks, terminal escapes and bidirectional marks
 * become spaces, so that a line of a log is one line and says what it shows. Source: Unicode Standard, general
 * categories Cc, Cf, Zl, Zp.
 */
import { z } from "zod";

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A text of at most `most` UTF-16 units, without what is not to be printed. */
export function plainText(most: number): z.ZodString {
  return z.string().max(most).overwrite(plain);
}

/** A JSON object; its texts and names, at any depth, without what is not to be printed. */
export const plainRecord = z.record(z.string(), z.unknown())
  .transform((record) => plainValue(record) as Record<string, unknown>);

function plain(text: string): string {
  return text.replace(UNPRINTABLE, " ");
}

function plainValue(value: unknown): unknown {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [plain(name), plainValue(inner)]));
}
