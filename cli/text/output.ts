/** What commands print: running text on stdout and stderr, and JSON. */
import { toJson } from "../../results/json.ts";
import { errorScreen, outScreen } from "./screen.ts";
import { wrapped } from "./wrap.ts";

const INDENT = "  ";

/** Says something on stderr, wrapped. */
export function tell(text: string): void {
  for (const line of linesOf(text, errorScreen().columns)) console.error(line);
}

/** Prints a text, wrapped. */
export function print(text: string): void {
  for (const line of linesOf(text, outScreen().columns)) console.log(line);
}

function linesOf(text: string, columns: number): string[] {
  return text.split("\n").flatMap((part) => wrapped(part, columns, INDENT));
}

/** Prints a value as JSON, its keys in snake_case. */
export function printJson(value: unknown): void {
  console.log(toJson(value).trimEnd());
}
