/** A copy of the checkout that may be changed: what is not committed included; removed again. */
import { dirname, join } from "node:path";
import { CHECKOUT, outputOf } from "./command.ts";

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

  /** Puts text beside or in place of the one line of a file that holds `anchor`. */
  edit(file: string, place: "after" | "before" | "in place of", anchor: string, text: string): void {
    const path = join(this.directory, file);
    const lines = Deno.readTextFileSync(path).split("\n");
    const at = lines.flatMap((line, i) => line.includes(anchor) ? [i] : []);
    if (at.length !== 1) throw new Error(`${file}: ${at.length} lines hold "${anchor}"`);
    const index = at[0]! + (place === "after" ? 1 : 0);
    lines.splice(index, place === "in place of" ? 1 : 0, text.replace(/\n$/, ""));
    Deno.writeTextFileSync(path, lines.join("\n"));
  }

  /** Adds a file. */
  write(file: string, text: string): void {
    Deno.writeTextFileSync(join(this.directory, file), text, { createNew: true });
  }

  /** The arguments that run the copy's netio by deno. */
  netio(...args: string[]): string[] {
    return ["run", "-A", "--cached-only", join(this.directory, "main.ts"), ...args];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}
