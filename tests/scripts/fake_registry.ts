/** An npm registry of one package, on this machine, for the tests of what is fetched from one. */
import { packTar } from "modern-tar";
import { npmIntegrity, sha256Hex } from "../../scripts/npm_registry.ts";
import type { PinnedFile } from "../../scripts/pinned_files.ts";

export interface FakeRegistry extends AsyncDisposable {
  readonly address: string;
  /** Tarballs handed out. */
  downloads: number;
  /** What is handed out; replace it to tamper. */
  tarball: Uint8Array<ArrayBuffer>;
}

/** Serves `tarball` for every package and version. */
export function fakeRegistry(tarball: Uint8Array<ArrayBuffer>): FakeRegistry {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (!request.url.endsWith(".tgz")) {
      return Response.json({ dist: { tarball: `${registry.address}file.tgz` } });
    }
    registry.downloads++;
    return new Response(registry.tarball);
  });
  const registry: FakeRegistry = {
    address: `http://127.0.0.1:${server.addr.port}/`,
    downloads: 0,
    tarball,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return registry;
}

/** A package's tarball with one file at `path`. */
export async function tarballWith(path: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const body = new TextEncoder().encode(text);
  const tar = await packTar([{ header: { name: path, size: body.length, type: "file" }, body }]);
  const gzip = new Blob([tar]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(gzip).arrayBuffer());
}

/** A pin for the first `byteCount` bytes of `text` in `tarball`. */
export async function pinOf(
  tarball: Uint8Array<ArrayBuffer>,
  path: string,
  text: string,
  byteCount: number,
): Promise<PinnedFile> {
  const head = new TextEncoder().encode(text).slice(0, byteCount);
  return {
    name: "tool",
    packageName: "@scope/tool",
    version: "1.0.0",
    integrity: await npmIntegrity(tarball),
    path,
    byteCount,
    sha256: await sha256Hex(head),
  };
}
