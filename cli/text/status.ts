/** Says what is being done while work takes more than a moment: on a terminal in a line that is erased afterwards. */
import { errorScreen } from "./screen.ts";
import { clipped } from "./wrap.ts";

/** On a terminal: the line is empty, and the next text begins it. */
export const ERASE_LINE = "\r\x1b[K";

/** Says it until it is disposed of. */
export function status(text: string): Disposable {
  if (!canMoveCursor()) {
    console.error(text);
    return { [Symbol.dispose]: () => {} };
  }
  writeError(`${clipped(`${text} …`, errorScreen().columns - 1)}`);
  return { [Symbol.dispose]: () => writeError(ERASE_LINE) };
}

/** Nothing is said. */
export const SILENT: Disposable = { [Symbol.dispose]: () => {} };

/** Whether stderr is a terminal that can draw over itself. */
export function canMoveCursor(): boolean {
  return Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** Writes to stderr, without a line's end. */
export function writeError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
