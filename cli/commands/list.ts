/** `netio list`: the result sets in a directory, with their answers. */
import { type ListedSet, listResultSets } from "../../report/result_list.ts";
import { trialCountsText } from "../../report/trial_counts.ts";
import { joined, systemErrorText } from "../../results/words.ts";
import { command, switchOption } from "../options/option.ts";
import { RESULTS_DIRECTORY } from "../results_argument.ts";
import { outScreen, styled } from "../text/screen.ts";
import { printJson } from "../text/output.ts";
import { wrapped } from "../text/wrap.ts";
import { UsageError } from "../usage_error.ts";

const INDENT = "  ";

export const list = command({
  name: "list",
  summary: "the result sets in a directory: host, date, what was measured, what is best",
  positionals: { usage: "[DIR]", min: 0, max: 1 },
  options: { json: switchOption("one JSON object on stdout") },
  examples: ["netio list", "netio list /srv/results --json"],
  run: async ({ json }, [named]) => {
    const directory = named ?? RESULTS_DIRECTORY;
    const sets = await listed(directory, named === undefined);
    if (json) printJson({ schema: 1, resultSets: sets });
    else if (sets.length === 0) console.log(`no result set in ${directory}/; netio sweep makes one`);
    else for (const set of sets) console.log(linesOf(set).join("\n"));
    return 0;
  },
});

/** @param isUsual the default directory, which may be missing before the first sweep */
export async function listed(directory: string, isUsual: boolean): Promise<ListedSet[]> {
  try {
    return await listResultSets(directory);
  } catch (error) {
    if (isUsual && error instanceof Deno.errors.NotFound) return [];
    throw new UsageError(`${directory}: ${unreadableText(error)}`);
  }
}

function unreadableText(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such directory";
  if (error instanceof Deno.errors.NotADirectory) return "not a directory; name one that holds result sets";
  return systemErrorText(error);
}

/** The directory, then what was measured in it, then the answer. */
function linesOf({ directory, title, hostName, dateUtc, what, counts, best }: ListedSet): string[] {
  const screen = outScreen();
  const known = joined([title, hostName, dateUtc, what, counts && trialCountsText(counts)], " · ");
  return [
    styled(directory, "bold", screen),
    ...wrapped(INDENT + known, screen.columns, INDENT),
    ...wrapped(INDENT + best, screen.columns, INDENT),
  ];
}
