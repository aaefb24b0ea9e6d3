/**
 * What ties a netio on another host to the one that started it: its standard input. It ends when that ends, and when
 * nothing has come over it for a minute, since a host that dies says nothing; and it answers what comes, so that the
 * other side knows that it is alive. Whatever happens on either side, nothing is left running.
 */

/** The environment variable that turns it on: how many seconds standard input may be silent. */
export const LIFELINE_VARIABLE = "NETIO_END_WITH_STDIN";

/** What is written to the far end now and then. */
export const BEAT = "\n";
/** Its answer, a line on standard error. */
export const ANSWER = "netio: still here";

export const SILENCE_MS = 60e3;
/** After this many missed beats the other side is given up. */
const BEATS = 4;

/** A source of bytes, such as `Deno.stdin`. */
export interface Input {
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Reports when nothing has been heard for too long, until it is disposed of. */
export class SilenceWatch implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>;
  #unheard = 0;

  /**
   * Counts beats instead of reading a clock: a process that was stopped for a while (SIGSTOP) has missed only one.
   *
   * @param beat called in each interval, to be answered
   */
  constructor(silenceMs: number, beat: () => void, onSilence: () => void) {
    this.#timer = setInterval(() => {
      if (++this.#unheard > BEATS) return onSilence();
      beat();
    }, silenceMs / BEATS);
  }

  heard(): void {
    this.#unheard = 0;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const NOTHING: Disposable = { [Symbol.dispose]: () => {} };

/**
 * Answers what comes over standard input, and reports when that has ended or been silent for too long. Does nothing
 * unless {@linkcode LIFELINE_VARIABLE} is set.
 *
 * @param onEnd called once
 */
export function holdLifeline(
  onEnd: () => void,
  input: Input = Deno.stdin,
  silence = Deno.env.get(LIFELINE_VARIABLE),
): Disposable {
  const silenceMs = 1e3 * Number(silence);
  if (!(silenceMs > 0)) return NOTHING;
  let isHeld = true;
  const letGo = () => {
    isHeld = false;
    watch[Symbol.dispose]();
  };
  const end = () => {
    if (isHeld) onEnd();
    letGo();
  };
  const watch = new SilenceWatch(silenceMs, () => {}, end);
  const listen = async () => {
    const buffer = new Uint8Array(64);
    while (isHeld) {
      const count = await input.read(buffer).catch(() => null);
      if (count === null) return end();
      watch.heard();
      if (isHeld) console.error(ANSWER);
    }
  };
  listen();
  return { [Symbol.dispose]: letGo };
}
