/** Tables in random writings are read as what they truly hold, or refused; damaged ones are read or refused. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ForeignResults } from "../../../results/foreign/reader.ts";
import { cases, hostileCell, readOrRefused, SEED } from "./hostile.ts";
import { type TrueRow, type TrueTable, trueTables } from "./true_tables.ts";

const CASES = cases(120);
const chunk = fc.integer({ min: 40, max: 20_000 });

/**
 * Figures agree but for the last binary digits of a change of units; a latency may also be left out, if a note says so:
 * the cut may have taken a unit.
 */
function assertTrue(read: ForeignResults, rows: readonly TrueRow[]): void {
  const isUnused = read.notes.some((note) => /^column .* is not used: it has no unit/.test(note));
  assertEquals(read.rows.length, rows.length);
  read.rows.forEach((row, i) => {
    const meant = rows[i]!;
    assertEquals([row.mode, row.message_bytes, row.threads], [
      meant.mode,
      meant.message_bytes,
      meant.threads,
    ]);
    const figures: [name: string, found: number | null, meant: number | null][] = [
      ["throughput_gbps", row.throughput_gbps, meant.throughput_gbps],
      ["latency_mean_us", row.latency_mean_us, isUnused ? null : meant.latency_mean_us],
      ["cycles", row.totals.cycles ?? null, meant.cycles],
    ];
    for (const [name, found, wanted] of figures) {
      const isSame = found === wanted || Math.abs(found! / wanted! - 1) < 1e-9;
      assert(isSame, `row ${i}: ${name} is ${found}, not ${wanted}\n${read.notes.join("\n")}`);
    }
  });
}

/** `1,234` alone may be either, and a note says which was taken. */
function isGuessed({ notes }: ForeignResults): boolean {
  return notes.some((note) => note.includes("are taken for"));
}

const shown = ({ bytes }: TrueTable) => new TextDecoder().decode(bytes.slice(0, 600));

Deno.test(`${CASES} tables in random writings are read as what they hold, or refused (seed ${SEED})`, () => {
  let refused = 0;
  fc.assert(
    fc.property(trueTables, chunk, (table, chunk) => {
      const read = readOrRefused(table.bytes, chunk);
      if (read === null || isGuessed(read)) {
        if (!table.isAmbiguous) refused++;
        return;
      }
      try {
        assertTrue(read, table.rows);
      } catch (error) {
        throw new Error(`${shown(table)}\n${error}`);
      }
    }),
    { numRuns: CASES, seed: SEED },
  );
  assert(refused <= Math.max(3, 0.01 * CASES), `${refused} of ${CASES} were refused, or read as a guess`);
});

/** A change to the bytes of a file. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const share = fc.integer({ min: 0, max: 100_000 }).map((part) => part / 100_000);
const spliced = (bytes: Uint8Array, at: number, length: number, inserted: Uint8Array): Uint8Array => {
  const start = Math.floor(at * bytes.length);
  return new Uint8Array([...bytes.slice(0, start), ...inserted, ...bytes.slice(start + length)]);
};
const bytesOf = (text: string) => new TextEncoder().encode(text);
const damages: fc.Arbitrary<Damage> = fc.oneof(
  share.map((at): Damage => (bytes) => bytes.slice(0, Math.floor(at * bytes.length))),
  fc.record({ at: share, length: fc.nat(40), cell: hostileCell }).map(
    ({ at, length, cell }): Damage => (bytes) => spliced(bytes, at, length, bytesOf(cell)),
  ),
  fc.record({ at: share, byte: fc.nat(255) }).map(({ at, byte }): Damage => (bytes) =>
    spliced(bytes, at, 1, new Uint8Array([byte]))
  ),
  fc.record({
    at: share,
    mark: fc.constantFrom('"', "\0", "\u001b[31m", ",", ";", "\n", "\r", "#", "sep=,\n"),
  })
    .map(({ at, mark }): Damage => (bytes) => spliced(bytes, at, 0, bytesOf(mark))),
  fc.record({ at: share, from: share, length: fc.nat(400) }).map(
    ({ at, from, length }): Damage => (bytes) => {
      const start = Math.floor(from * bytes.length);
      return spliced(bytes, at, 0, bytes.slice(start, start + length));
    },
  ),
  fc.record({ at: share, count: fc.constantFrom(1200, 5000) }).map(({ at, count }): Damage => (bytes) =>
    spliced(bytes, at, 0, bytesOf(",x".repeat(count)))
  ),
);

Deno.test(`${CASES} damaged tables are read or refused in one sentence (seed ${SEED})`, () => {
  let read = 0;
  fc.assert(
    fc.property(
      trueTables,
      fc.array(damages, { minLength: 1, maxLength: 3 }),
      chunk,
      ({ bytes }, all, chunk) => {
        if (readOrRefused(all.reduce((damaged, damage) => damage(damaged), bytes), chunk) !== null) read++;
      },
    ),
    { numRuns: CASES, seed: SEED },
  );
  assert(read > 0.03 * CASES && read < 0.95 * CASES, `${read} of ${CASES} were read`); // a fifth is usual
});

Deno.test(`${CASES} tables cut at any byte are read right up to the cut, or refused (seed ${SEED})`, () => {
  let read = 0;
  fc.assert(
    fc.property(trueTables, share, chunk, (table, at, chunk) => {
      const cut = table.bytes.slice(0, Math.floor(at * table.bytes.length));
      const found = readOrRefused(cut, chunk);
      if (found === null || found.rows.length < 2 || isGuessed(found)) return;
      read++;
      const whole = found.rows.length - 1;
      try {
        assertTrue({ ...found, rows: [...found.rows].slice(0, whole) }, table.rows.slice(0, whole));
      } catch (error) {
        throw new Error(`${shown({ ...table, bytes: cut })}\n${error}`);
      }
    }),
    { numRuns: CASES, seed: SEED },
  );
  assert(read > 0.3 * CASES, `${read} of ${CASES} were read`);
});
