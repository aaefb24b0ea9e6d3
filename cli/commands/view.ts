/** `netio view`: the report of a result set in a browser, regenerated as rows arrive. */
import { listedPages, livePages, type Pages } from "../../report/live_pages.ts";
import type { Join } from "../../results/join/part.ts";
import { resultSetsBelow } from "../../results/result_files.ts";
import { Interruption } from "../interruption.ts";
import { listenError } from "../listen_error.ts";
import { formOption, PORT } from "../options/forms.ts";
import { command, type OptionTable } from "../options/option.ts";
import { tell } from "../text/output.ts";
import { JOIN_OPTION, loadArguments, RESULTS_DIRECTORY, RESULTS_USAGE } from "../results_argument.ts";

/** Only this machine: results are nobody else's business, and `ssh -L` takes them anywhere. */
const HOSTNAME = "127.0.0.1";

const VIEW_OPTIONS = {
  join: JOIN_OPTION,
  port: formOption(PORT, {
    value: "PORT",
    byDefault: "any free one",
    help: `port on ${HOSTNAME} to show it at`,
    example: "8080",
  }),
} as const satisfies OptionTable;

export const view = command({
  name: "view",
  summary: "the report in a browser, live while a sweep runs, or a list of result sets; Ctrl-C ends it",
  positionals: { usage: RESULTS_USAGE, min: 0, max: Infinity },
  options: VIEW_OPTIONS,
  examples: ["netio view", "netio view /srv/results", "netio view results/lab1 --port 8080"],
  run: async ({ port = 0, join: how = null }, paths) => {
    const pages = await pagesOf(paths, how);
    using interruption = new Interruption();
    const server = serve(port, pages, interruption.signal);
    await server.finished;
    return interruption.code ?? 0;
  },
});

/**
 * For files or result sets their report, joined as `how` says; for one directory of result sets (`results` if none is
 * named) their list, or a cluster's report, unless `how` says how to join them.
 */
async function pagesOf(paths: readonly string[], how: Join | null): Promise<Pages> {
  const [path = RESULTS_DIRECTORY] = paths;
  const isList = paths.length < 2 && how === null && (await resultSetsBelow(path)).length > 0;
  if (isList) return listedPages(path);
  const { source, files = [source] } = await loadArguments(paths, how);
  return livePages(files, how);
}

function serve(port: number, answer: Pages, signal: AbortSignal) {
  const onListen = (address: Deno.NetAddr) => {
    console.log(`http://${address.hostname}:${address.port}/`);
    tell("refreshes every 5 s while a sweep runs; this uses CPU and can disturb short trials");
  };
  try {
    return Deno.serve({ hostname: HOSTNAME, port, signal, onListen }, answer);
  } catch (error) {
    throw listenError(`--port ${port}`, error);
  }
}
