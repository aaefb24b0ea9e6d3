/** netio: argv → command; errors → exit codes. */
import { FAILURE, WRONG_USAGE } from "./cli/exit_codes.ts";
import { surviveOutputLoss } from "./cli/output_loss.ts";
import { UsageError } from "./cli/usage_error.ts";
import { tell } from "./cli/text/output.ts";
import { licencesText, versionText } from "./cli/text/version.ts";

/** Runs a command line; gives the exit code. Throws where it is wrong (UsageError) or fails. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv[0] === "--" ? argv.slice(1) : argv; // `deno task netio -- help`
  if (["--version", "-V", "version"].includes(name ?? "")) return print(versionText());
  if (["--licences", "--licenses"].includes(name ?? "")) return print(licencesText());
  const { dispatch } = await import("./cli/dispatch.ts"); // most of the program: --version does without it
  return await dispatch(name, args);
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function exitCodeOf(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  tell(`netio: ${message}`);
  return error instanceof UsageError ? WRONG_USAGE : FAILURE;
}

if (import.meta.main) {
  surviveOutputLoss();
  Deno.exit(await main(Deno.args).catch(exitCodeOf));
}
