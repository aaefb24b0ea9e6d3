/** Numbers and layouts of the kernel's headers are those that a C compiler has (`tests/golden/`). */
import { assert, assertEquals } from "@std/assert";
import * as constants from "../../ffi/constants.ts";
import * as errnos from "../../ffi/errno.ts";
import * as ioUring from "../../ffi/io_uring.ts";
import * as perf from "../../ffi/perf_event.ts";
import * as structs from "../../ffi/structs.ts";
import * as syscalls from "../../ffi/syscalls.ts";
import { type OpenOptions, writeEventAttr } from "../../perf/event_source.ts";
import { HARDWARE_GROUPS } from "../../perf/events.ts";
import { readGolden, remakeGolden } from "../golden/golden.ts";

const GOLDEN = {
  structs: readGolden("structs"),
  io_uring: readGolden("io_uring"),
  perf_event: readGolden("perf_event"),
};
const isX86 = Deno.build.arch === "x86_64";

for (const [name, golden] of Object.entries(GOLDEN)) {
  Deno.test(`the golden values of ${name} are what this machine's compiler prints, where it has one`, () => {
    const remade = remakeGolden(name);
    if (remade !== null && (isX86 || name === "perf_event")) assertEquals(remade, golden);
  });
}

Deno.test("every struct layout is the C compiler's", () => {
  for (const [struct, layout] of Object.entries(structs)) {
    for (const [field, place] of Object.entries(layout)) {
      const offset: unknown = typeof place === "object" && place !== null ? place.offset : place;
      assertEquals(offset, GOLDEN.structs[`${struct}.${field}`], `${struct}.${field}`);
    }
  }
});

Deno.test("every constant and errno is the C compiler's", () => {
  const numbers = Object.entries({ ...constants, ...errnos })
    .filter(([name, value]) => /^[A-Z]/.test(name) && ["number", "bigint"].includes(typeof value));
  assert(numbers.length > 50);
  for (const [name, value] of numbers) assertEquals(Number(value), GOLDEN.structs[name], name);
});

Deno.test("io_uring's layouts and numbers are the C compiler's", () => {
  const golden = GOLDEN.io_uring;
  for (const [name, value] of Object.entries(ioUring)) {
    if (typeof value === "number") assertEquals(value, golden[name], name);
    else {
      for (const [field, offset] of Object.entries(value)) {
        assertEquals(offset, golden[`${name}.${field}`], `${name}.${field}`);
      }
    }
  }
  assert(Object.keys(ioUring).length > 20);
});

Deno.test({
  name: "the numbers of system calls are the C compiler's" +
    (isX86 ? "" : " (skipped: the golden ones are x86-64's)"),
  ignore: !isX86,
  fn: () => {
    for (const [name, number] of Object.entries(syscalls)) {
      assertEquals(Number(number), GOLDEN.io_uring[name], name);
    }
  },
});

Deno.test("the layout of perf_event_attr is the C compiler's", () => {
  const golden = GOLDEN.perf_event;
  for (const [field, offset] of Object.entries(perf.PERF_EVENT_ATTR)) {
    assertEquals(offset, golden[`attr.${field}`], field);
  }
  for (const [flag, bit] of Object.entries(perf.PERF_ATTR_FLAG)) {
    assertEquals(bit, golden[`flag.${flag}`], flag);
  }
  assertEquals(
    perf.PERF_PMU_TYPE_OFFSET * 8,
    perf.PERF_EVENT_ATTR.config * 8 + Number(golden.PERF_PMU_TYPE_SHIFT),
  );
});

Deno.test("the PERF_ constants are the C compiler's", () => {
  const golden = GOLDEN.perf_event;
  const named = Object.entries(perf).filter(([name, value]) => name in golden || typeof value === "bigint");
  const expected = Object.keys(golden).filter((name) =>
    /^PERF_/.test(name) && name !== "PERF_PMU_TYPE_SHIFT"
  );
  assertEquals(named.map(([name]) => name).sort(), expected.sort());
  for (const [name, value] of named) assertEquals(Number(value), golden[name], name);
});

const llcStoreMisses = HARDWARE_GROUPS.flat().find((event) => event.name === "llc_store_misses")!;

function attributeAsHex(options: OpenOptions): string {
  const bytes = new Uint8Array(perf.PERF_EVENT_ATTR.size);
  writeEventAttr(new DataView(bytes.buffer), llcStoreMisses, options);
  return bytes.toHex();
}

Deno.test("attributes of events are filled as C fills them: a leader, and a user-only member on a hybrid CPU's PMU", () => {
  const golden = GOLDEN.perf_event, pmu = { name: "cpu_atom", type: 10, cpus: [4, 5] };
  assertEquals(attributeAsHex({ groupFd: -1, userOnly: false, pmu: null }), golden["bytes.leader"]);
  assertEquals(attributeAsHex({ groupFd: 7, userOnly: true, pmu }), golden["bytes.hybrid_user_member"]);
});
