/** Nested JSON as the single values in it. */
import { isObject } from "../results/json.ts";

/**
 * By their path, in the order of the file; a list of single values is one of them, `null` is none, and the members of a
 * list that have names go by these.
 *
 * @param keyText how a key is written in the path
 */
function jsonLeaves(
  value: unknown,
  keyText: (key: string) => string = (key) => key,
  path = "",
): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  const members = Array.isArray(value)
    ? value.map((item, i) => namedMember(item) ?? { name: String(i), state: item })
    : Object.entries(value).map(([key, state]) => ({ name: keyText(key), state }));
  return members.flatMap(({ name, state }) =>
    jsonLeaves(state, keyText, path === "" ? name : `${path}.${name}`)
  );
}

/** What one thing says and another does not, or otherwise; `null` where it says nothing. */
export interface Difference {
  readonly name: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** The values in which two differ, by their paths, those of A's first. */
export function differingLeaves(a: unknown, b: unknown, keyText?: (key: string) => string): Difference[] {
  return differences(new Map(jsonLeaves(a, keyText)), new Map(jsonLeaves(b, keyText)));
}

/** What two say differently, by name, that of A's first. */
export function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): Difference[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((name) => ({ name, a: a.get(name) ?? null, b: b.get(name) ?? null }))
    .filter(({ a, b }) => a !== b);
}

/** A member of a list by its name, and the rest of it: its only other value, or the object of the others. */
function namedMember(item: unknown): { readonly name: string; readonly state: unknown } | null {
  if (!isObject(item) || typeof item["name"] !== "string") return null;
  const { name, ...rest } = item;
  const values = Object.values(rest);
  return { name: String(name), state: values.length === 1 ? values[0] : rest };
}
