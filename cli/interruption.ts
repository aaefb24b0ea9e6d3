/**
 * SIGINT, SIGTERM and SIGHUP as an AbortSignal and an exit code, and the end of a lifeline as a SIGHUP. Launchers may
 * deliver a signal twice, so a second one changes nothing.
 */
import { holdLifeline } from "../cluster/lifeline.ts";

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Signal = keyof typeof EXIT_CODES;

/** Listens while in scope (`using`). */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: (readonly [Signal, () => void])[];
  readonly #lifeline: Disposable;
  #code: number | null = null;

  constructor() {
    this.#listeners = (Object.keys(EXIT_CODES) as Signal[]).map((name) => {
      const listener = () => this.#interrupt(name);
      Deno.addSignalListener(name, listener);
      return [name, listener];
    });
    this.#lifeline = holdLifeline(() => this.#interrupt("SIGHUP"));
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of the first signal; `null` until there is one. */
  get code(): number | null {
    return this.#code;
  }

  #interrupt(name: Signal): void {
    this.#code ??= EXIT_CODES[name];
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    this.#lifeline[Symbol.dispose]();
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
