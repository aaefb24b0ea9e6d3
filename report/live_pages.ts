/**
 * What `netio view` answers: a shell that asks for the version of the data and puts the report of the newest into its
 * frame. The report itself stays the file that it is, without a network of its own.
 */
import { loadResults } from "../results/load.ts";
import { analyze } from "./analyze.ts";
import { reportPage } from "./publish.ts";

const POLL_MS = 5000;

const POLICY = "default-src 'none'; frame-src 'self'; connect-src 'self'; " +
  "script-src 'unsafe-inline'; style-src 'unsafe-inline'";

const SHELL = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>netio</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100% } iframe { display: block }</style>
</head>
<body>
<iframe title="report" src="/report"></iframe>
<script>
const frame = document.querySelector("iframe");
let shown, place = 0;
frame.onload = () => { document.title = frame.contentDocument.title; frame.contentWindow.scrollTo(0, place); };
async function look() {
  try {
    const version = await (await fetch("/version")).text();
    if (shown !== undefined && version !== shown) {
      place = frame.contentWindow.scrollY;
      frame.contentWindow.location.reload();
    }
    shown = version;
  } catch { /* netio has ended; what is shown stays */ }
}
look();
setInterval(look, ${POLL_MS});
</script>
</body>
</html>
`;

/**
 * Answers for the results in one file, and to loopback names alone: a page elsewhere whose name was made to resolve to
 * this machine (DNS rebinding) would otherwise read the report through its visitor's browser.
 */
export function livePages(source: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAskedAsLoopback(request)) {
      return new Response("only localhost, 127.0.0.1 and [::1] are answered\n", { status: 421 });
    }
    if (request.method !== "GET") return new Response("only GET\n", { status: 405 });
    switch (new URL(request.url).pathname) {
      case "/":
        return page(SHELL, { "content-security-policy": POLICY });
      case "/report":
        return await report(source);
      case "/version":
        return new Response(await versionOf(source), { headers: { "cache-control": "no-store" } });
      default:
        return new Response("no such page\n", { status: 404 });
    }
  };
}

/** Whether the request is for a name that only this machine can have (RFC 6761, section 6.3). */
function isAskedAsLoopback({ url, headers }: Request): boolean {
  const asked = [url, ...headers.has("host") ? [`http://${headers.get("host")}/`] : []];
  return asked.every((address) => {
    const { hostname } = URL.parse(address) ?? { hostname: "" };
    return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  });
}

/** The report of what is there now; in the place of one that can't be made, why. */
async function report(source: string): Promise<Response> {
  try {
    return page(await reportPage(analyze(await loadResults(source))));
  } catch (error) {
    return new Response(`${error instanceof Error ? error.message : error}\n`, { status: 500 });
  }
}

/** Changes whenever the file does; empty while there is none. */
async function versionOf(source: string): Promise<string> {
  try {
    const { size, mtime } = await Deno.stat(source);
    return `${size} ${mtime?.getTime()}`;
  } catch {
    return "";
  }
}

function page(html: string, headers: Record<string, string> = {}): Response {
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
