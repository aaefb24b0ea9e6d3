/** Wrong usage: the message names the option, the value, and what is allowed. `main.ts` turns it into exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
