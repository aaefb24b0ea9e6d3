/**
 * The modules that a guest needs out of a kernel package, with what they depend on, as an archive with the lists that
 * `modprobe` reads. A package has none of these lists (installing it makes them), but each module names what it depends on
 * and what it is called.
 *
 * Source: modules.dep(5), modprobe(8); the section .modinfo of a module is `key=value` texts, each ended by NUL.
 */
import { basename, relative } from "node:path";
import { CpioWriter } from "./cpio.ts";
import { filesBelow } from "./programs.ts";
import { LabError } from "./scenario.ts";

/** Disk and network of the guest, namespaces' links, queueing, congestion control. */
const WANTED = ["virtio_pci", "virtio_blk", "virtio_net", "veth", "sch_netem", "sch_fq", "tcp_bbr", "tun"];

const DECOMPRESSORS: Readonly<Record<string, string>> = { ".xz": "xz", ".zst": "zstd", ".gz": "gzip" };

interface KernelModule {
  /** Path below `kernel/` of the modules' folder, without the compression's suffix. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly dependsOn: readonly string[];
  readonly aliases: readonly string[];
}

/**
 * Writes the archive. What is wanted and built into the kernel is no module, and left out.
 *
 * @param folder `lib/modules/RELEASE` of the unpacked package
 * @param archive the path to write to
 */
export async function writeModules(folder: string, archive: string): Promise<void> {
  const paths = new Map<string, string>();
  for await (const path of filesBelow(folder)) {
    if (/\.ko(\.\w+)?$/.test(path)) paths.set(moduleName(path), path);
  }
  const modules = new Map<string, KernelModule>();
  const load = async (name: string): Promise<void> => {
    const path = paths.get(name);
    if (path === undefined || modules.has(name)) return;
    const module = await readModule(folder, path);
    modules.set(name, module);
    for (const other of module.dependsOn) await load(other);
  };
  for (const name of WANTED) await load(name);
  if (modules.size === 0) throw new LabError(`${folder} has none of ${WANTED.join(", ")}`);
  using cpio = new CpioWriter(archive);
  const root = `/lib/modules/${basename(folder)}`;
  for (const { path, bytes } of modules.values()) cpio.file(`${root}/${path}`, bytes);
  cpio.file(`${root}/modules.dep`, dependencyList(modules));
  cpio.file(`${root}/modules.alias`, aliasList(modules));
}

/** As the kernel calls it: `virtio_pci` of `virtio-pci.ko.xz`. */
function moduleName(path: string): string {
  return basename(path).replace(/\.ko(\.\w+)?$/, "").replaceAll("-", "_");
}

async function readModule(folder: string, path: string): Promise<KernelModule> {
  const suffix = path.match(/\.ko(\.\w+)$/)?.[1];
  const plain = relative(folder, suffix === undefined ? path : path.slice(0, -suffix.length));
  const bytes = suffix === undefined ? await Deno.readFile(path) : await decompressed(path, suffix);
  const text = new TextDecoder("latin1").decode(bytes);
  const valuesOf = (key: string) =>
    [...text.matchAll(new RegExp(`\0${key}=([^\0]*)`, "g"))].map((m) => m[1]!);
  const dependsOn = valuesOf("depends").flatMap((list) => list.split(",")).filter((name) => name !== "");
  return { path: plain, bytes, dependsOn: dependsOn.map(moduleName), aliases: valuesOf("alias") };
}

async function decompressed(path: string, suffix: string): Promise<Uint8Array> {
  const program = DECOMPRESSORS[suffix];
  if (program === undefined) throw new LabError(`${path} is compressed in a way that the lab doesn't know`);
  const { success, stdout } = await new Deno.Command(program, { args: ["-dc", path], stderr: "inherit" })
    .output();
  if (!success) throw new LabError(`${program} can't decompress ${path}`);
  return stdout;
}

/** A line each: the module, and what it needs; modprobe loads from the end of the line to its beginning. */
function dependencyList(modules: ReadonlyMap<string, KernelModule>): string {
  const lineOf = (module: KernelModule) => {
    const loaded = new Set<string>();
    const loadBefore = ({ dependsOn }: KernelModule): void => {
      for (const other of dependsOn.flatMap((name) => modules.get(name) ?? [])) {
        loadBefore(other);
        loaded.add(other.path);
      }
    };
    loadBefore(module);
    return `${module.path}: ${[...loaded].reverse().join(" ")}\n`;
  };
  return [...modules.values()].map(lineOf).join("");
}

function aliasList(modules: ReadonlyMap<string, KernelModule>): string {
  return [...modules].flatMap(([name, { aliases }]) => aliases.map((alias) => `alias ${alias} ${name}\n`))
    .join("");
}
