/** Texts that differ only in numbers, written once: each number as the range of its values. */
import { rangeText } from "../results/words.ts";

/** Numbers on their own: not those inside words, addresses or versions. */
const NUMBER = /(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)/g;

interface RangedText {
  /** `1.1 to 15 %` of `1.1 %`, `15 %` and `4 %`. */
  readonly text: string;
  readonly count: number;
}

/** One for each wording, in order of first occurrence. */
export function rangedTexts(texts: readonly string[]): RangedText[] {
  return [...Map.groupBy(texts, withoutNumbers).values()].map((alike) => {
    const numbers = alike.map((text) => text.match(NUMBER) ?? []);
    const ranges = numbers[0]!.map((_, place) => {
      const ascending = numbers.map((own) => own[place]!).toSorted((a, b) => Number(a) - Number(b));
      return rangeText(ascending[0]!, ascending.at(-1)!);
    });
    const text = alike[0]!.replace(NUMBER, () => ranges.shift()!);
    return { text, count: alike.length };
  });
}

/** What texts that differ only in numbers have in common. */
export function withoutNumbers(text: string): string {
  return text.replace(NUMBER, "0");
}
