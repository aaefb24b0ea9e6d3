/** The result sets of a directory that become more while a cluster is measured: read anew only where one has changed. */
import { join } from "node:path";
import { type LoadedResults, loadTogether } from "../../results/load.ts";
import { resultSetsIn } from "../../results/result_files.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";

export class ClusterWatch {
  readonly #directory: string;
  #version = "";
  #loaded: LoadedResults | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All of them as they are now; `null` where they are no cluster's (`host_pairs.ts`), or can't be read together. */
  async now(): Promise<LoadedResults | null> {
    const version = await this.#currentVersion();
    if (version !== this.#version) {
      this.#version = version;
      const loaded = await loadTogether([this.#directory]).catch(() => null); // the list says what is wrong
      this.#loaded = loaded?.hostPairs ? loaded : null;
    }
    return this.#loaded;
  }

  async #currentVersion(): Promise<string> {
    const states: string[] = [];
    for (const path of await resultSetsIn([this.#directory])) {
      const { size, mtime } = await Deno.stat(join(path, TRIALS_FILE));
      states.push(`${path} ${size} ${mtime?.getTime()}`);
    }
    return states.join("\n");
  }
}
