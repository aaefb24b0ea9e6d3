/**
 * Where the compiled program unpacks its native library: Deno uses a name in TMPDIR that follows from program and
 * contents, so on a shared machine another user may have put a file there. A new private directory rules that out; it is
 * removed as soon as the library is loaded.
 */
import { errorText } from "../results/words.ts";

/**
 * Has `load` unpack into a private directory.
 *
 * @param load loads native libraries
 * @param isCompiled from a checkout they are loaded from where they lie
 * @throws Error naming the directory where none can be made
 */
export async function unpackedPrivately<T>(
  load: () => Promise<T>,
  isCompiled = Deno.build.standalone,
): Promise<T> {
  if (!isCompiled) return await load();
  const directory = newDirectory(); // readable by its owner alone
  const temporary = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", directory);
  try {
    return await load();
  } finally {
    if (temporary === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", temporary);
    Deno.removeSync(directory, { recursive: true });
  }
}

function newDirectory(): string {
  try {
    return Deno.makeTempDirSync({ prefix: "netio-" });
  } catch (error) {
    const why = errorText(error);
    throw new Error(`no directory to unpack the native canvas to could be made (TMPDIR): ${why}`);
  }
}
