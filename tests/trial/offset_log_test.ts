import { assert, assertEquals } from "@std/assert";
import { present } from "../present.ts";
import { OffsetLog } from "../../trial/offset_log.ts";

/** A log of one figure, with these notes. */
function logOf(notes: readonly (readonly [offset: number, figure: number])[], capacity = notes.length + 2) {
  const log = new OffsetLog(capacity, 1);
  for (const [offset, figure] of notes) log.figures[log.add(offset)] = figure;
  return log;
}

function at(log: OffsetLog, offset: number, figure = 0): number {
  return log.at(log.place(offset), figure);
}

Deno.test("between two notes a figure grows in proportion to the bytes, at a note it is the note's", () => {
  const log = logOf([[0, 100], [10, 200], [30, 300]]);
  assertEquals([0, 5, 10, 20, 25, 30].map((offset) => at(log, offset)), [100, 150, 200, 250, 275, 300]);
});

Deno.test("before the first note and after the last the log says what they say", () => {
  const log = logOf([[10, 100], [20, 200]]);
  assertEquals([0, 9, 21, 1e15].map((offset) => at(log, offset)), [100, 100, 200, 200]);
  assertEquals([0, 10, 99].map((offset) => at(logOf([[10, 7]]), offset)), [7, 7, 7]);
});

Deno.test("of several notes at one offset the first holds, and what comes after it begins at the last", () => {
  const log = logOf([[0, 0], [10, 100], [10, 150], [10, 400], [20, 500]]);
  assertEquals([5, 10, 15].map((offset) => at(log, offset)), [50, 100, 450]);
  const atFirst = logOf([[0, 5], [0, 8], [4, 12]]);
  assertEquals([0, 2].map((offset) => at(atFirst, offset)), [5, 10]);
});

Deno.test("every figure of a note is its own", () => {
  const log = new OffsetLog(4, 3);
  for (const [offset, figures] of [[0, [1, 10, 100]], [8, [3, 50, 100]]] as const) {
    log.figures.set(figures, log.add(offset));
  }
  assertEquals([0, 1, 2].map((figure) => at(log, 2, figure)), [1.5, 20, 100]);
});

Deno.test("a figure that is not known makes what lies beside it unknown, and nothing else", () => {
  const log = logOf([[0, 0], [10, NaN], [20, 20], [30, 30]]);
  assertEquals([0, 5, 15, 20, 25].map((offset) => at(log, offset)), [0, NaN, NaN, 20, 25]);
});

Deno.test("a full log drops every second note again and again: it holds the whole stream, in order, in its memory", () => {
  for (const capacity of [2, 3, 8, 9, 100]) {
    const log = new OffsetLog(capacity, 2), { figures } = log;
    const byteLength = figures.byteLength;
    for (let i = 0; i < 1000; i += log.thinning) { // as far apart as the log asks for
      const place = log.add(7 * i);
      figures[place] = i;
      figures[place + 1] = -i;
      assertEquals(at(log, 0), 0, `capacity ${capacity}: the first note stays`);
      assertEquals([at(log, 7 * i), at(log, 7 * i, 1)], [i, -i], `capacity ${capacity}: the last is there`);
      for (let offset = 0; offset <= 7 * i; offset += 7) {
        const off = Math.abs(at(log, offset) - offset / 7);
        assert(off <= 1e-9 * i, `capacity ${capacity}, ${offset}: ${at(log, offset)}`);
      }
    }
    assertEquals([log.figures === figures, figures.byteLength], [true, byteLength]);
    assert(log.thinning * capacity >= 1000 && log.thinning * capacity <= 4 * 1000, `${log.thinning}`);
  }
});

Deno.test("notes that come closer together than the log asks for are dropped the sooner, and in order still", () => {
  const log = new OffsetLog(8, 1);
  for (let i = 0; i < 500; i++) log.figures[log.add(i)] = 2 * i;
  for (let offset = 0; offset < 500; offset++) assertEquals(Math.round(at(log, offset)), 2 * offset);
});

function addMany(log: OffsetLog, firstOffset: number, count: number): void {
  for (let i = 0; i < count; i++) log.figures[log.add(firstOffset + 0.5 * i)] = i;
}

Deno.test("a note allocates nothing, nor does thinning", () => {
  const log = new OffsetLog(1000, 3);
  const growths = Array.from({ length: 60 }, (_, run) => {
    const before = Deno.memoryUsage().heapUsed;
    addMany(log, 10_000 * run, 10_000);
    return Deno.memoryUsage().heapUsed - before;
  }).slice(20).toSorted((a, b) => a - b);
  assert(present(growths[20]) < 10_000, `median of ${growths} bytes in 10 000 notes`);
});
