import { assert } from "@std/assert";
import { CHECKOUT } from "../../scripts/command.ts";
import { splitPackages } from "../../scripts/product.ts";
import { THIRD_PARTY_FILE, thirdPartyText } from "../../scripts/third_party.ts";

Deno.test("THIRD_PARTY.md is what the lock file and the packages make of it (else: deno task third-party)", async () => {
  assert(
    await Deno.readTextFile(THIRD_PARTY_FILE) === await thirdPartyText(),
    "THIRD_PARTY.md is out of date",
  );
});

Deno.test("THIRD_PARTY.md names every embedded package with its version, the font and the canvas' parts", async () => {
  const text = await Deno.readTextFile(THIRD_PARTY_FILE);
  const { embedded } = await splitPackages("x86_64-unknown-linux-gnu");
  for (const { name, version } of embedded) {
    if (!name.startsWith("@napi-rs/canvas-")) assert(text.includes(`## ${name} ${version}\n`), name);
  }
  const denoLicence = await Deno.readTextFile(`${CHECKOUT}scripts/licences/deno.txt`);
  assert(text.includes(denoLicence.trim()), "Deno's licence");
  for (const part of ["SIL OPEN FONT LICENSE", "| freetype |", "BSD-3-Clause"]) {
    assert(text.includes(part), part);
  }
});
