/**
 * What `netio view` answers: for one result set a shell, its progress, and the report of the rows so far; for a directory
 * of them a list first, or what they say together where they are a cluster's pairs. The report itself is the same
 * self-contained file as on disk, and makes no requests.
 */
import type { Join } from "../results/join/part.ts";
import { basename } from "node:path";
import { type LoadedResults, loadTogether } from "../results/load.ts";
import { resultSetsBelow } from "../results/result_files.ts";
import { errorText } from "../results/words.ts";
import { analyze } from "./analyze.ts";
import { ClusterWatch } from "./cluster/watch.ts";
import { htmlPage, listPage, plainPage, shellPage } from "./live_shell.ts";
import { reportPage } from "./publish.ts";
import { listResultSets } from "./result_list.ts";
import { type TrialCounts, trialCounts, trialCountsText } from "./trial_counts.ts";

/** Answers a request. */
export type Pages = (request: Request) => Promise<Response>;

/** Reads the results as they are now. */
type Load = () => Promise<LoadedResults>;

/** Where the list of result sets is, and below it each. */
const SETS_PATH = "/sets/";
/** A sweep that has not written for so long has ended, or is waiting for something. */
const LIVE_MS = 120_000;

/** Answers for the results in files, read together as `how` says. */
export function livePages(files: readonly string[], how: Join | null): Pages {
  const load = () => loadTogether(files, how);
  return (request) => onlyGet(request, (path) => resultPage(load, path, null));
}

/**
 * Answers for the result sets in a directory: their list, and each of them. Where they are those of a cluster's pairs, the
 * first page is the report of all.
 */
export function listedPages(directory: string): Pages {
  const cluster = new ClusterWatch(directory);
  const list = async () => listPage(directory, await listResultSets(directory), SETS_PATH);
  return (request) =>
    onlyGet(request, async (path) => {
      if (path === SETS_PATH) return await list();
      if (path.startsWith(SETS_PATH)) return await setPage(directory, path.slice(SETS_PATH.length));
      const loaded = await cluster.now();
      if (loaded !== null) return await resultPage(() => Promise.resolve(loaded), path, SETS_PATH);
      return path === "/" ? await list() : notFound();
    });
}

/** @param path what follows that of the list: a name, and a page of that result set */
async function setPage(directory: string, path: string): Promise<Response> {
  const [, name = "", rest = ""] = /^([^/]+)(\/.*)$/.exec(path) ?? [];
  const own = (await resultSetsBelow(directory)).find((path) => basename(path) === decoded(name));
  return own === undefined ? notFound() : await resultPage(() => loadTogether([own]), rest, null);
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

/** @param listPath where all result sets are listed; `null` where this is one of them */
async function resultPage(load: Load, path: string, listPath: string | null): Promise<Response> {
  switch (path) {
    case "/":
      return shellPage(listPath);
    case "/report":
      return await report(load);
    case "/state":
      return await state(load);
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
async function report(load: Load): Promise<Response> {
  try {
    const loaded = await load();
    if (loaded.rows.length === 0) {
      return plainPage(
        "Waiting for the first trial",
        "<p>The report comes with it, and grows from then on.</p>",
      );
    }
    return htmlPage(await reportPage(analyze(loaded)));
  } catch (error) {
    return new Response(`${errorText(error)}\n`, { status: 500 });
  }
}

/** A version that changes whenever the rows do, and the progress of the sweep in words. */
async function state(load: Load): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    const loaded = await load();
    const stats = await Promise.all((loaded.files ?? [loaded.source]).map((file) => Deno.stat(file)));
    const changed = stats.map(({ mtime }) => mtime?.getTime() ?? 0);
    const counts = trialCounts(loaded);
    const isLive = Date.now() - Math.max(...changed) < LIVE_MS && !isComplete(loaded, counts);
    const text = `${isLive ? "live · " : ""}${trialCountsText(counts)}`;
    const version = stats.map(({ size }, i) => `${size} ${changed[i]}`).join(", ");
    return Response.json({ version, text, live: isLive }, { headers });
  } catch (error) {
    const text = errorText(error);
    return Response.json({ version: text, text, live: false }, { headers });
  }
}

/**
 * Without a plan nothing more is expected, unless there are pairs of a cluster, to which others may come. Where a plan lets
 * the sweep add trials, their number is not known beforehand.
 */
function isComplete({ hostPairs, plan, rows }: LoadedResults, { measured, planned }: TrialCounts): boolean {
  if (hostPairs || plan?.["untilCi"] || plan?.["refine"]) return false;
  return rows.length === 0 ? plan === null : planned === null || measured >= planned;
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
