/** The files of a result set other than `trials.csv`: written whole, under their final name at once. */
import { join } from "node:path";
import { errorText } from "./words.ts";

export const PLAN_FILE = "plan.json";
export const ENVIRONMENT_FILE = "environment.json";
export const SUMMARY_FILE = "summary.csv";

/** A file of a result set could not be written; what it held before is still there. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** Does what writes `path`. Throws {@linkcode StorageError} naming it when that fails, such as on a full disk. */
export function storing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new StorageError(`${path} can't be written: ${errorText(error)}`);
  }
}

/** Writes a file of a result set so that it is either the old one or the whole new one, whatever happens. */
export function writeWhole(directory: string, name: string, text: string): void {
  const path = join(directory, name);
  storing(path, () => {
    {
      using file = Deno.openSync(`${path}.tmp`, { write: true, create: true, truncate: true });
      let bytes = new TextEncoder().encode(text);
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
      file.syncSync(); // else the new name may reach the disk before the contents
    }
    Deno.renameSync(`${path}.tmp`, path);
  });
}
