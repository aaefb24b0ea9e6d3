/** The text of a foreign file, recognised by its head: a table, JSON, or netperf's output, each with its reader. */
import { CsvError } from "../csv.ts";
import { HEAD_BYTES } from "./decoder.ts";
import { findHeader } from "./header.ts";
import { JsonText } from "./json_text.ts";
import { type Line, LineSplitter } from "./lines.ts";
import { isNetperf, readNetperf } from "./netperf.ts";
import { noTableByText } from "./no_table.ts";
import { contentOf, type ReadContent, withoutColumns } from "./read_content.ts";
import { TableReader } from "./table_reader.ts";

const NETPERF_LINES = 100_000;
const LEAD_CHARACTERS = 1024;
/** An object, or an array of objects or arrays: `[ ID]` is iperf's text. */
const JSON_START = /^\s*(\{|\[\s*[[{])/;

/** Decoded text: JSON, netperf's output or a table, as its head decides. */
export class Content {
  readonly #splitter = new LineSplitter();
  readonly #head: Line[] = [];
  #headCharacters = 0;
  #kind: "unknown" | "json" | "lines" = "unknown";
  /** Too little text to tell. */
  #lead = "";
  readonly #json = new JsonText();
  #table: TableReader | null = null;
  #netperf: string[] | null = null;

  push(text: string): void {
    if (this.#kind !== "unknown") return this.#pushKnown(text);
    this.#lead += text;
    if (this.#lead.length >= LEAD_CHARACTERS) this.#start();
  }

  end(): ReadContent {
    if (this.#kind === "unknown") this.#start();
    if (this.#kind === "json") return this.#json.end();
    const last = this.#splitter.end();
    if (this.#table === null && this.#netperf === null) {
      this.#decide(last === null ? this.#head : [...this.#head, last], last !== null);
    } else if (last !== null) {
      this.#netperf?.push(last.text);
      this.#table?.pushUnterminated({ ...last, text: last.text.replace(/\uFFFD+$/, "") });
    }
    if (this.#netperf !== null) return withoutColumns(readNetperf(this.#netperf.join("\n")));
    return contentOf(this.#table!);
  }

  #start(): void {
    this.#kind = JSON_START.test(this.#lead) ? "json" : "lines";
    this.#pushKnown(this.#lead);
    this.#lead = "";
  }

  #pushKnown(text: string): void {
    if (this.#kind === "json") this.#json.push(text);
    else this.#keep(text);
  }

  #keep(text: string): void {
    for (const line of this.#splitter.push(text)) {
      if (this.#table !== null) this.#table.push(line);
      else if (this.#netperf !== null) this.#netperf.push(line.text);
      else this.#head.push(line);
    }
    this.#headCharacters += text.length;
    if ((this.#netperf?.length ?? 0) > NETPERF_LINES) {
      throw new CsvError("this is netperf's output, and too much of it");
    }
    if (
      this.#table === null && this.#netperf === null && this.#headCharacters > HEAD_BYTES &&
      this.#head.length > 1
    ) {
      this.#decide(this.#head, false);
    }
  }

  /** Looks at the head, and passes its lines to the reader for it. */
  #decide(lines: readonly Line[], isLastOpen: boolean): void {
    const text = lines.slice(0, 200).map((line) => line.text).join("\n");
    const other = noTableByText(text);
    if (other !== null) throw new CsvError(other);
    if (isNetperf(text)) {
      this.#netperf = lines.map((line) => line.text);
      return;
    }
    const header = findHeader(lines);
    const table = this.#table = new TableReader(header);
    for (const [i, line] of lines.entries()) {
      if (i < header.used) continue;
      if (isLastOpen && i === lines.length - 1) table.pushUnterminated(line);
      else table.push(line);
    }
    this.#head.length = 0;
  }
}
