/**
 * What is inside the compiled program: the module graph of `main.ts` and of its Workers, the files read at run
 * time, and the npm packages that these reach. `deno compile` takes more than that (every package of the lock
 * file, both C libraries' builds of the canvas, source maps), so the rest is named here and left out.
 */
import { join } from "node:path";
import { BuildError, CHECKOUT, outputOf } from "./command.ts";
import type { Target } from "./toolchain.ts";

export const ENTRY = "main.ts";
/**
 * V8 optimises a function fully after 3000 calls, which a mode's `sendMany` of 32 messages reaches in its second or third
 * trial only; before, calls through FFI are slow ones (two-copy at 1 KiB: 0.6 of its later rate in a sweep's first block).
 * After 400 it has happened when the code is warmed up.
 *
 * New objects get 4 MiB at a time instead of up to 16, so that less memory is touched for the first time, which is what
 * costs here: a file of 100,000 rows is analysed with a quarter fewer page faults. And what is made for each row of a file is
 * made among the new objects, though the first rows were kept: V8 would otherwise make the rest among the old ones, which are
 * collected when there are 30 MB of them.
 */
export const V8_FLAGS =
  "--v8-flags=--invocation-count-for-turbofan=400,--max-semi-space-size=4,--no-allocation-site-pretenuring";
/**
 * Without this, Deno reads the modules of all commands before it starts one, which takes a third of the 0.4 s in which a
 * small file is analysed. Not for `deno compile`, which would leave them out.
 */
export const LAZY_IMPORTS = "--unstable-lazy-dynamic-imports";
/** Workers start from an address that is made at run time, so they are no part of `main.ts`'s graph. */
export const WORKERS = ["trial/worker.ts"];
/** Files that the program reads. */
export const ASSETS = ["plots/fonts", "report/page", "THIRD_PARTY.md", "dist/build.json"];

/** Kinds of files in npm packages that no running program reads. Licences are gathered in THIRD_PARTY.md. */
const UNREAD_FILES = /\.[cm]?ts$|\.map$|\.md$|(^|\/)sbom\.cdx\.json$/;

/**
 * The source maps that loaded modules name. Deno looks for them, and for what is not inside the program in a folder of
 * TMPDIR, where any user may have put something.
 */
const SOUGHT_FILES = /\/chart\.js\/[^/]+\/dist\/(chart|helpers)\.js\.map$/;

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Where Deno's cache has it, or would have it: other platforms' packages are not fetched. */
  readonly folder: string;
}

export interface PackageSplit {
  /** What the product imports, directly or not, in the order of their names. */
  readonly embedded: NpmPackage[];
  /** The lock file's other packages, and builds for other machines and for musl. */
  readonly leftOut: NpmPackage[];
}

/** What `deno info --json FILE` prints, as far as it is used. */
interface ModuleGraph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly npmPackage?: string;
    readonly error?: string;
  }[];
  readonly npmPackages: Readonly<Record<string, GraphPackage>>;
}

interface GraphPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly registryUrl: string;
  /** Absent in Deno 2.6. */
  readonly localPath?: string;
}

/** Of `deno.lock`, as far as it is used. */
interface LockFile {
  readonly npm: Readonly<
    Record<string, { readonly os?: readonly string[]; readonly cpu?: readonly string[] }>
  >;
}

/**
 * The lock file's npm packages, split by whether a program for `target` needs them. Throws
 * {@linkcode BuildError}.
 */
export async function splitPackages(target: Target): Promise<PackageSplit> {
  const { npmCache } = JSON.parse(await outputOf(Deno.execPath(), ["info", "--json"]));
  const lock: LockFile = JSON.parse(await Deno.readTextFile(`${CHECKOUT}deno.lock`));
  const all: Record<string, GraphPackage> = {};
  const reached = new Set<string>();
  for (const root of [ENTRY, ...WORKERS]) {
    const graph = await moduleGraph(root);
    Object.assign(all, graph.npmPackages);
    for (const { npmPackage } of graph.modules) if (npmPackage !== undefined) reach(npmPackage, all, reached);
  }
  const split: PackageSplit = { embedded: [], leftOut: [] };
  for (const [id, graphPackage] of Object.entries(all)) {
    const isInside = reached.has(id) && runsOn(target, graphPackage.name, lock.npm[id] ?? {});
    (isInside ? split.embedded : split.leftOut).push(locate(graphPackage, npmCache));
  }
  split.embedded.sort((a, b) => a.name < b.name ? -1 : 1);
  return split;
}

function runsOn(target: Target, name: string, { os, cpu }: LockFile["npm"][string]): boolean {
  if (name.endsWith("-musl")) return false;
  const targetCpu = target.startsWith("aarch64") ? "arm64" : "x64";
  return (os?.includes("linux") ?? true) && (cpu?.includes(targetCpu) ?? true);
}

/** Paths for `deno compile --exclude`: whole packages, and the unread files of the embedded ones. */
export async function excludedPaths(split: PackageSplit): Promise<string[]> {
  const paths = split.leftOut.map((p) => p.folder);
  for (const { folder } of split.embedded) {
    for await (const file of walk(folder)) if (!isRead(file)) paths.push(file);
  }
  return paths;
}

/** Whether a running program can use a file of an npm package. */
export function isRead(path: string): boolean {
  return SOUGHT_FILES.test(path) || !UNREAD_FILES.test(path);
}

/** Every file below `folder`; none where there is no such folder. */
export async function* walk(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) yield* walk(path);
      else yield path;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function moduleGraph(root: string): Promise<ModuleGraph> {
  const args = ["info", "--json", "--frozen", "--node-modules-dir=none", root];
  const graph: ModuleGraph = JSON.parse(await outputOf(Deno.execPath(), args));
  const broken = graph.modules.find((m) => m.error !== undefined);
  if (broken !== undefined) throw new BuildError(`${broken.specifier}: ${broken.error}`);
  return graph;
}

function reach(id: string, all: Readonly<Record<string, GraphPackage>>, reached: Set<string>): void {
  if (reached.has(id) || id.startsWith("@types/")) return;
  reached.add(id);
  for (const dependency of all[id]?.dependencies ?? []) reach(dependency, all, reached);
}

function locate({ name, version, registryUrl, localPath }: GraphPackage, npmCache: string): NpmPackage {
  return { name, version, folder: localPath ?? join(npmCache, new URL(registryUrl).host, name, version) };
}
