import { assertEquals } from "@std/assert";
import { ReadingProgress } from "../../../cli/text/reading_progress.ts";

/** What is written when chunks come every 150 ms, for `seconds`. */
function written(isTerminal: boolean, seconds: number): string[] {
  let now = 0;
  const texts: string[] = [];
  const progress = new ReadingProgress(isTerminal, (text) => texts.push(text), () => now);
  for (; now <= seconds * 1000; now += 150) progress.read("results/a.csv", now, seconds * 1000);
  progress.end(1_000_000);
  return texts;
}

Deno.test("reading that takes under a second is not worth a word", () => {
  assertEquals(written(true, 0.9), []);
  assertEquals(written(false, 0.9), []);
});

Deno.test("where stderr is no terminal there is a line after one second, and one every ten", () => {
  assertEquals(written(false, 12), [
    "reading a.csv: 8 % of 1 MB\n",
    "reading a.csv: 92 % of 1 MB\n",
    "1,000,000 rows read\n",
  ]);
});

Deno.test("on a terminal one line changes, and is gone at the end", () => {
  const texts = written(true, 2);
  assertEquals(texts[0], "\r\x1b[Kreading a.csv: 52 % of 1 MB");
  assertEquals(texts.at(-1), "\r\x1b[K1,000,000 rows read\n");
  assertEquals(texts.slice(0, -1).every((text) => !text.includes("\n")), true);
});
