import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withReference } from "../../scripts/reference.ts";

const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));

Deno.test("the README's option reference is what the commands say (else: deno task reference)", async () => {
  assertEquals(readme, await withReference(readme));
});

Deno.test("the reference has every command and its options", () => {
  for (const part of ["netio sweep", "netio run", "netio doctor", "`--sizes 64,4KiB,1MiB`"]) {
    assertStringIncludes(readme, part);
  }
  assert(/<!-- reference:begin/.test(readme));
});
