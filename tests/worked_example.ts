/**
 * The worked examples of CONTRIBUTING.md, applied to a copy of the checkout. An edit is a fenced block behind a line that
 * says where its text goes, by a piece of one line of the file:
 *
 *     In `path`, after `piece of a line`:            (or: before, in place of)
 *     New file `path`:
 */
import { dirname, join } from "node:path";
import { execute, type Run } from "./cli/program.ts";

const ROOT = new URL("..", import.meta.url).pathname;

export interface Edit {
  readonly file: string;
  readonly place: "after" | "before" | "in place of" | "new file";
  /** What exactly one line of the file holds; empty for a new file. */
  readonly anchor: string;
  readonly text: string;
}

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

/** Makes an edit below a directory. */
export function applyEdit(directory: string, { file, place, anchor, text }: Edit): void {
  const path = join(directory, file);
  if (place === "new file") return Deno.writeTextFileSync(path, text, { createNew: true });
  const lines = Deno.readTextFileSync(path).split("\n");
  const at = lines.flatMap((line, i) => line.includes(anchor) ? [i] : []);
  if (at.length !== 1) throw new Error(`${file}: ${at.length} lines hold "${anchor}"`);
  const index = at[0]! + (place === "after" ? 1 : 0);
  lines.splice(index, place === "in place of" ? 1 : 0, text.replace(/\n$/, ""));
  Deno.writeTextFileSync(path, lines.join("\n"));
}

/** A copy of the checkout, what is not committed included; removed again. */
export class CheckoutCopy implements AsyncDisposable {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<CheckoutCopy> {
    const list = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const { code, stdout, stderr } = await execute(list);
    if (code !== 0) throw new Error(stderr);
    const directory = await Deno.makeTempDir({ prefix: "netio-checkout-" });
    for (const file of stdout.split("\0").filter((name) => name !== "")) {
      await Deno.mkdir(join(directory, dirname(file)), { recursive: true });
      await Deno.copyFile(join(ROOT, file), join(directory, file)).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // removed, and not committed yet
      });
    }
    await Deno.symlink(join(ROOT, "node_modules"), join(directory, "node_modules"));
    return new CheckoutCopy(directory);
  }

  /** Runs deno in the copy. */
  deno(...args: string[]): Promise<Run> {
    return execute([Deno.execPath(), ...args], { cwd: this.directory, env: { NO_COLOR: "1" } });
  }

  /** Runs the copy's netio. */
  netio(...args: string[]): Promise<Run> {
    return this.deno("run", "-A", "--cached-only", "main.ts", ...args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}
