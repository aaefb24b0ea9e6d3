/** Files of any content given together: they are read as one, or refused in one sentence that names both. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CsvError } from "../../../results/csv.ts";
import { readText } from "../foreign/field_files.ts";
import { safeText } from "../../../results/safe_text.ts";
import { joinParts } from "../../../results/join/join.ts";
import { type Join, JOINS, type Part, partNames } from "../../../results/join/part.ts";

const PLACES = ["a.csv", "run1/a.csv", "run2/a.csv", "lab1/out.csv", "lab2/out.csv", "lab2/\u001b[31m.csv"];

const column = fc.constantFrom(
  "gbps",
  "latency_us",
  "cycles",
  "l1_misses",
  "host",
  "kernel",
  "repeat",
  "pattern",
);
const cell = fc.constantFrom(
  "1",
  "2.5",
  "0",
  "1e9",
  "",
  "n/a",
  "nan",
  "alpha",
  "b\u001b[2J",
  "<not supported>",
);
const table = fc.record({
  path: fc.constantFrom(...PLACES),
  columns: fc.uniqueArray(column, { minLength: 1, maxLength: 4 }),
  rows: fc.array(
    fc.record({
      mode: fc.constantFrom("A1", "A2", "mine"),
      size: fc.constantFrom(8, 64, 512),
      threads: fc.constantFrom(1, 2),
      cells: fc.array(cell, { minLength: 4, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

/** `null` for a table that is refused by itself. */
function parsed({ columns, rows }: Table) {
  const lines = rows.map(({ mode, size, threads, cells }) =>
    [mode, size, threads, ...cells.slice(0, columns.length)].join(",")
  );
  try {
    return readText([["mode", "size", "threads", ...columns].join(","), ...lines].join("\n") + "\n");
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

function parts(tables: readonly Table[]): Part[] {
  const read = tables.flatMap((one) => {
    const results = parsed(one);
    return results === null ? [] : [{ path: `results/${one.path}`, results }];
  });
  const names = partNames(read.map(({ path }) => path));
  return read.map(({ path, results }, i): Part => ({
    ...results,
    path,
    name: names[i]!,
    origin: "foreign",
    machine: null,
  }));
}

Deno.test("tables of any kind are read together or refused in one sentence that names two", () => {
  let joined = 0, refused = 0;
  fc.assert(
    fc.property(
      fc.array(table, { minLength: 2, maxLength: 4 }),
      fc.constantFrom<Join | null>(null, ...JOINS),
      (tables, how) => {
        const some = parts(tables);
        if (some.length < 2) return;
        const rowCount = some.reduce((sum, { rows }) => sum + rows.length, 0);
        try {
          const { rows, done, notes } = joinParts(some, how);
          joined++;
          assert(rows.length > 0 && rows.length <= rowCount, `${rows.length} of ${rowCount}`);
          assert(done.startsWith(`${some.length} files are read together`), done);
          for (const note of [done, ...notes]) assertEquals(note, safeText(note));
        } catch (error) {
          if (!(error instanceof CsvError)) throw error;
          refused++;
          assertEquals(error.message, safeText(error.message));
          const named = some.filter(({ name }) => error.message.includes(name));
          assert(named.length >= 1, error.message);
        }
      },
    ),
    { numRuns: 250, seed: 41, endOnFailure: true },
  );
  assert(joined > 50 && refused > 15, `${joined} joined, ${refused} refused`);
});
