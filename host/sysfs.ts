/**
 * Reading /proc and /sys: small text files that may be absent, unreadable or hold a list of CPU numbers.
 *
 * Every reader in `host/` takes a root directory, so that tests give it a tree of another machine. Nothing here
 * throws for a missing or refused file: what can't be read is `null`.
 *
 * Source: proc(5), sysfs(5); Documentation/ABI/stable/sysfs-devices-system-cpu for CPU lists.
 */

/** The text of `path` under `root` without surrounding white space, or `null` when it can't be read. */
export function readText(root: string, path: string): string | null {
  try {
    return Deno.readTextFileSync(under(root, path)).trim();
  } catch {
    return null;
  }
}

/** The bytes of `path` under `root`, or `null` when it can't be read. */
export function readBytes(root: string, path: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Deno.readFileSync(under(root, path));
  } catch {
    return null;
  }
}

/** The whole number that the file starts with, or `null`. */
export function readInteger(root: string, path: string): number | null {
  const match = readText(root, path)?.match(/^-?\d+/);
  return match ? Number(match[0]) : null;
}

/** The sorted names in a directory, or `null` when it can't be read. */
export function readNames(root: string, path: string): string[] | null {
  try {
    return [...Deno.readDirSync(under(root, path))].map((entry) => entry.name).sort();
  } catch {
    return null;
  }
}

/**
 * A kernel CPU list such as `0-3,8,10-11` as numbers in ascending order.
 *
 * @throws Error for text that is not such a list
 */
export function parseCpuList(text: string): number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(",").filter((p) => p !== "")) {
    const match = part.match(/^(\d+)(?:-(\d+))?$/);
    if (match === null) throw new Error(`not a CPU list: "${text}"; expected one such as 0-3,8`);
    for (let cpu = Number(match[1]); cpu <= Number(match[2] ?? match[1]); cpu++) cpus.push(cpu);
  }
  return cpus.sort((a, b) => a - b);
}

/** The CPU list in a file, or `null` when it can't be read or isn't one. */
export function readCpuList(root: string, path: string): number[] | null {
  const text = readText(root, path);
  if (text === null) return null;
  try {
    return parseCpuList(text);
  } catch {
    return null;
  }
}

function under(root: string, path: string): string {
  return root === "/" ? path : root.replace(/\/$/, "") + path;
}
