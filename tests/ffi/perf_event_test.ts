import { assertEquals } from "@std/assert";
import * as perf from "../../ffi/perf_event.ts";
import { HARDWARE_GROUPS } from "../../perf/events.ts";
import { type OpenOptions, writeEventAttr } from "../../perf/event_source.ts";
import { readGolden, remakeGolden } from "../golden/golden.ts";

const golden = readGolden("perf_event");
const llcStoreMisses = HARDWARE_GROUPS.flat().find((event) => event.name === "llc_store_misses")!;

function attributeAsHex(options: OpenOptions): string {
  const bytes = new Uint8Array(perf.PERF_EVENT_ATTR.size);
  writeEventAttr(new DataView(bytes.buffer), llcStoreMisses, options);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("the layout of perf_event_attr is the C compiler's", () => {
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
  const named = Object.entries(perf).filter(([name, value]) => name in golden || typeof value === "bigint");
  const expected = Object.keys(golden).filter((name) =>
    /^PERF_/.test(name) && name !== "PERF_PMU_TYPE_SHIFT"
  );
  assertEquals(named.map(([name]) => name).sort(), expected.sort());
  for (const [name, value] of named) assertEquals(Number(value), golden[name], name);
});

Deno.test("a group's leader is filled as C fills it", () => {
  assertEquals(attributeAsHex({ groupFd: -1, userOnly: false, pmu: null }), golden["bytes.leader"]);
});

Deno.test("a user-only member on one PMU of a hybrid CPU is filled as C fills it", () => {
  const pmu = { name: "cpu_atom", type: 10, cpus: [4, 5] };
  assertEquals(attributeAsHex({ groupFd: 7, userOnly: true, pmu }), golden["bytes.hybrid_user_member"]);
});

Deno.test("the golden values of perf_event are what this machine's compiler prints", () => {
  const remade = remakeGolden("perf_event");
  if (remade !== null) assertEquals(remade, golden);
});
