/**
 * The worked examples of CONTRIBUTING.md, tried in a copy of the checkout. An edit is a fenced block behind a line that
 * says where its text goes, by a piece of one line of the file:
 *
 *     In `path`, after `piece of a line`:            (or: before, in place of)
 *     New file `path`:
 */
import type { CheckoutCopy, Edit } from "../scripts/checkout_copy.ts";
import { execute, type Run } from "./cli/program.ts";

const EDIT =
  /^(?:\d+\. |- )?(?:In `([^`\n]+)`, (after|before|in place of) `([^`\n]+)`|New file `([^`\n]+)`):\n+```\w*\n([\s\S]*?)^```$/gm;

/** The edits of the section under a heading of Markdown, in their order. */
export function editsOf(markdown: string, heading: string): Edit[] {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`no section "${heading}"`);
  const end = markdown.indexOf("\n## ", start + 1);
  const section = markdown.slice(start, end < 0 ? undefined : end);
  const edits = [...section.matchAll(EDIT)].map(([, file, place, anchor, newFile, text]): Edit => ({
    file: file ?? newFile!,
    place: (place ?? "new file") as Edit["place"],
    anchor: anchor ?? "",
    text: text!,
  }));
  if (edits.length !== section.split(/^```\w+$/m).length - 1) {
    throw new Error(`"${heading}" has a fenced block with a language that is no edit`);
  }
  return edits;
}

/** Runs deno in a copy of the checkout. */
export function denoIn({ directory }: CheckoutCopy, ...args: string[]): Promise<Run> {
  return execute([Deno.execPath(), ...args], { cwd: directory, env: { NO_COLOR: "1" } });
}

/** Runs a copy's netio. */
export function netioIn(copy: CheckoutCopy, ...args: string[]): Promise<Run> {
  return denoIn(copy, ...copy.netio(...args));
}

/** Makes the edits of a worked example, which have to leave the copy in the form that every commit has. */
export async function follow(copy: CheckoutCopy, edits: readonly Edit[]): Promise<void> {
  for (const edit of edits) copy.apply(edit);
  const files = edits.map(({ file }) => file);
  for (const args of [["fmt", "--check", ...files], ["lint", ...files], ["check", "main.ts"]]) {
    const { code, stdout, stderr } = await denoIn(copy, ...args);
    if (code !== 0) throw new Error(`deno ${args.join(" ")}: ${stdout}${stderr}`);
  }
}
