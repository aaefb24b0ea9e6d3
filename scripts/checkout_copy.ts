/** A copy of the checkout that may be changed, with what is not committed; removed by `using`. */
import { dirname, join } from "node:path";
import { CHECKOUT, outputOf } from "./command.ts";

/** Text that goes beside or in place of the one line of a file that holds `anchor`, or into a new file. */
export interface Edit {
  readonly file: string;
  readonly place: "after" | "before" | "in place of" | "new file";
  /** Empty for a new file. */
  readonly anchor: string;
  readonly text: string;
}

/** Makes an edit below a directory. Throws where its place is not there, or there twice. */
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

export class CheckoutCopy implements AsyncDisposable {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<CheckoutCopy> {
    const files = await outputOf("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    const directory = await Deno.makeTempDir({ prefix: "netio-checkout-" });
    for (const file of files.split("\0").filter((name) => name !== "")) {
      await Deno.mkdir(join(directory, dirname(file)), { recursive: true });
      await Deno.copyFile(join(CHECKOUT, file), join(directory, file)).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // removed, and not committed yet
      });
    }
    await Deno.symlink(join(CHECKOUT, "node_modules"), join(directory, "node_modules"));
    return new CheckoutCopy(directory);
  }

  /** Makes an edit in the copy. */
  apply(edit: Edit): void {
    applyEdit(this.directory, edit);
  }

  /** The arguments that run the copy's netio by deno. */
  netio(...args: string[]): string[] {
    return ["run", "-A", "--cached-only", join(this.directory, "main.ts"), ...args];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}
