import { assert, assertEquals } from "@std/assert";
import * as constants from "../../ffi/constants.ts";
import * as errnos from "../../ffi/errno.ts";
import * as structs from "../../ffi/structs.ts";
import { readGolden, remakeGolden } from "../golden/golden.ts";

const golden = readGolden("structs");

Deno.test("every struct layout is the C compiler's", () => {
  for (const [struct, layout] of Object.entries(structs)) {
    for (const [field, place] of Object.entries(layout)) {
      const offset: unknown = typeof place === "object" && place !== null ? place.offset : place;
      assertEquals(offset, golden[`${struct}.${field}`], `${struct}.${field}`);
    }
  }
});

Deno.test("every constant and errno is the C compiler's", () => {
  const numbers = Object.entries({ ...constants, ...errnos })
    .filter(([name, value]) => /^[A-Z]/.test(name) && ["number", "bigint"].includes(typeof value));
  assert(numbers.length > 50);
  for (const [name, value] of numbers) assertEquals(Number(value), golden[name], name);
});

Deno.test("the golden values are what this machine's compiler says, where it has one", () => {
  const remade = remakeGolden("structs");
  if (remade !== null && Deno.build.arch === "x86_64") assertEquals(remade, golden);
});
