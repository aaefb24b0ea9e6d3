/**
 * The forms that values have on the command line, in `plan.json` and between hosts: each with its limits, and the schema
 * that holds a value to them. Limits and defaults are plain data, so that help and messages can show them
 * (`cli/options/forms.ts`).
 */
import { z } from "zod";

/** Numbers from `least` to `most`: bytes, ms for times, bits per second for rates. */
export interface Range {
  readonly kind: "integer" | "bytes" | "powerOfTwo" | "time" | "rate";
  readonly least: number;
  readonly most: number;
}

/** What is allowed; of `own` only the schema knows. */
export type Limits =
  | Range
  | { readonly kind: "choice"; readonly words: readonly string[] }
  | { readonly kind: "name"; readonly pattern: RegExp; readonly allowed: string }
  | { readonly kind: "list"; readonly of: Limits }
  | { readonly kind: "own" };

/** A form, with its default where it is that of a setting. */
export interface Form<T, D = unknown, L extends Limits = Limits> {
  readonly limits: L;
  readonly schema: z.ZodType<T>;
  readonly byDefault: D;
  /** What `null`, "not asked for", means in words, where it is allowed. */
  readonly absent?: string;
}

function range(kind: Range["kind"]) {
  return <D extends number | undefined = undefined>(
    least: number,
    most: number,
    byDefault?: D,
  ): Form<number, D, Range> => {
    const within = (kind === "time" ? z.number() : z.int()).min(least).max(most);
    const schema = kind === "powerOfTwo" ? within.refine((value) => (value & (value - 1)) === 0) : within;
    return { limits: { kind, least, most }, schema, byDefault: byDefault as D };
  };
}

/** Whole numbers. */
export const integer = range("integer");
/** Sizes. */
export const bytes = range("bytes");
/** Sizes that are powers of two. */
export const powerOfTwo = range("powerOfTwo");
/** Rates in bits per second. */
export const rate = range("rate");
/** Times in ms. */
export const time = range("time");

/** One of a few words. */
export function choice<const W extends string, D extends W | undefined = undefined>(
  words: readonly W[],
  byDefault?: D,
): Form<W, D> {
  return { limits: { kind: "choice", words }, schema: z.enum(words), byDefault: byDefault as D };
}

/**
 * Text that matches a pattern.
 *
 * @param allowed says in words what it may be
 */
export function name<D extends string | undefined = undefined>(
  pattern: RegExp,
  allowed: string,
  byDefault?: D,
): Form<string, D> {
  const schema = z.string().regex(pattern);
  return { limits: { kind: "name", pattern, allowed }, schema, byDefault: byDefault as D };
}

/** One or more of a form. */
export function list<T, D extends T[] | undefined = undefined>(of: Form<T>, byDefault?: D): Form<T[], D> {
  return {
    limits: { kind: "list", of: of.limits },
    schema: z.array(of.schema).min(1),
    byDefault: byDefault as D,
  };
}

/** A form that only its schema describes. */
export function own<T, D extends T>(schema: z.ZodType<T>, byDefault: D): Form<T, D> {
  return { limits: { kind: "own" }, schema, byDefault };
}

/** A form whose value may be `null`, "not asked for", as it is by default. */
export function optional<T, L extends Limits>(
  { limits, schema }: Form<T, undefined, L>,
  absent = "the kernel's",
): Form<T | null, null, L> {
  return { limits, schema: schema.nullable(), byDefault: null, absent };
}

/** Forms by name. */
export type Forms = Readonly<Record<string, Form<unknown>>>;

/** The values of forms. */
export type ValuesOf<F extends Forms> = { readonly [K in keyof F]: z.output<F[K]["schema"]> };

/** The schemas of forms, for an object that has a value of each. */
export function shapeOf<F extends Forms>(forms: F): { [K in keyof F]: F[K]["schema"] } {
  return mapped(forms, ({ schema }) => schema) as { [K in keyof F]: F[K]["schema"] };
}

/** The defaults of forms. */
export function defaultsOf<F extends Forms>(forms: F): { readonly [K in keyof F]: F[K]["byDefault"] } {
  return mapped(forms, ({ byDefault }) => byDefault) as { [K in keyof F]: F[K]["byDefault"] };
}

function mapped<T>(forms: Forms, of: (form: Form<unknown>) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, of(form)]));
}
