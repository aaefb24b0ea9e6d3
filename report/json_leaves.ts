/** Nested JSON as the single values in it. */

/** By their path, in the order of the file; a list of single values is one of them, and `null` is none. */
export function jsonLeaves(value: unknown, path = ""): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    jsonLeaves(item, path === "" ? key : `${path}.${key}`)
  );
}
