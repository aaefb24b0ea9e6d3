import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  formatDuration,
  formatSize,
  parseDuration,
  parseModes,
  parsePin,
  parseSize,
  ValueError,
} from "../../../cli/options/values.ts";

Deno.test("a size survives formatting and parsing", () => {
  fc.assert(fc.property(fc.integer({ min: 8, max: 2 ** 30 }), (bytes) => {
    assertEquals(parseSize(formatSize(bytes)), bytes);
  }));
});

Deno.test("a duration survives formatting and parsing", () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 3_600_000 }), (ms) => {
    assertEquals(parseDuration(formatDuration(ms)), ms);
  }));
});

Deno.test("any other text is refused with a ValueError, never taken for something", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (const parse of [parseSize, parseDuration, parseModes, parsePin]) {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        continue;
      }
      const valid = [
        /^\d+(Ki|Mi|Gi)?$/,
        /^\d+(\.\d+)?(ms|s|m|h)$/,
        /^(all|[ac]\S*)$/i,
        /^(auto|none|tx=.*)$/,
      ];
      if (!valid.some((form) => form.test(text))) throw new Error(`"${text}" was accepted`);
    }
  }));
});

Deno.test("units mean what they say", () => {
  assertEquals(["64", "4Ki", "1Mi", "1Gi"].map(parseSize), [64, 4096, 1048576, 1073741824]);
  assertEquals(["300ms", "2s", "1.5s", "1m", "1h"].map(parseDuration), [300, 2000, 1500, 60_000, 3_600_000]);
  assertThrows(() => parseSize("1KiB"), ValueError, "8 to 1Gi");
});

Deno.test("modes go by id or alias in any case, all means all", () => {
  assertEquals(parseModes("A1,a2,zero-copy"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(parseModes("all").length, 6);
});

Deno.test("CPU lists hold ranges and single CPUs", () => {
  assertEquals(parsePin("tx=0-2,7,rx=3"), { kind: "lists", tx: [0, 1, 2, 7], rx: [3] });
});
