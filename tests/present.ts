/**
 * What a test needs to be there. `null >= 0` and `null <= 1` hold in JavaScript, and `!` keeps that from the compiler:
 * a figure that was not measured would pass for a small one. `architecture_test.ts` forbids `!` there.
 */

/** The value. Throws where it is null or undefined; `what` names it in the message. */
export function present<T>(value: T | null | undefined, what = "a value that the test needs"): T {
  if (value === null || value === undefined) throw new Error(`${what} is ${value}`);
  return value;
}

/** The named figures of a row, in that order. Throws where one was not measured. */
export function figuresOf<R extends object, const N extends readonly (keyof R & string)[]>(
  row: R,
  names: N,
): { readonly [I in keyof N]: NonNullable<R[N[I] & keyof R]> } {
  return names.map((name) => present(row[name], name)) as never;
}
