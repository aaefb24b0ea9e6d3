/** The kernels that guests boot: Debian's for virtual machines, of several releases, downloaded once. */
import { join } from "node:path";
import { Apt, type DebianArchitecture } from "./apt.ts";
import { writeModules } from "./kernel_modules.ts";
import { exists, firstThere } from "./programs.ts";
import { LabError } from "./scenario.ts";

/** Series by release; `newest` is whatever the backports have. */
const SUITES = {
  "5.10": "bullseye",
  "6.1": "bookworm",
  "6.12": "trixie",
  "newest": "trixie-backports",
} as const;

export type KernelSeries = keyof typeof SUITES;

export const KERNEL_SERIES = Object.keys(SUITES) as KernelSeries[];

export interface Kernel {
  /** As `uname -r` says it. */
  readonly release: string;
  /** What qemu boots. */
  readonly image: string;
  /** The archive of its modules ({@linkcode writeModules}). */
  readonly modules: string;
}

/** A kernel out of the cache, fetched where it is not there. Throws {@linkcode LabError} where it can't be had. */
export async function openKernel(
  cache: string,
  series: KernelSeries,
  architecture: DebianArchitecture,
  say: (line: string) => void,
): Promise<Kernel> {
  const folder = join(cache, "kernels", `${series}-${architecture}`);
  const record = join(folder, "release");
  if (!await exists(record)) {
    say(`fetching the kernel ${series} for ${architecture} (${SUITES[series]})`);
    await fetchKernel(await Apt.ofRelease(cache, SUITES[series], architecture), folder, architecture);
  }
  const release = await Deno.readTextFile(record);
  return { release, image: join(folder, "vmlinuz"), modules: join(folder, "modules.cpio") };
}

async function fetchKernel(apt: Apt, folder: string, architecture: DebianArchitecture): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const unpacked = join(folder, "unpacked");
  await Deno.remove(unpacked, { recursive: true }).catch(() => {}); // of an attempt that was broken off
  await apt.unpack(await packagesOf(apt, `linux-image-cloud-${architecture}`), unpacked);
  const all = await firstThere(unpacked, ["lib/modules", "usr/lib/modules"]);
  const [release] = (await Array.fromAsync(Deno.readDir(all))).map(({ name }) => name);
  if (release === undefined) throw new LabError(`${all} is empty: the kernel's package has no modules`);
  await writeModules(join(all, release), join(folder, "modules.cpio"));
  const image = await firstThere(unpacked, [`boot/vmlinuz-${release}`, `usr/lib/modules/${release}/vmlinuz`]);
  await Deno.rename(image, join(folder, "vmlinuz"));
  await Deno.remove(unpacked, { recursive: true });
  await Deno.writeTextFile(join(folder, "release"), release);
}

/** What holds a kernel's image and modules: the package that the metapackage leads to, and those that one is split into. */
async function packagesOf(apt: Apt, metapackage: string): Promise<string[]> {
  const found: string[] = [];
  const follow = async (name: string): Promise<void> => {
    const parts = (await apt.dependencies(name)).filter((other) =>
      /^linux-(image|binary|modules)-\d/.test(other)
    );
    for (const part of parts.filter((other) => !found.includes(other))) {
      found.push(part);
      await follow(part);
    }
  };
  await follow(metapackage);
  if (found.length === 0) throw new LabError(`${metapackage} leads to no kernel`);
  return found;
}
