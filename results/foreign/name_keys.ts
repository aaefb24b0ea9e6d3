/** Files of one message size and thread count, which only their name says: `results_1024B_8T.csv`. */
import type { Target } from "./column_names.ts";
import { bareName, meaningsOf } from "./header_name.ts";

/** A column that has the same cell in every row. */
export interface NameKey {
  readonly column: "size" | "threads";
  readonly cell: string;
}

const SIZES = [/^(\d{1,9}[km]?i?b)$/i, /^(?:msg|message|size|msgsize|messagesize)(\d{1,9}(?:[km]?i?b)?)$/i];
const THREADS = [/^(\d{1,6})(?:t|thr|threads?)$/i, /^(?:thr|threads?)(\d{1,6})$/i];
const TARGETS: readonly Target[] = ["message_bytes", "field_size", "threads"];

/**
 * Size and thread count by the name of a file; none where a column may have one of them, or the name does not say each of
 * them once.
 */
export function keysInName(header: readonly string[], fileName: string): readonly NameKey[] {
  const mayHaveOne = header.some((name) =>
    bareName(name) === "bytes" || meaningsOf(name).some(({ target }) => TARGETS.includes(target))
  );
  if (mayHaveOne) return [];
  const words = fileName.replace(/\.\w+$/, "").split(/[^\p{L}\p{N}]+/u);
  const valueOf = (patterns: readonly RegExp[]) => {
    const found = words.flatMap((word) => patterns.flatMap((pattern) => pattern.exec(word)?.[1] ?? []));
    return found.length === 1 ? found[0] : undefined;
  };
  const [size, threads] = [valueOf(SIZES), valueOf(THREADS)];
  if (size === undefined || threads === undefined) return [];
  return [{ column: "size", cell: size }, { column: "threads", cell: threads }];
}

/** What was done, as a sentence; `null` where nothing was. */
export function nameKeysNote([size, threads]: readonly NameKey[]): string | null {
  return size === undefined || threads === undefined
    ? null
    : `no column has the message size and the thread count: they are read from the name of the file (${size.cell}, ${threads.cell})`;
}
