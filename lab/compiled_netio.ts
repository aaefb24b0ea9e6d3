/** `netio` of this checkout, compiled into the cache; again only where what it is compiled from has changed. */
import { join } from "node:path";
import { CHECKOUT, outputOf } from "../scripts/command.ts";
import { sha256Hex } from "../scripts/npm_registry.ts";
import { exists } from "./programs.ts";

/** What of the checkout is not in the program. */
const LEFT_OUT = /^(\.ci|bench|docs|lab|tests)\/|^(ARCHITECTURE|CHANGELOG|CONTRIBUTING|README)\.md$/;

/** The program's path, found out when first asked for. Throws `LabError` where it can't be compiled. */
export function compiledNetio(cache: string, say: (line: string) => void): () => Promise<string> {
  let program: Promise<string> | undefined;
  return () => program ??= compile(cache, say);
}

async function compile(cache: string, say: (line: string) => void): Promise<string> {
  const key = await sourcesKey();
  const program = join(cache, `netio-${key}`);
  if (await exists(program)) return program;
  say("compiling netio");
  for await (const { name } of Deno.readDir(cache)) {
    if (name.startsWith("netio-")) await Deno.remove(join(cache, name));
  }
  const unfinished = join(cache, "netio.unfinished");
  await outputOf(Deno.execPath(), ["run", "-A", "scripts/compile.ts", "--output", unfinished]);
  await Deno.rename(unfinished, program);
  return program;
}

/** Tells states of the sources apart, what is not committed included. */
async function sourcesKey(): Promise<string> {
  const hashes: string[] = [];
  for (const name of await checkoutFiles()) {
    const path = join(CHECKOUT, name);
    if (LEFT_OUT.test(name) || !await exists(path)) continue;
    hashes.push(`${name} ${await sha256Hex(await Deno.readFile(path))}`);
  }
  return (await sha256Hex(new TextEncoder().encode(hashes.join("\n")))).slice(0, 16);
}

/** The files of the checkout, without what git ignores; some may be removed and that not committed yet. */
export async function checkoutFiles(): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return (await outputOf("git", args)).split("\0").filter((name) => name !== "");
}
