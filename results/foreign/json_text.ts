/**
 * JSON as benchmarks leave it: one document, several one after the other, in an array, or one a line. Only what names a
 * run and sums it up is kept while it comes: the arrays within it, an interval for every second, are left out.
 */
import { CsvError } from "../csv.ts";
import { type ForeignContent, withoutColumns } from "./foreign_row.ts";
import { type Iperf3Run, isIperf3, readIperf3 } from "./iperf3.ts";
import { JsonRecords } from "./json_records.ts";
import { integerText } from "../number_text.ts";
import { unknownJson } from "./no_table.ts";

const MOST_KEPT_CHARACTERS = 1 << 20;
/** Of all runs of iperf3 together; each counts as one of a thousand at least, whatever is in it. */
const MOST_RUN_CHARACTERS = 1 << 24;
const LEAST_RUN_CHARACTERS = 1024;
const SHOWN_CHARACTERS = 4096;
const DEEPEST = 100;

/** Takes JSON in chunks; objects that are complete are taken out of it. */
export class JsonText {
  /** The text of the object that is being read, without the arrays in it. */
  #kept = "";
  #firstKept = "";
  /** How much text was kept for {@linkcode #runs}. */
  #runCharacters = 0;
  readonly #runs: Iperf3Run[] = [];
  readonly #records = new JsonRecords();
  #line = 1;
  #startLine = 1;
  /** The brackets that are open. */
  #open = "";
  /** How deep the array that is left out lies; 0 outside of one. */
  #leftOut = 0;
  #isInString = false;
  #isEscaped = false;

  /** Throws {@linkcode CsvError} for what is deeper or longer than any result, and for what is no JSON. */
  push(text: string): void {
    let from = this.#leftOut > 0 ? text.length : 0;
    for (let i = 0; i < text.length; i++) {
      const wasLeftOut = this.#leftOut > 0;
      const wasInObject = this.#open.includes("{");
      this.#step(text[i]!);
      const isInObject = this.#open.includes("{");
      if (!wasInObject) {
        if (isInObject) this.#startLine = this.#line;
        else if (!/[\s,[\]\uFEFF]/.test(text[i]!)) throw this.#refusal(text.slice(i));
        from = isInObject ? i : i + 1;
      } else if (!isInObject) {
        this.#kept += text.slice(from, i + 1);
        from = i + 1;
        this.#take();
      } else if (!wasLeftOut && this.#leftOut > 0) this.#kept += `${text.slice(from, i)}[]`;
      if (wasLeftOut && this.#leftOut === 0) from = i + 1;
      if (this.#leftOut > 0) from = text.length;
    }
    this.#kept += text.slice(from);
    if (this.#kept.length > MOST_KEPT_CHARACTERS || this.#open.length > DEEPEST) {
      throw this.#refusal("");
    }
  }

  #step(character: string): void {
    if (character === "\n") this.#line++;
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

  /** Takes the object that has just been closed. */
  #take(): void {
    const object = parsed(this.#kept);
    if (typeof object !== "object" || object === null) throw this.#refusal("");
    if (this.#firstKept === "") this.#firstKept = this.#kept.slice(0, SHOWN_CHARACTERS);
    if (isIperf3(object) || "event" in object && "data" in object) {
      this.#runs.push({ document: object, line: this.#startLine });
      this.#runCharacters += Math.max(this.#kept.length, LEAST_RUN_CHARACTERS);
      if (this.#runCharacters > MOST_RUN_CHARACTERS) {
        throw new CsvError(
          `line ${this.#startLine}: more runs of iperf3 than are read from one file (${
            integerText(this.#runs.length)
          }): split it into several`,
        );
      }
    } else this.#records.push(object, this.#startLine);
    this.#kept = "";
  }

  /** The rows of JSON that is known. Throws {@linkcode CsvError} that names what it is otherwise. */
  end(): ForeignContent {
    if (this.#open !== "" || this.#kept.trim() !== "") throw this.#refusal("");
    const runs = withEvents(this.#runs);
    if (this.#records.isEmpty && runs.length > 0) return withoutColumns(readIperf3(runs));
    if (runs.length > 0 || this.#runs.length > 0 || this.#records.isEmpty) throw this.#refusal("");
    return this.#records.end();
  }

  #refusal(rest: string): CsvError {
    const text = `${this.#firstKept}${this.#kept}${rest}`.slice(0, SHOWN_CHARACTERS);
    const isOfIperf3 = /"(test_start|intervals)"/.test(text);
    const kind = isOfIperf3
      ? "what iperf3 -J writes"
      : this.#records.isEmpty || this.#open === ""
      ? null
      : "JSON with an object for each run";
    return new CsvError(
      kind === null
        ? unknownJson(text)
        : `this is ${kind}, but it is cut off or damaged in line ${this.#line}`,
    );
  }
}

/** Python writes NaN and Infinity, which JSON does not have. */
const NO_NUMBER = /(?<=[:,[]\s*)-?(NaN|Infinity)(?=\s*[,}\]])/g;

function parsed(text: string): unknown {
  for (const attempt of [text, text.replace(NO_NUMBER, "null")]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // not yet
    }
  }
  return undefined;
}

/** `iperf3 --json-stream` writes the start and the end of a run as events. */
function withEvents(documents: readonly Iperf3Run[]): Iperf3Run[] {
  const runs: Iperf3Run[] = [];
  let start: unknown;
  for (const run of documents) {
    const { event, data } = run.document as { event?: unknown; data?: unknown };
    if (event === "start") start = data;
    else if (event === "end") runs.push({ document: { start, end: data }, line: run.line });
    else if (event === undefined) runs.push(run);
  }
  return runs;
}
