/**
 * SIGINT, SIGTERM and SIGHUP as an AbortSignal and an exit code. Launchers may deliver a signal twice, so a second
 * one changes nothing.
 */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Signal = keyof typeof EXIT_CODES;

/** Listens while in scope (`using`). */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: (readonly [Signal, () => void])[];
  #code: number | null = null;

  constructor() {
    this.#listeners = (Object.keys(EXIT_CODES) as Signal[]).map((name) => {
      const listener = () => {
        this.#code ??= EXIT_CODES[name];
        this.#controller.abort();
      };
      Deno.addSignalListener(name, listener);
      return [name, listener];
    });
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of the first signal; `null` while there was none. */
  get code(): number | null {
    return this.#code;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
