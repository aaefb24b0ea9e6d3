/** The list of result sets as a page, with a link to each. */
import { basename } from "node:path";
import { escapeHtml, scrollBox } from "./html_text.ts";
import { plainPage } from "./live_shell.ts";
import type { ListedSet } from "./result_list.ts";
import { trialCountsText } from "./trial_counts.ts";

const HEAD = ["Result set", "Host", "Date", "What", "Trials", "Best"];

/** @param path what precedes a result set's name in its address */
export function listPage(directory: string, sets: readonly ListedSet[], path: string): Response {
  if (sets.length === 0) return plainPage(`No result set in ${directory}`, "<p>netio sweep makes one.</p>");
  const head = HEAD.map((label) => `<th scope="col">${label}</th>`).join("");
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
  const texts = [hostName, dateUtc, what, counts === null ? null : trialCountsText(counts), best];
  return [link, ...texts.map((text) => escapeHtml(text ?? ""))];
}
