/** Files of one message size or thread count, which only their name says: `results_1024B_8T.csv`, `a1_4threads.csv`. */
import type { Target } from "./column_names.ts";
import { bareName, meaningsOf } from "./header_name.ts";

/** A column that has the same cell in every row. */
export interface NameKey {
  readonly column: "size" | "threads";
  readonly cell: string;
}

interface Key extends Pick<NameKey, "column"> {
  readonly what: string;
  readonly targets: readonly Target[];
  readonly patterns: readonly RegExp[];
  /** Where the name has this alone: `thread1` may be which, `run_2b` a second part, `100Mb` the speed of a link. */
  readonly alone: readonly RegExp[];
}

const KEYS: readonly Key[] = [
  {
    column: "size",
    what: "message size",
    targets: ["message_bytes", "field_size"],
    patterns: [
      /^(\d{1,9}[km]?i?b)$/i,
      /^(?:msg|message|size|msgsize|messagesize)(\d{1,9}(?:[km]?i?b)?)$/i,
    ],
    alone: [
      /^(\d{2,9}b|\d{1,9}ki?b)$/i,
      /^(\d{1,9}[mM]i?B)$/,
      /^(?:msg|message|size|msgsize|messagesize)(\d{1,9}(?:[km]?i?b)?)$/i,
    ],
  },
  {
    column: "threads",
    what: "thread count",
    targets: ["threads"],
    patterns: [/^(\d{1,6})(?:t|thr|threads?)$/i, /^(?:thr|threads?)(\d{1,6})$/i],
    alone: [/^(\d{1,6})(?:t|thr|threads?)$/i, /^threads(\d{1,6})$/i],
  },
];

/** Size and thread count by the name of a file: what no column may be, and the name says once. */
export function keysInName(header: readonly string[], fileName: string): readonly NameKey[] {
  const words = fileName.replace(/\.\w+$/, "").split(/[^\p{L}\p{N}]+/u);
  const targets = new Set(header.flatMap((name) => meaningsOf(name).map(({ target }) => target)));
  if (header.some((name) => bareName(name) === "bytes")) targets.add("message_bytes");
  const lacking = KEYS.filter((key) => !key.targets.some((target) => targets.has(target)));
  const found = (key: Key, patterns: readonly RegExp[]): NameKey[] => {
    const cells = words.flatMap((word) => patterns.flatMap((pattern) => pattern.exec(word)?.[1] ?? []));
    return cells.length === 1 ? [{ column: key.column, cell: cells[0]! }] : [];
  };
  const keys = lacking.flatMap((key) => found(key, key.patterns));
  return keys.length === KEYS.length ? keys : lacking.flatMap((key) => found(key, key.alone));
}

/** What was done, as a sentence; `null` where nothing was. */
export function nameKeysNote(keys: readonly NameKey[]): string | null {
  if (keys.length === 0) return null;
  const what = keys.map(({ column }) => `the ${KEYS.find((key) => key.column === column)!.what}`).join(
    " and ",
  );
  const are = keys.length > 1 ? "they are" : "it is";
  return `no column has ${what}: ${are} read from the name of the file (${
    keys.map(({ cell }) => cell).join(", ")
  })`;
}
