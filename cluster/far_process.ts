/** A command on another host, which ends when its standard input does (`lifeline.ts`). */
import { ANSWER, BEAT, SILENCE_MS, SilenceWatch } from "./lifeline.ts";

/** How it ended. */
export interface FarEnd {
  /** Of the launcher; `null` where it was killed. */
  readonly code: number | null;
  /** It was given up, after it had been silent for too long. */
  readonly isLost: boolean;
}

/** The last lines of its output are kept. */
const LINES_MAX = 2000;
const LINE_MAX = 1000;
/** How long netio takes to end: it breaks off its trial, and its rows are on disk already. */
const END_PATIENCE_MS = 20e3;
const KILL_PATIENCE_MS = 3e3;
/** For the rest of the output of a command that has ended. */
const DRAIN_MS = 500;

interface FarProcessOptions {
  /** The first line of its standard input. */
  readonly token: string;
  /** Called with each line of its standard output and error. */
  readonly onLine?: (line: string) => void;
  readonly silenceMs?: number;
}

export class FarProcess implements AsyncDisposable {
  /** Resolves when the command here has ended; never rejects. */
  readonly over: Promise<FarEnd>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #watch: SilenceWatch;
  readonly #lines: string[] = [];
  readonly #onLine: (line: string) => void;
  #isLost = false;

  /**
   * Starts the command, in a session of its own: Ctrl-C in a terminal ends only this process, which then ends the others
   * in order.
   *
   * @throws Error where the launcher can't be started
   */
  constructor([program, ...args]: readonly string[], options: FarProcessOptions) {
    const { token, onLine = () => {}, silenceMs = SILENCE_MS } = options;
    const command = new Deno.Command(program!, {
      args,
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    this.#onLine = onLine;
    this.#child = command.spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#write(`${token}\n${BEAT}`);
    this.#watch = new SilenceWatch(silenceMs, () => this.#write(BEAT), () => this.#giveUp());
    this.over = this.#end([this.#read(this.#child.stdout), this.#read(this.#child.stderr)]);
  }

  /** Its output, in lines. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Ends it: first by closing its input, then by signals. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#input.close().catch(() => {}); // it has ended
    if (await this.#isOverWithin(END_PATIENCE_MS)) return;
    this.#kill("SIGTERM");
    if (await this.#isOverWithin(KILL_PATIENCE_MS)) return;
    this.#kill("SIGKILL");
    await this.over;
  }

  async #end(streams: readonly Promise<void>[]): Promise<FarEnd> {
    const { code, signal } = await this.#child.status;
    this.#watch[Symbol.dispose]();
    await within(Promise.all(streams), DRAIN_MS);
    return { code: signal === null ? code : null, isLost: this.#isLost };
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const take = (line: string) => this.#hear(line);
    try {
      for await (const piece of stream.pipeThrough(new TextDecoderStream() as TextDecoding)) {
        const lines = (rest + piece).split("\n");
        rest = lines.pop()!;
        lines.forEach(take);
      }
    } catch { /* it has ended, and the pipe with it */ }
    if (rest !== "") take(rest);
  }

  #hear(line: string): void {
    this.#watch.heard();
    if (line.trim() === ANSWER) return;
    this.#lines.push(line.slice(0, LINE_MAX));
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
    this.#onLine(line);
  }

  #write(text: string): void {
    this.#input.write(new TextEncoder().encode(text)).catch(() => {}); // it has ended
  }

  #giveUp(): void {
    this.#isLost = true;
    this.#kill("SIGKILL");
  }

  async #isOverWithin(ms: number): Promise<boolean> {
    return await within(this.over, ms) !== null;
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch { /* it has ended */ }
  }
}

type TextDecoding = TransformStream<Uint8Array, string>;

/** The value of a promise; `null` where that takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
}
