/** How far a long file has been read, on stderr: one line that changes, or a line now and then where stderr is not a terminal. */
import { basename } from "node:path";
import { integerText } from "../../results/number_text.ts";
import { safeText } from "../../results/safe_text.ts";
import { canMoveCursor, ERASE_LINE, writeError } from "./status.ts";

/** Shorter work is not worth a message. */
const PATIENCE_MS = 1000;
const TERMINAL_MS = 200, LINES_MS = 10_000;

/** Shows the bytes read so far; {@linkcode end} says what follows. */
export class ReadingProgress {
  readonly #isTerminal: boolean;
  readonly #write: (text: string) => void;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #saidMs: number | null = null;

  constructor(isTerminal = canMoveCursor(), write = writeError, nowMs = () => performance.now()) {
    this.#isTerminal = isTerminal;
    this.#write = write;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  /** That many bytes of a file have been read. */
  readonly read = (path: string, bytes: number, total: number): void => {
    const now = this.#nowMs();
    const since = now - (this.#saidMs ?? -Infinity);
    if (now - this.#startMs < PATIENCE_MS || since < (this.#isTerminal ? TERMINAL_MS : LINES_MS)) return;
    this.#saidMs = now;
    const share = total === 0 ? 100 : Math.floor(100 * bytes / total);
    const text = `reading ${safeText(basename(path))}: ${share} % of ${Math.ceil(total / 1e6)} MB`;
    this.#write(this.#isTerminal ? ERASE_LINE + text : `${text}\n`);
  };

  /** Everything has been read; analysing that many rows may take as long again. */
  end(rows: number): void {
    if (this.#saidMs === null) return;
    this.#write(`${this.#isTerminal ? ERASE_LINE : ""}${integerText(rows)} rows read\n`);
  }
}
