import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { BuildError } from "../../scripts/command.ts";
import { changelogSection, sha256Sums } from "../../scripts/release.ts";
import { chooseToolchain, parseTarget } from "../../scripts/toolchain.ts";
import { withDirectory } from "../cli/program.ts";

/** Enough of an ELF file's header for its machine to be read. */
function elf(machine: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46]);
  new DataView(bytes.buffer).setUint16(18, machine, true);
  return bytes;
}

async function withDenort<T>(bytes: Uint8Array<ArrayBuffer>, use: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile();
  const before = Deno.env.get("DENORT_BIN");
  await Deno.writeFile(path, bytes);
  Deno.env.set("DENORT_BIN", path);
  try {
    return await use(path);
  } finally {
    if (before === undefined) Deno.env.delete("DENORT_BIN");
    else Deno.env.set("DENORT_BIN", before);
    await Deno.remove(path);
  }
}

Deno.test("chooseToolchain() takes DENORT_BIN with the running Deno", async () => {
  await withDenort(elf(183), async (path) => {
    const toolchain = await chooseToolchain("aarch64-unknown-linux-gnu");
    assertEquals(toolchain.deno, Deno.execPath());
    assertEquals(toolchain.denort, path);
    assertStringIncludes(toolchain.origin, Deno.version.deno);
  });
});

Deno.test("chooseToolchain() refuses a DENORT_BIN of another machine, or none at all", async () => {
  const x86 = () => chooseToolchain("x86_64-unknown-linux-gnu");
  await withDenort(
    elf(183),
    () => assertRejects(x86, BuildError, "is not a denort for x86_64-unknown-linux-gnu"),
  );
  await withDenort(new Uint8Array(3), () => assertRejects(x86, BuildError, "is not a denort"));
  await withDenort(elf(62), async (path) => {
    await Deno.rename(path, `${path}.gone`);
    await assertRejects(x86, BuildError, path);
    await Deno.rename(`${path}.gone`, path);
  });
});

Deno.test("parseTarget() names what is allowed", () => {
  assertEquals(parseTarget("aarch64-unknown-linux-gnu"), "aarch64-unknown-linux-gnu");
  assertThrows(() => parseTarget("x86_64-pc-windows-msvc"), BuildError, "x86_64-unknown-linux-gnu, aarch64");
});

const CHANGELOG = `# Changes

## [0.2.0] - 2026-01-02

### Added

- two

## 0.1.0

- one

## 0.1.0-rc.1
`;

Deno.test("changelogSection() is the version's own section, subheadings kept, heading left out", () => {
  assertEquals(changelogSection(CHANGELOG, "0.2.0"), "### Added\n\n- two");
  assertEquals(changelogSection(CHANGELOG, "0.1.0"), "- one");
});

Deno.test("changelogSection() refuses a version without a section, or with an empty one", () => {
  assertThrows(() => changelogSection(CHANGELOG, "0.3.0"), BuildError, "0.3.0");
  assertThrows(() => changelogSection(CHANGELOG, "0x1.0"), BuildError, "0x1.0");
  assertThrows(() => changelogSection(CHANGELOG, "0.1.0-rc.1"), BuildError, "empty");
});

Deno.test("sha256Sums() are lines that sha256sum --check accepts, and rejects after a change", async () => {
  await withDirectory(async (folder) => {
    for (const name of ["a", "b"]) await Deno.writeTextFile(join(folder, name), name);
    await Deno.writeTextFile(join(folder, "SHA256SUMS"), await sha256Sums(folder, ["a", "b"]));
    const check = () =>
      new Deno.Command("sha256sum", { args: ["--check", "SHA256SUMS"], cwd: folder }).output();
    assertEquals((await check()).success, true);
    await Deno.writeTextFile(join(folder, "b"), "c");
    assertEquals((await check()).success, false);
  });
});
