import { assertEquals, assertRejects } from "@std/assert";
import { unpackedPrivately } from "../../plots/unpacking.ts";

Deno.test("what is loaded is unpacked to a directory of the user's own, which goes afterwards, whatever came of it", async () => {
  const before = Deno.env.get("TMPDIR");
  for (const fails of [false, true]) {
    let directory = "";
    const loading = unpackedPrivately(() => {
      directory = Deno.env.get("TMPDIR")!;
      const { mode, uid } = Deno.statSync(directory);
      assertEquals([mode! & 0o777, uid], [0o700, Deno.uid()]);
      Deno.writeTextFileSync(`${directory}/library`, "x");
      return fails ? Promise.reject(new Error("no such library")) : Promise.resolve(7);
    }, true);
    if (fails) await assertRejects(() => loading, Error, "no such library");
    else assertEquals(await loading, 7);
    assertEquals(Deno.env.get("TMPDIR"), before);
    await assertRejects(() => Deno.stat(directory), Deno.errors.NotFound);
  }
});
