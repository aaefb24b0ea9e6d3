/** The host's programs: what is installed, and what is unpacked from Debian's packages for want of it. */
import { delimiter, join } from "node:path";
import { Apt, hostRelease } from "./apt.ts";
import { exists } from "./programs.ts";
import { LabError, type Tools } from "./scenario.ts";

const PROGRAM_FOLDERS = ["usr/sbin", "usr/bin", "sbin", "bin"];
const LIBRARY_FOLDERS = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"];
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The packages, with what they depend on, ready to be used; downloaded where neither installed nor in the cache. */
export async function openTools(
  cache: string,
  packages: readonly string[],
  say: (line: string) => void,
): Promise<Tools> {
  const root = join(cache, "tools", await hostRelease());
  const ready = join(root, ".ready");
  await Deno.mkdir(ready, { recursive: true });
  const missing: string[] = [];
  for (const name of packages) if (!await exists(join(ready, name))) missing.push(name);
  if (missing.length > 0) {
    say(`fetching ${missing.join(" ")} and what they depend on`);
    await (await Apt.ofHost(cache)).unpackMissing(missing, root);
    for (const name of missing) await Deno.writeTextFile(join(ready, name), "");
  }
  return new UnpackedTools(root);
}

class UnpackedTools implements Tools {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(root: string) {
    this.root = root;
    const given = (name: string) => Deno.env.get(name)?.split(delimiter) ?? [];
    const of = (folders: readonly string[]) => folders.map((folder) => join(root, folder));
    this.env = {
      PATH: [...of(PROGRAM_FOLDERS), ...given("PATH"), ...SYSTEM_FOLDERS].join(delimiter),
      LD_LIBRARY_PATH: [...of(LIBRARY_FOLDERS), ...given("LD_LIBRARY_PATH")].join(delimiter),
    };
  }

  find(program: string): string {
    for (const folder of this.env["PATH"]!.split(delimiter)) {
      const path = join(folder, program);
      if (isFile(path)) return path;
    }
    throw new LabError(`${program} is neither installed nor in the packages of the scenario`);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
