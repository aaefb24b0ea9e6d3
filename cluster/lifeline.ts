/**
 * What ties a netio on another host to the one that started it: its standard input. It ends when that ends, and when
 * nothing has come over it for a minute, since the death of a host is not told to the others; and it answers what
 * comes, so that the other side knows the same of it. Whatever happens on either side, nothing is left running.
 */

/** The environment variable that asks for it: for how many seconds standard input may be silent. */
export const LIFELINE_VARIABLE = "NETIO_END_WITH_STDIN";

/** What is written to the far end now and then. */
export const BEAT = "\n";
/** Its answer, a line on standard error. */
export const ANSWER = "netio: still here";

export const SILENCE_MS = 60e3;
/** So many beats are missed before anybody is given up. */
const BEATS = 4;
export const BEAT_MS = SILENCE_MS / BEATS;

/** A source of bytes as `Deno.stdin` is one. */
export interface Input {
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Tells when nothing has been heard for too long; disposed of, it does not. */
export class SilenceWatch implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>;
  #unheard = 0;

  /**
   * Counts beats instead of reading a clock: of a process that was stopped for a while (SIGSTOP) one beat is missing.
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
 * Answers what comes over standard input, and tells when that has ended or been silent for too long. Does nothing
 * where nobody asks for it.
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
