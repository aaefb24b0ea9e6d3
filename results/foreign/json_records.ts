/** JSON with an object for each run, `{"mode": "A1", "size": 64, "threads": 1, "gbps": 9.4}`: a table of their values. */
import { CsvError } from "../csv.ts";
import { CONTAINERS } from "./column_names.ts";
import type { ForeignContent } from "./foreign_row.ts";
import { unknownJson } from "./no_table.ts";
import { keyColumns } from "./placed_columns.ts";
import { TableReader } from "./table_reader.ts";

type Values = ReadonlyMap<string, string>;

/** Objects that are examined before the first is read, to find out which names there are. */
const SAMPLE = 200;
const FEWEST_KEYS = 2;
const DEEPEST = 4;

/** Takes objects, each a row; values within inner objects are called by both names, if the outer one says something. */
export class JsonRecords {
  #sample: { readonly values: Values; readonly line: number }[] = [];
  #names: readonly string[] = [];
  #first: object | null = null;
  #table: TableReader | null = null;

  /** Throws {@linkcode CsvError} for objects that describe no runs, and for values that can't be read. */
  push(record: object, line: number): void {
    this.#first ??= record;
    const values = new Map<string, string>();
    collect(record, "", 0, values);
    if (this.#table !== null) return this.#take(this.#table, values, line);
    this.#sample.push({ values, line });
    if (this.#sample.length >= SAMPLE) this.#start();
  }

  get isEmpty(): boolean {
    return this.#table === null && this.#sample.length === 0;
  }

  end(): ForeignContent {
    return (this.#table ?? this.#start()).end();
  }

  #start(): TableReader {
    const names = this.#names = [...new Set(this.#sample.flatMap(({ values }) => [...values.keys()]))];
    if (keyColumns(names).keys < FEWEST_KEYS) throw new CsvError(unknownJson(JSON.stringify(this.#first)));
    const line = this.#sample[0]?.line ?? 1;
    const table = new TableReader({
      separator: ",",
      fields: names,
      asWritten: [],
      line,
      used: 0,
      skipped: 0,
      note: null,
      title: null,
      caption: null,
      nameKeys: [],
    });
    this.#table = table;
    for (const { values, line } of this.#sample.splice(0)) this.#take(table, values, line);
    return table;
  }

  #take(table: TableReader, values: Values, number: number): void {
    table.take({ number, fields: this.#names.map((name) => values.get(name) ?? "") });
  }
}

/** A figure beside its unit: `"throughput": {"value": 9.41, "unit": "Gbps"}`. */
const VALUE = /^value$/i;

function collect(value: unknown, name: string, depth: number, values: Map<string, string>): void {
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value) || depth >= DEEPEST) return;
    for (const [key, inner] of Object.entries(value)) {
      const isContained = name === "" || CONTAINERS.includes(name.toLowerCase());
      collect(inner, isContained ? key : VALUE.test(key) ? name : `${name} ${key}`, depth + 1, values);
    }
    return;
  }
  values.set(name, value === null ? "" : String(value).trim());
}
