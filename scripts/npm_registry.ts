/**
 * Single files out of npm packages, verified against a pin. The registry is the one that npm is configured for, so a
 * mirror serves a machine that can't reach the public one.
 *
 * Source: https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md.
 */
import { unpackTar } from "modern-tar";
import { BuildError, outputOf } from "./command.ts";
import type { PinnedFile } from "./pinned_files.ts";

const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * npm's registry with a final slash: `NPM_CONFIG_REGISTRY`, for machines without npm, else what npm says. Throws
 * {@linkcode BuildError} where neither names one.
 */
export async function npmRegistry(
  env: Readonly<Record<string, string>> = Deno.env.toObject(),
): Promise<string> {
  const address = env["NPM_CONFIG_REGISTRY"] ?? env["npm_config_registry"] ?? await registryOfNpm();
  if (!URL.canParse(address)) throw new BuildError(`npm's registry is "${address}", which is not an address`);
  return address.endsWith("/") ? address : `${address}/`;
}

async function registryOfNpm(): Promise<string> {
  const said = await outputOf("npm", ["config", "get", "registry"]).catch((error) => {
    throw new BuildError(`${error.message.trim()}; NPM_CONFIG_REGISTRY names a registry without npm`);
  });
  return said.trim();
}

/**
 * The bytes of `file` from `registry`. Throws {@linkcode BuildError} where the registry can't be reached, and
 * where the tarball or the file is not the pinned one.
 */
export async function download(file: PinnedFile, registry: string): Promise<Uint8Array<ArrayBuffer>> {
  const id = `${file.packageName}@${file.version}`;
  const metadata = await get(new URL(`${file.packageName.replace("/", "%2f")}/${file.version}`, registry));
  const tarballAddress = (await metadata.json())?.dist?.tarball;
  if (typeof tarballAddress !== "string") throw new BuildError(`${registry} names no tarball for ${id}`);
  const tarball = new Uint8Array(await (await get(new URL(tarballAddress))).arrayBuffer());
  const integrity = await npmIntegrity(tarball);
  if (integrity !== file.integrity) {
    throw new BuildError(
      `refused ${tarballAddress}: its integrity is ${integrity}, expected ${file.integrity}`,
    );
  }
  const bytes = await unpackFile(tarball, file.path);
  if (bytes === undefined) throw new BuildError(`${id} holds no ${file.path}`);
  return bytes.slice(0, file.byteCount);
}

/** Throws {@linkcode BuildError} unless `bytes` are the pinned ones; `origin` says in the message where they came from. */
export async function verify(
  file: PinnedFile,
  bytes: Uint8Array<ArrayBuffer>,
  origin: string,
): Promise<void> {
  if (bytes.length !== file.byteCount) {
    throw new BuildError(`refused ${origin}: it has ${bytes.length} bytes, expected ${file.byteCount}`);
  }
  const sha256 = await sha256Hex(bytes);
  if (sha256 !== file.sha256) {
    throw new BuildError(`refused ${origin}: its SHA-256 is ${sha256}, expected ${file.sha256}`);
  }
}

/** SHA-256 in lower-case hexadecimal, as `sha256sum` prints it. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The integrity of a tarball as npm's metadata and lock files write it. */
export async function npmIntegrity(tarball: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha512-${new Uint8Array(await crypto.subtle.digest("SHA-512", tarball)).toBase64()}`;
}

async function unpackFile(tarball: Uint8Array<ArrayBuffer>, path: string) {
  const tar = new Blob([tarball]).stream().pipeThrough(new DecompressionStream("gzip"));
  const [entry] = await unpackTar(tar, { filter: (header) => header.name === path });
  return entry?.data;
}

async function get(address: URL): Promise<Response> {
  const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) }).catch(
    (error) => {
      const reason: string = error.cause?.message ?? error.message;
      const hint = /certificate/i.test(reason)
        ? "; DENO_TLS_CA_STORE=system trusts this machine's own authorities"
        : "";
      throw new BuildError(`can't reach ${address.origin}: ${reason}${hint}`);
    },
  );
  if (response.ok) return response;
  await response.body?.cancel();
  throw new BuildError(`${address} answered ${response.status} ${response.statusText}`);
}
