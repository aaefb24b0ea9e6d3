import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ResultRow } from "../../results/columns.ts";
import { rowsByNumber } from "../../results/row_groups.ts";
import { joinedRows, MadeRows, pickedRows, type Rows } from "../../results/table/rows.ts";
import { isSameRow, rowViews, typedTable } from "../../results/table/row_view.ts";

/** Does everything that a list of rows can do. */
function told(rows: Rows<number>): unknown {
  const even = (row: number) => row % 2 === 0, seen: [number, number][] = [];
  rows.forEach((row, place) => seen.push([row, place]));
  return {
    length: rows.length,
    all: [...rows],
    at: [-7, -1, 0, 1, 2, 5, 99].map((place) => rows.at(place)),
    seen,
    mapped: rows.map((row, place) => row * place),
    flat: rows.flatMap((row, place) => even(row) ? [row, place] : row),
    kept: [...rows.filter((row, place) => even(row) || place === 1)],
    found: [rows.find(even), rows.findIndex(even), rows.some(even), rows.every(even)],
    sum: rows.reduce((sum, row) => sum + row, 0),
  };
}

type Pair = [rows: Rows<number>, array: number[]];

/** Any list of rows beside the array that it should be like. */
const lists = fc.letrec<{ list: Pair }>((tie) => ({
  list: fc.oneof(
    { maxDepth: 4 },
    fc.array(fc.nat(9), { maxLength: 6 }).map((array): Pair => [array, array]),
    fc.array(fc.nat(9), { maxLength: 6 }).map((array): Pair => [
      new MadeRows(array.length, (place) => array[place]!),
      array,
    ]),
    tie("list").map(([rows, array]): Pair => {
      const test = (row: number) => row % 3 > 0;
      return [rows.filter(test), array.filter(test)];
    }),
    fc.tuple(tie("list"), fc.array(fc.nat(), { maxLength: 8 }), fc.nat(2)).map(
      ([[rows, array], drawn, begin]): Pair => {
        const places = Uint32Array.from(array.length === 0 ? [] : drawn, (one) => one % array.length);
        const from = Math.min(begin, places.length);
        return [
          pickedRows(rows, places, from, places.length),
          [...places.slice(from)].map((at) => array[at]!),
        ];
      },
    ),
    fc.array(tie("list"), { minLength: 1, maxLength: 3 }).map((parts): Pair => [
      joinedRows(parts.map(([rows]) => rows)),
      parts.flatMap(([, array]) => array),
    ]),
  ),
})).list;

Deno.test("made, picked, filtered and joined lists of rows do what an array does", () => {
  fc.assert(
    fc.property(lists, ([rows, array]) => {
      assertEquals(told(rows), told(array));
      assertEquals([...rows].map((_, i) => rows.at(rows.length - 1 - i)), [...array].reverse());
    }),
    { numRuns: 500, seed: 8 },
  );
});

Deno.test("rowsByNumber() gives the rows of each number in their order, and none of -1", () => {
  const wanted = [[3, 9, 0], [7, 1], [5]],
    numberOf = (row: number) => wanted.findIndex((own) => own.includes(row));
  const array = [3, 7, 8, 9, 5, 1, 0, 8];
  for (const rows of [array, new MadeRows(array.length, (place) => array[place]!)]) {
    assertEquals(rowsByNumber(rows, numberOf).map((own) => [...own]), wanted);
  }
  assertEquals(rowsByNumber([8, 8], numberOf), []);
});

Deno.test("a row that a list makes twice is the same row, and no other is", () => {
  const [one, other] = [rowViews(typedTable(), 2), rowViews(typedTable(), 2)] as [Rows, Rows];
  const row = (rows: Rows, place: number): ResultRow => rows.at(place)!;
  assert(isSameRow(row(one, 1), row(one, 1)));
  assert(!isSameRow(row(one, 1), row(one, 0)) && !isSameRow(row(one, 1), row(other, 1)));
  row(one, 1).mode = "two-copy";
  assertEquals([row(one, 1).mode, row(one, 0).mode, row(other, 1).mode], ["two-copy", null, null]);
});
