import { assert, assertEquals } from "@std/assert";
import * as io_uring from "../../ffi/io_uring.ts";
import * as syscalls from "../../ffi/syscalls.ts";
import { readGolden, remakeGolden } from "../golden/golden.ts";

const golden = readGolden("io_uring");

Deno.test("io_uring's layouts and numbers are the C compiler's", () => {
  let compared = 0;
  for (const [name, value] of Object.entries(io_uring)) {
    if (typeof value === "number") assertEquals(value, golden[name], name);
    else {
      for (const [field, offset] of Object.entries(value)) {
        assertEquals(offset, golden[`${name}.${field}`], `${name}.${field}`);
      }
    }
    compared += 1;
  }
  assert(compared > 20);
});

const isX86 = Deno.build.arch === "x86_64";

Deno.test({
  name: "the numbers of system calls are the C compiler's" +
    (isX86 ? "" : " (skipped: the golden ones are x86-64's)"),
  ignore: !isX86,
  fn: () => {
    for (const [name, number] of Object.entries(syscalls)) assertEquals(Number(number), golden[name], name);
  },
});

Deno.test("the golden values of io_uring are what this machine's compiler prints", () => {
  const remade = remakeGolden("io_uring");
  if (remade !== null && isX86) assertEquals(remade, golden);
});
