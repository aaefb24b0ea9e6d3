/**
 * The pages around a report that is being viewed: a shell that polls the progress of the sweep, loads the report of the
 * newest rows into its frame, and keeps what the reader unfolded, hid and scrolled to; the page shown before the first
 * row; and the list of result sets, with a link to each.
 */
import { basename } from "node:path";
import { escapeHtml, scrollBox } from "./html_text.ts";
import type { ListedSet } from "./result_list.ts";
import { trialCountsText } from "./trial_counts.ts";

const POLL_MS = 5000;

const POLICY = "default-src 'none'; frame-src 'self'; connect-src 'self'; " +
  "script-src 'unsafe-inline'; style-src 'unsafe-inline'";

const STYLE = `:root { color-scheme: light dark }
html, body { margin: 0; height: 100% }
body { display: flex; flex-direction: column; font: 15px/1.4 system-ui, sans-serif }
p { margin: 0; padding: .3rem 1rem; border-bottom: 1px solid #8886 }
.live::before { content: "● "; color: #2a2 }
.ended::before { content: "■ "; color: #888 }
iframe { flex: 1; width: 100%; border: 0 }`;

const PLAIN_STYLE = `:root { color-scheme: light dark }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif }
th, td { padding: .3rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid #8886 }
.scroll { overflow-x: auto }`;

/** Runs in the shell. Addresses are relative: a shell may be served under any path. */
const SCRIPT = `
const frame = document.querySelector("iframe"), line = document.querySelector("[role=status]");
let shown, kept = null;
const keyOf = (element) => {
  const place = element.closest("figure, section");
  return (place?.getAttribute("aria-labelledby") ?? "") + " " + (element.dataset.series ?? element.querySelector("summary")?.textContent.replace(/ *\\(\\d+\\)$/, ""));
};
const parts = (selector) => [...frame.contentDocument.querySelectorAll(selector)];
const state = () => ({
  place: frame.contentWindow.scrollY,
  open: new Set(parts("details[open]").map(keyOf)),
  off: new Set(parts('button[aria-pressed="false"][data-series]').map(keyOf)),
});
frame.onload = () => {
  document.title = frame.contentDocument.title;
  if (kept === null) return;
  for (const details of parts("details")) if (kept.open.has(keyOf(details))) details.open = true;
  for (const button of parts("button[data-series]")) if (kept.off.has(keyOf(button))) button.click();
  frame.contentWindow.scrollTo(0, kept.place);
};
async function look() {
  try {
    const { version, text, live } = await (await fetch("state")).json();
    if (shown !== undefined && version !== shown) {
      kept = state();
      frame.contentWindow.location.reload();
    }
    shown = version;
    line.textContent = text;
    line.className = live ? "live" : "ended";
  } catch {
    line.textContent = "netio has ended; this is what it showed last";
    line.className = "ended";
  }
}
look();
setInterval(look, ${POLL_MS});
`;

const page = (title: string, style: string, body: string) =>
  `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** The shell. `listPath`: where all result sets are listed, if this is what several say together. */
export function shellPage(listPath: string | null): Response {
  const links = listPath === null ? "" : ` · <a href="${listPath}">all result sets</a>`;
  const body = `<p><span role="status"></span>${links}</p>
<iframe title="report" src="report"></iframe>
<script>${SCRIPT}</script>`;
  return htmlPage(page("netio", STYLE, body), { "content-security-policy": POLICY });
}

/** A page of text alone; `body` is HTML. */
export function plainPage(title: string, body: string): Response {
  return htmlPage(page(title, PLAIN_STYLE, `<h1>${escapeHtml(title)}</h1>\n${body}`));
}

const LIST_HEAD = ["Result set", "Host", "Date", "What", "Trials", "Best"];

/** @param path what precedes a result set's name in its address */
export function listPage(directory: string, sets: readonly ListedSet[], path: string): Response {
  if (sets.length === 0) return plainPage(`No result set in ${directory}`, "<p>netio sweep makes one.</p>");
  const head = LIST_HEAD.map((label) => `<th scope="col">${label}</th>`).join("");
  const rows = sets.map((set) => `<tr>${cellsOf(set, path).map((html) => `<td>${html}</td>`).join("")}</tr>`);
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
  return plainPage(`Result sets in ${directory}`, scrollBox("Result sets", table));
}

function cellsOf(
  { directory, title, hostName, dateUtc, what, counts, best }: ListedSet,
  path: string,
): string[] {
  const name = basename(directory);
  const link = `<a href="${path}${encodeURIComponent(name)}/">${escapeHtml(title ?? name)}</a>`;
  const texts = [hostName, dateUtc, what, counts && trialCountsText(counts), best];
  return [link, ...texts.map((text) => escapeHtml(text ?? ""))];
}

/** A page as it is now. */
export function htmlPage(html: string, headers: Record<string, string> = {}): Response {
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
