/**
 * Wrong command lines, refused in the test's own process by what `main.ts` runs: some dozens of them, each a process,
 * would take half a minute. That a refusal exits with 2 and prints nothing else is `usage_test.ts`'s, with real ones.
 */
import { assert, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../cli/usage_error.ts";
import { main } from "../../main.ts";

/** Holds that `args` are refused as wrong usage, in one or two lines that have the words `named`; gives them. */
export async function assertWrongUsage(args: readonly string[], named: readonly string[]): Promise<string> {
  const shown = `netio ${args.join(" ")}`;
  const error = await main(args).then((code) => `exit code ${code}`, (thrown: unknown) => thrown);
  assert(error instanceof UsageError, `${shown}: ${error}`);
  const { message } = error;
  assert(message.trimEnd().split("\n").length <= 2, `${shown}: ${message}`);
  for (const word of named) assertStringIncludes(message, word, `${shown}: ${message}`);
  return message;
}
