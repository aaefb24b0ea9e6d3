import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fromJson, toJson } from "../../results/json.ts";

Deno.test("keys are snake_case in JSON, at any depth, and camelCase again when it is read", () => {
  const value = { runId: "a", notMeasuredInB: [{ ciLo: null, nested: { txQueueLength: [1] } }], p99Us: 1.5 };
  assertEquals(JSON.parse(toJson(value)), {
    run_id: "a",
    not_measured_in_b: [{ ci_lo: null, nested: { tx_queue_length: [1] } }],
    p99_us: 1.5,
  });
  assertEquals(fromJson(toJson(value)), value);
});

Deno.test("any camelCase names survive writing and reading", () => {
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,12}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.integer(), fc.dictionary(name, fc.string()))), (value) => {
      assertEquals(JSON.stringify(fromJson(toJson(value))), JSON.stringify(value));
    }),
  );
});

Deno.test("files of an earlier netio, with camelCase keys, read the same", () => {
  const value = { runId: "a", host: { kernelRelease: "6.18", cpu: { pmus: [{ name: "cpu_core" }] } } };
  assertEquals(fromJson(JSON.stringify(value)), value);
});

Deno.test("what is a value, or no key of netio's making, is left as it is", () => {
  const value = { name: "enP2p1s0", text: "camelCase snake_case", list: ["one_word", null, true, 0.5] };
  assertEquals(JSON.parse(toJson(value)), value);
  assertEquals(fromJson('{ "__proto__": 1, "_x": 2, "größe 🙂": 3, "latency_p99_9_us": 4 }'), {
    ["__proto__"]: 1,
    "_x": 2,
    "größe 🙂": 3,
    "latencyP99_9Us": 4,
  });
});

Deno.test("text that is no JSON is an error, not a value", () => {
  for (const text of ["", "{", "{a: 1}"]) assertThrows(() => fromJson(text), SyntaxError);
});
