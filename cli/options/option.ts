/** The form of an option and of a command: what drives parsing, validation, help and the reference. */

export interface Option<T> {
  /** What stands for the value in help; absent for a switch. */
  readonly value?: string;
  /** The default in words, as help shows it; absent where there is none. */
  readonly byDefault?: string;
  readonly help: string;
  readonly example: string;
  /** Throws ValueError saying what is allowed. A switch is parsed from `"true"`. */
  readonly parse: (text: string) => T;
}

// deno-lint-ignore no-explicit-any
export type OptionTable = Readonly<Record<string, Option<any>>>;

/** The values that were given, by option name; absent where the option was not. */
export type Given<T extends OptionTable> = {
  readonly [K in keyof T]?: ReturnType<T[K]["parse"]>;
};

/** A command as the user sees it. */
export interface Command<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly summary: string;
  /** Names of the positional arguments for help; how many are allowed. */
  readonly positionals: { readonly usage: string; readonly min: number; readonly max: number };
  readonly options: T;
  readonly examples: readonly string[];
  /** @returns the exit code */
  run(given: Given<T>, positionals: readonly string[]): Promise<number>;
}

/** Keeps the type of a command's own options. */
export function command<T extends OptionTable>(definition: Command<T>): Command<T> {
  return definition;
}
