/** The form of an option and of a command: what drives parsing, validation, help and the reference. */
import { valueAt } from "../../results/json.ts";
import type { SweepPlan } from "../../sweep/plan.ts";

export interface Option<T> {
  /** The placeholder for the value in help; absent for a switch. */
  readonly value?: string;
  /** The default in words, as help shows it; absent where there is none. */
  readonly byDefault?: string | undefined;
  readonly help: string;
  /** A value; empty for a switch. */
  readonly example: string;
  /** One letter in place of the name: `-q`. */
  readonly short?: string;
  /** Another name that people type. */
  readonly also?: string;
  /** Throws ValueError saying what is allowed. A switch is parsed from `"true"`. */
  parse(text: string): T;
  /** A value as it may be typed. */
  text?(value: T): string;
  /** For options that a plan records: the plan's value; `null` if it has none. */
  planned?(plan: SweepPlan): unknown;
}

// deno-lint-ignore no-explicit-any
export type OptionTable = Readonly<Record<string, Option<any>>>;

/** The given values by option name; absent if the option was not given. */
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
  run(given: Given<T>, positionals: readonly string[]): number | Promise<number>;
}

/** A command, with the types of its options checked. */
export function command<T extends OptionTable>(definition: Command<T>): Command<T> {
  return definition;
}

/** An option without a value. */
export function switchOption(help: string, short?: string): Option<true> {
  return { help, example: "", parse: () => true, ...(short === undefined ? {} : { short }) };
}

/** Of every command. */
export const HELP_OPTION = switchOption("this text", "h");

/** A plan's value at a path of fields; `null` if there is none. */
export function plannedAt(...path: readonly string[]): (plan: SweepPlan) => unknown {
  return (plan) => valueAt(plan, ...path) ?? null;
}
