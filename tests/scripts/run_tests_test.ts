import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { CHECKOUT } from "../../scripts/command.ts";
import { ALONE, bothPass } from "../../scripts/run_tests.ts";

Deno.test("both halves of the tests run whatever comes of the first, and one that failed fails all", async () => {
  for (const outcomes of [[true, true], [true, false], [false, true], [false, false]]) {
    let halves = 0;
    const passed = await bothPass(() => Promise.resolve(outcomes[halves++]!));
    assertEquals([halves, passed], [2, outcomes[0]! && outcomes[1]!]);
  }
});

Deno.test("each test file is in one half: what runs alone is there, and the other half leaves it out", async () => {
  for (const path of ALONE) assert(Deno.statSync(join(CHECKOUT, path)).isFile, path);
  const args: (readonly string[])[] = [];
  await bothPass((half) => Promise.resolve(args.push(half.args) > 0));
  assert(args[0]!.includes(`--ignore=${args[1]!.join(",")}`) && args[0]!.includes("tests/"));
});
