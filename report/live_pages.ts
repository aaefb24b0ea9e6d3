/**
 * What `netio view` answers: for one result set a shell, its progress, and the report of the rows so far; for a directory
 * of them a list first. The report itself is the same self-contained file as on disk, and makes no requests.
 */
import type { Join } from "../results/join/join.ts";
import { join } from "node:path";
import { type LoadedResults, loadTogether } from "../results/load.ts";
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
/** A sweep that has not written for so long has ended, or is waiting for something. */
const LIVE_MS = 120_000;

/** Answers for the results in files, read together as `how` says. */
export function livePages(files: readonly string[], how: Join | null): Pages {
  return (request) => onlyGet(request, (path) => resultPage(files, how, path));
}

/** Answers for the result sets in a directory: their list, and each of them. */
export function listedPages(directory: string): Pages {
  return (request) =>
    onlyGet(request, async (path) => {
      const sets = await listResultSets(directory);
      if (path === "/") return listPage(directory, sets, SETS_PATH);
      const [, name = "", rest = ""] = /^\/sets\/([^/]+)(\/.*)$/.exec(path) ?? [];
      const own = join(directory, decoded(name));
      return sets.some((set) => set.directory === own) ? await resultPage([own], null, rest) : notFound();
    });
}

/**
 * Loopback names alone are answered: a page elsewhere whose name was made to resolve to this machine (DNS rebinding)
 * would otherwise read the report through its visitor's browser.
 */
async function onlyGet(request: Request, answer: (path: string) => Promise<Response>): Promise<Response> {
  if (!isAskedAsLoopback(request)) {
    return new Response("only localhost, 127.0.0.1 and [::1] are answered\n", { status: 421 });
  }
  if (request.method !== "GET") return new Response("only GET\n", { status: 405 });
  return await answer(new URL(request.url).pathname);
}

async function resultPage(files: readonly string[], how: Join | null, path: string): Promise<Response> {
  switch (path) {
    case "/":
      return shellPage();
    case "/report":
      return await report(files, how);
    case "/state":
      return await state(files, how);
    default:
      return notFound();
  }
}

/** Whether the request is for a name that only this machine can have (RFC 6761, section 6.3). */
function isAskedAsLoopback({ url, headers }: Request): boolean {
  const asked = [url, ...headers.has("host") ? [`http://${headers.get("host")}/`] : []];
  return asked.every((address) => {
    const { hostname } = URL.parse(address) ?? { hostname: "" };
    return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  });
}

/** The report of what is there now, or the reason why there is none. */
async function report(files: readonly string[], how: Join | null): Promise<Response> {
  try {
    const loaded = await loadTogether(files, how);
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

/** A version that changes whenever the rows do, and the progress of the sweep in words. */
async function state(files: readonly string[], how: Join | null): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    const loaded = await loadTogether(files, how);
    const stats = await Promise.all((loaded.files ?? [loaded.source]).map((file) => Deno.stat(file)));
    const changed = stats.map(({ mtime }) => mtime?.getTime() ?? 0);
    const isLive = Date.now() - Math.max(...changed) < LIVE_MS && !isComplete(loaded);
    const text = `${isLive ? "live · " : ""}${trialCountsText(trialCounts(loaded))}`;
    const version = stats.map(({ size }, i) => `${size} ${changed[i]}`).join(", ");
    return Response.json({ version, text, live: isLive }, { headers });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return Response.json({ version: text, text, live: false }, { headers });
  }
}

/** Without a plan nothing more is expected. Where a plan lets the sweep add trials, their number is not known beforehand. */
function isComplete(loaded: LoadedResults): boolean {
  const { measured, planned } = trialCounts(loaded);
  if (loaded.plan?.["untilCi"] || loaded.plan?.["refine"]) return false;
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
