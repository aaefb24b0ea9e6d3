/** `netio view`: the report of a result set in a browser, made anew as rows come. */
import { livePages } from "../../report/live_pages.ts";
import { Interruption } from "../interruption.ts";
import { listenError } from "../listen_error.ts";
import { formOption, PORT } from "../options/forms.ts";
import { command, type OptionTable } from "../options/option.ts";
import { JOIN_OPTION, loadArguments, RESULTS_USAGE } from "../results_argument.ts";

/** This machine alone: results are nobody else's business, and `ssh -L` brings them anywhere. */
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
  summary: "the report in a browser, live while a sweep runs; Ctrl-C ends it",
  positionals: { usage: RESULTS_USAGE, min: 0, max: Infinity },
  options: VIEW_OPTIONS,
  examples: ["netio view", "netio view results/lab1 --port 8080"],
  run: async ({ port = 0, join: how = null }, paths) => {
    const { source, files = [source], notes } = await loadArguments(paths, how);
    for (const note of notes) console.error(`note: ${note}`);
    using interruption = new Interruption();
    const server = serve(port, livePages(files, how), interruption.signal);
    await server.finished;
    return interruption.code ?? 0;
  },
});

function serve(port: number, answer: (request: Request) => Promise<Response>, signal: AbortSignal) {
  const onListen = (address: Deno.NetAddr) => {
    console.log(`http://${address.hostname}:${address.port}/`);
    console.error(
      "made anew every few seconds while rows come, which costs CPU: watch long windows, or later",
    );
  };
  try {
    return Deno.serve({ hostname: HOSTNAME, port, signal, onListen }, answer);
  } catch (error) {
    throw listenError(`--port ${port}`, error);
  }
}
