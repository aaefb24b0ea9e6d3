/** The form of an option and of a command: what drives parsing, validation, help and the reference. */
import { valueAt } from "../../results/json.ts";
import type { SweepPlan } from "../../sweep/plan.ts";

export interface Option<T> {
  /** What stands for the value in help; absent for a switch. */
  readonly value?: string;
  /** The default in words, as help shows it; absent where there is none. */
  readonly byDefault?: string | undefined;
  readonly help: string;
  /** A value; empty for a switch. */
  readonly example: string;
  /** One letter that stands for the name: `-q`. */
  readonly short?: string;
  /** What else people type for the name. */
  readonly also?: string;
  /** Throws ValueError saying what is allowed. A switch is parsed from `"true"`. */
  parse(text: string): T;
  /** A value as it may be typed. */
  text?(value: T): string;
  /** For what a plan decides: the value that a plan has of it; `null` where it has none. */
  planned?(plan: SweepPlan): unknown;
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
  run(given: Given<T>, positionals: readonly string[]): number | Promise<number>;
}

/** Keeps the type of a command's own options. */
export function command<T extends OptionTable>(definition: Command<T>): Command<T> {
  return definition;
}

/** An option without a value. */
export function switchOption(help: string, short?: string): Option<true> {
  return { help, example: "", parse: () => true, ...(short === undefined ? {} : { short }) };
}

/** Of every command. */
export const HELP_OPTION = switchOption("this text", "h");

/** What a plan has at a path of fields; `null` where it has nothing there. */
export function plannedAt(...path: readonly string[]): (plan: SweepPlan) => unknown {
  return (plan) => valueAt(plan, ...path) ?? null;
}
