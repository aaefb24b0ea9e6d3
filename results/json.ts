/**
 * The border between the program, whose names are camelCase, and its JSON, whose keys are snake_case: in every file of a
 * result set and in every output of `--json`. Names from the world (interfaces, vulnerabilities, events) are values there
 * and never keys, so that nothing is renamed that netio did not name.
 */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** JSON as netio writes it. */
export function toJson(value: unknown): string {
  const rename = (_: string, inner: unknown) => isObject(inner) ? renamed(inner, snakeCase) : inner;
  return JSON.stringify(value, rename, 2) + "\n";
}

/**
 * What a text in JSON holds, with camelCase keys; those of files from before schema 3 have them already.
 *
 * @param ofText what becomes of every text in it
 * @throws SyntaxError for text that is not JSON
 */
export function fromJson(text: string, ofText: (text: string) => string = (same) => same): unknown {
  return JSON.parse(text, (_, inner) => {
    if (typeof inner === "string") return ofText(inner);
    return isObject(inner) ? renamed(inner, camelCase) : inner;
  });
}

/** A name as written in JSON: `run_id` for `runId`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Whether it is an object and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at a path of nested objects whose shape is not certain; `undefined` where nothing does. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : undefined,
    value,
  );
}

/** The text at such a path; `null` where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : null;
}

function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter) => letter.toUpperCase());
}

function renamed(object: JsonObject, rename: (name: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [rename(name), value]));
}
