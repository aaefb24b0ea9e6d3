import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { BuildError } from "../../scripts/command.ts";
import { changelogSection, sha256Sums } from "../../scripts/release.ts";

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
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["a", "b"]) await Deno.writeTextFile(join(folder, name), name);
    await Deno.writeTextFile(join(folder, "SHA256SUMS"), await sha256Sums(folder, ["a", "b"]));
    const check = () =>
      new Deno.Command("sha256sum", { args: ["--check", "SHA256SUMS"], cwd: folder }).output();
    assertEquals((await check()).success, true);
    await Deno.writeTextFile(join(folder, "b"), "c");
    assertEquals((await check()).success, false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
