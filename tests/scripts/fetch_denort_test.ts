import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { BuildError, CHECKOUT } from "../../scripts/command.ts";
import { cacheFolder, fetchPinned } from "../../scripts/fetch_denort.ts";
import { npmRegistry } from "../../scripts/npm_registry.ts";
import { fakeRegistry, pinOf, tarballWith } from "./fake_registry.ts";

const PATH = "package/bin/tool";
const TEXT = "the runtime, then somebody's program";
const HEAD = "the runtime";

async function setUp() {
  const tarball = await tarballWith(PATH, TEXT);
  const pin = await pinOf(tarball, PATH, TEXT, HEAD.length);
  const folder = await Deno.makeTempDir();
  const registry = fakeRegistry(tarball);
  const leave = async () => {
    await registry[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  return { pin, folder: join(folder, "cache"), registry, [Symbol.asyncDispose]: leave };
}

async function runScript(args: string[], env: Record<string, string>) {
  const script = `${CHECKOUT}scripts/fetch_denort.ts`;
  const kept = ["HOME", "PATH", "DENO_DIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...args],
    env: { ...Object.fromEntries(kept), NO_COLOR: "1", ...env },
    clearEnv: true,
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("fetchPinned() takes the pinned head of the file, executable, and asks the registry once", async () => {
  await using t = await setUp();
  const path = await fetchPinned(t.pin, t.folder, t.registry.address);
  assertEquals(await Deno.readTextFile(path), HEAD);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o755);
  assertEquals(await fetchPinned(t.pin, t.folder, t.registry.address), path);
  assertEquals(t.registry.downloads, 1);
  assertEquals([...Deno.readDirSync(t.folder)].map((entry) => entry.name), ["tool"]);
});

Deno.test("fetchPinned() refuses a tampered tarball and keeps nothing of it", async () => {
  await using t = await setUp();
  t.registry.tarball = await tarballWith(PATH, TEXT.replace("runtime", "runtimE"));
  await assertRejects(() => fetchPinned(t.pin, t.folder, t.registry.address), BuildError, "integrity");
  assertEquals(await Deno.stat(t.folder).catch(() => null), null);
});

Deno.test("fetchPinned() refuses a file of the right tarball whose SHA-256 or length differs", async () => {
  await using t = await setUp();
  const otherHash = { ...t.pin, sha256: t.pin.sha256.replace(/^./, (c) => c === "0" ? "1" : "0") };
  await assertRejects(() => fetchPinned(otherHash, t.folder, t.registry.address), BuildError, "SHA-256");
  const longer = { ...t.pin, byteCount: 1000 };
  await assertRejects(() => fetchPinned(longer, t.folder, t.registry.address), BuildError, "expected 1000");
  const elsewhere = { ...t.pin, path: "package/bin/other" };
  await assertRejects(
    () => fetchPinned(elsewhere, t.folder, t.registry.address),
    BuildError,
    "package/bin/other",
  );
});

Deno.test("fetchPinned() refuses a file in the cache that was tampered with", async () => {
  await using t = await setUp();
  const path = await fetchPinned(t.pin, t.folder, t.registry.address);
  await Deno.writeTextFile(path, HEAD.toUpperCase());
  await assertRejects(() => fetchPinned(t.pin, t.folder, t.registry.address), BuildError, path);
});

Deno.test("fetchPinned() says which registry it can't reach", async () => {
  await using t = await setUp();
  const nobody = "http://127.0.0.1:1/";
  await assertRejects(
    () => fetchPinned(t.pin, t.folder, nobody),
    BuildError,
    "can't reach http://127.0.0.1:1",
  );
});

/** A folder for PATH whose only program is an npm that answers one question. */
async function npmThatSays(registry: string, folder: string): Promise<string> {
  const answer = `[ "$*" = "config get registry" ] && echo ${registry}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "npm"), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  return folder;
}

for (const from of ["NPM_CONFIG_REGISTRY", "npm"] as const) {
  Deno.test(`the script takes the registry from ${from} and refuses what is not the pinned denort`, async () => {
    await using t = await setUp();
    const { address } = t.registry;
    const env = from === "npm"
      ? { PATH: await npmThatSays(address, t.folder) }
      : { [from]: address, PATH: "" };
    const { code, stdout, stderr } = await runScript(["--dir", t.folder], env);
    assertEquals([code, stdout], [1, ""], stderr);
    assertStringIncludes(stderr, `refused ${address}file.tgz`);
    assertEquals(t.registry.downloads, 1);
  });
}

Deno.test("without npm the script says what names a registry", async () => {
  await using t = await setUp();
  const { code, stdout, stderr } = await runScript(["--dir", t.folder], { PATH: t.folder });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "error: can't run npm: ");
  assertStringIncludes(stderr, "NPM_CONFIG_REGISTRY names a registry without npm");
});

Deno.test("the script prints DENORT_BIN where it is set, and rejects an option it does not know", async () => {
  assertEquals((await runScript([], { DENORT_BIN: "/opt/denort" })).stdout, "/opt/denort\n");
  const wrong = await runScript(["--folder", "x"], {});
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.stderr, "--folder");
});

Deno.test("npmRegistry() ends in a slash and refuses what is no address", async () => {
  assertEquals(
    await npmRegistry({ NPM_CONFIG_REGISTRY: "https://mirror.example/npm" }),
    "https://mirror.example/npm/",
  );
  await assertRejects(() => npmRegistry({ NPM_CONFIG_REGISTRY: "mirror" }), BuildError, '"mirror"');
});

Deno.test("cacheFolder() needs no HOME", () => {
  assertEquals(cacheFolder({ XDG_CACHE_HOME: "/x", HOME: "/home/a" }), "/x/netio");
  assertEquals(cacheFolder({ HOME: "/home/a" }), "/home/a/.cache/netio");
  assertEquals(cacheFolder({}), `${CHECKOUT}node_modules/.cache/netio`);
});
