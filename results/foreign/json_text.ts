/**
 * JSON as benchmarks leave it: one document, several one after the other, or one event a line. Only what names a run
 * and sums it up is kept while it comes: the arrays within it, an interval for every second, are left out.
 */
import { CsvError } from "../csv.ts";
import { isIperf3, readIperf3 } from "./iperf3.ts";
import { unknownJson } from "./no_table.ts";

const MOST_KEPT_CHARACTERS = 1 << 20;
const DEEPEST = 100;

/** Takes JSON in chunks and keeps it without the arrays inside of objects. */
export class JsonText {
  #kept = "";
  /** The brackets that are open. */
  #open = "";
  /** How deep the array that is left out lies; 0 outside of one. */
  #leftOut = 0;
  #isInString = false;
  #isEscaped = false;

  /** Throws {@linkcode CsvError} for what is deeper or longer than any result. */
  push(text: string): void {
    let from = this.#leftOut > 0 ? text.length : 0;
    for (let i = 0; i < text.length; i++) {
      const wasLeftOut = this.#leftOut > 0;
      this.#step(text[i]!);
      if (!wasLeftOut && this.#leftOut > 0) this.#kept += `${text.slice(from, i)}[]`;
      if (wasLeftOut && this.#leftOut === 0) from = i + 1;
      if (this.#leftOut > 0) from = text.length;
    }
    this.#kept += text.slice(from);
    if (this.#kept.length > MOST_KEPT_CHARACTERS || this.#open.length > DEEPEST) {
      throw new CsvError(unknownJson(this.#kept.slice(0, 4096)));
    }
  }

  #step(character: string): void {
    if (this.#isInString) {
      this.#isInString = character !== '"' || this.#isEscaped;
      this.#isEscaped = character === "\\" && !this.#isEscaped;
    } else if (character === '"') {
      this.#isInString = true;
    } else if (character === "{" || character === "[") {
      this.#open += character;
      if (this.#leftOut === 0 && character === "[" && this.#open.includes("{")) {
        this.#leftOut = this.#open.length;
      }
    } else if (character === "}" || character === "]") {
      this.#open = this.#open.slice(0, -1);
      if (this.#open.length < this.#leftOut) this.#leftOut = 0;
    }
  }

  /** The rows of JSON that is known. Throws {@linkcode CsvError} that names what it is otherwise. */
  end(): ReturnType<typeof readIperf3> {
    const documents = documentsIn(this.#kept);
    if (documents === null) {
      const isCut = /"(test_start|intervals)"/.test(this.#kept);
      throw new CsvError(
        isCut
          ? "this is what iperf3 -J writes, but it is cut off or damaged"
          : unknownJson(this.#kept.slice(0, 4096)),
      );
    }
    const runs = withEvents(documents);
    if (runs.length === 0 || !runs.every(isIperf3)) throw new CsvError(unknownJson(this.#kept));
    return readIperf3(runs);
  }
}

function documentsIn(text: string): unknown[] | null {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const byBraces = linesUpTo(text, "}").map(parsed);
  if (byBraces.every((part) => part !== undefined)) return byBraces;
  const byLines = text.split("\n").filter((line) => line.trim() !== "").map(parsed);
  return byLines.every((line) => line !== undefined) ? byLines : null;
}

/** Parts of a text that end with a line of `end` alone. */
function linesUpTo(text: string, end: string): string[] {
  const parts: string[][] = [[]];
  for (const line of text.split("\n")) {
    parts.at(-1)!.push(line.trimEnd() === `${end},` ? end : line);
    if (line.trimEnd() === end || line.trimEnd() === `${end},`) parts.push([]);
  }
  return parts.map((lines) => lines.join("\n")).filter((part) => part.trim() !== "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `iperf3 --json-stream` writes the start and the end of a run as events. */
function withEvents(documents: readonly unknown[]): unknown[] {
  const runs: unknown[] = [];
  let start: unknown;
  for (const document of documents) {
    const { event, data } = typeof document === "object" && document !== null
      ? document as { event?: unknown; data?: unknown }
      : {};
    if (event === "start") start = data;
    else if (event === "end") runs.push({ start, end: data });
    else if (event === undefined) runs.push(document);
  }
  return runs;
}
