/** Nested JSON as the single values in it. */
import { isObject } from "../results/json.ts";

/**
 * By their path, in the order of the file; a list of single values is one of them, `null` is none, and the members of a
 * list that have names go by these.
 *
 * @param keyText how a key is written in the path
 */
export function jsonLeaves(
  value: unknown,
  keyText: (key: string) => string = (key) => key,
  path = "",
): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  const below = (key: string) => path === "" ? key : `${path}.${key}`;
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const { name, state } = namedMember(item) ?? { name: String(i), state: item };
      return jsonLeaves(state, keyText, below(name));
    });
  }
  return Object.entries(value).flatMap(([key, item]) => jsonLeaves(item, keyText, below(keyText(key))));
}

/** A member of a list by its name, and the rest of it: the one value that it has besides, or the object of these. */
export function namedMember(item: unknown): { readonly name: string; readonly state: unknown } | null {
  if (!isObject(item) || typeof item["name"] !== "string") return null;
  const { name, ...rest } = item;
  const values = Object.values(rest);
  return { name: String(name), state: values.length === 1 ? values[0] : rest };
}
