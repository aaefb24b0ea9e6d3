/**
 * `deno task denort [--dir DIR]`: a verified `denort` from the npm registry, for machines that reach a registry
 * but not Deno's own site. Prints its path; `DENORT_BIN=<path>` then serves `deno compile` anywhere.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHECKOUT, reportErrors } from "./command.ts";
import { download, npmRegistry, verify } from "./npm_registry.ts";
import { PINNED_DENORT, type PinnedFile } from "./pinned_files.ts";

/**
 * The path of `file` in `folder`, fetched unless it is there already. Either way its bytes are checked.
 * Throws `BuildError` unless they are the pinned ones; a bad file in the cache is left for its owner to
 * inspect.
 */
export async function fetchPinned(file: PinnedFile, folder: string, registry?: string): Promise<string> {
  const path = join(folder, file.name);
  const cached = await readIfPresent(path);
  if (cached !== null) {
    await verify(file, cached, path);
    return path;
  }
  const from = registry ?? await npmRegistry();
  console.error(`Fetching ${file.name} (${file.packageName}@${file.version}) from ${from}`);
  const bytes = await download(file, from);
  await verify(file, bytes, `${file.packageName}@${file.version} ${file.path}`);
  await Deno.mkdir(folder, { recursive: true });
  const unfinished = await Deno.makeTempFile({ dir: folder });
  await Deno.writeFile(unfinished, bytes);
  await Deno.chmod(unfinished, 0o755);
  await Deno.rename(unfinished, path);
  return path;
}

/** `$XDG_CACHE_HOME/netio`, else `~/.cache/netio`, else (no HOME) a folder of the checkout that git ignores. */
export function cacheFolder(env: Readonly<Record<string, string>> = Deno.env.toObject()): string {
  if (env["XDG_CACHE_HOME"]) return join(env["XDG_CACHE_HOME"], "netio");
  if (env["HOME"]) return join(env["HOME"], ".cache", "netio");
  return join(CHECKOUT, "node_modules", ".cache", "netio");
}

async function readIfPresent(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { dir: { type: "string" } } });
  console.log(Deno.env.get("DENORT_BIN") ?? await fetchPinned(PINNED_DENORT, values.dir ?? cacheFolder()));
}

if (import.meta.main) await reportErrors(() => main(Deno.args));
