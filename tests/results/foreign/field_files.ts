/** The files of `tests/data/field/`, which other people's programs wrote, and what is read from them. */
import type { CountedRow } from "../../../results/counters.ts";
import { convertedLine } from "../../../results/foreign/converted.ts";
import { ForeignReader, type ForeignResults } from "../../../results/foreign/reader.ts";
import type { Rows } from "../../../results/table/rows.ts";

const FOLDER = new URL("../../data/field/", import.meta.url);

/** The name of the file whose number is `number`. */
export function fieldFile(number: string): string {
  const found = [...Deno.readDirSync(FOLDER)].find(({ name }) => name.startsWith(`${number}-`));
  if (found === undefined) throw new Error(`no field file ${number}`);
  return found.name;
}

export function fieldPath(number: string): string {
  return new URL(fieldFile(number), FOLDER).pathname;
}

export function fieldText(number: string): string {
  return Deno.readTextFileSync(fieldPath(number));
}

/** A table of plain commas, as a spreadsheet shows it: the header, and the rows. */
export function fieldTable(number: string): { header: string[]; rows: string[][] } {
  const [header = [], ...rows] = fieldText(number).trim().split(/\r?\n/).map((line) => line.split(","));
  return { header, rows };
}

/** Reads bytes in chunks of `chunk` bytes. */
export function readBytes(bytes: Uint8Array, chunk = 64 * 1024, fileName = ""): ForeignResults {
  const reader = new ForeignReader(fileName);
  for (let at = 0; at === 0 || at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return reader.end();
}

export function readText(text: string): ForeignResults {
  return readBytes(new TextEncoder().encode(text));
}

/** The lines of a table. */
export function table(...lines: readonly string[]): string {
  return lines.join("\n") + "\n";
}

/** All that rows hold, as text: compared as objects, any two would be equal. */
export function linesOf({ rows }: { readonly rows: Rows<CountedRow> }): string[] {
  return rows.map((row) => convertedLine(row, ""));
}
