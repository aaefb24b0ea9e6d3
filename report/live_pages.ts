/**
 * What `netio view` answers: for one result set a shell, how far it is, and the report of the rows that are there; for a
 * directory of them a list first. A report itself stays the file that it is, without a network of its own.
 */
import { join } from "node:path";
import { type LoadedResults, loadResults } from "../results/load.ts";
import { analyze } from "./analyze.ts";
import { htmlPage, plainPage, shellPage } from "./live_shell.ts";
import { listPage } from "./list_page.ts";
import { reportPage } from "./publish.ts";
import { listResultSets } from "./result_list.ts";
import { trialCounts, trialCountsText } from "./trial_counts.ts";

/** Answers a request. */
export type Pages = (request: Request) => Promise<Response>;

/** Where the result sets of a list are. */
const SETS_PATH = "/sets/";
/** A sweep that has not written for so long is over, or waits for something. */
const LIVE_MS = 120_000;

/** Answers for the results in one file. */
export function livePages(source: string): Pages {
  return (request) => onlyGet(request, (path) => resultPage(source, path));
}

/** Answers for the result sets in a directory: their list, and each of them. */
export function listedPages(directory: string): Pages {
  return (request) =>
    onlyGet(request, async (path) => {
      const sets = await listResultSets(directory);
      if (path === "/") return listPage(directory, sets, SETS_PATH);
      const [, name = "", rest = ""] = /^\/sets\/([^/]+)(\/.*)$/.exec(path) ?? [];
      const own = join(directory, decoded(name));
      return sets.some((set) => set.directory === own) ? await resultPage(own, rest) : notFound();
    });
}

async function onlyGet(request: Request, answer: (path: string) => Promise<Response>): Promise<Response> {
  if (request.method !== "GET") return new Response("only GET\n", { status: 405 });
  return await answer(new URL(request.url).pathname);
}

async function resultPage(source: string, path: string): Promise<Response> {
  switch (path) {
    case "/":
      return shellPage();
    case "/report":
      return await report(source);
    case "/state":
      return await state(source);
    default:
      return notFound();
  }
}

/** The report of what is there now; in the place of one that can't be made, why. */
async function report(source: string): Promise<Response> {
  try {
    const loaded = await loadResults(source);
    if (loaded.rows.length === 0) {
      return plainPage(
        "Waiting for the first trial",
        "<p>The report comes with it, and grows from then on.</p>",
      );
    }
    return htmlPage(await reportPage(analyze(loaded)));
  } catch (error) {
    return new Response(`${error instanceof Error ? error.message : error}\n`, { status: 500 });
  }
}

/** What changes whenever the rows do; in words, how far the sweep is. */
async function state(source: string): Promise<Response> {
  try {
    const loaded = await loadResults(source);
    const { size, mtime } = await Deno.stat(loaded.source);
    const isLive = Date.now() - (mtime?.getTime() ?? 0) < LIVE_MS && !isComplete(loaded);
    const text = `${isLive ? "live · " : ""}${trialCountsText(trialCounts(loaded))}`;
    return Response.json({ version: `${size} ${mtime?.getTime()}`, text, live: isLive }, {
      headers: { "cache-control": "no-store" },
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return Response.json({ version: text, text, live: false }, { headers: { "cache-control": "no-store" } });
  }
}

/** Without a plan, whoever wrote the file has ended. */
function isComplete(loaded: LoadedResults): boolean {
  const { measured, planned } = trialCounts(loaded);
  return loaded.rows.length === 0 ? loaded.plan === null : planned === null || measured >= planned;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function notFound(): Response {
  return new Response("no such page\n", { status: 404 });
}
