import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  parseModes,
  parsePercent,
  parsePin,
  percentageText,
  pinText,
  ValueError,
} from "../../../cli/options/values.ts";

Deno.test("any other text is refused with a ValueError, never taken for something", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (
      const [parse, form] of [[parseModes, /^(all|[ac]\S*)$/i], [parsePin, /^(auto|none|tx=.*)$/]] as const
    ) {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        continue;
      }
      if (!form.test(text)) throw new Error(`"${text}" was accepted`);
    }
  }));
});

Deno.test("modes go by id or alias in any case, all means all", () => {
  assertEquals(parseModes("A1,a2,zero-copy"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(parseModes("all").length, 6);
});

Deno.test("CPU lists hold ranges and single CPUs, and survive writing and parsing", () => {
  const lists = parsePin("tx=0-2,7,rx=3");
  assertEquals(lists, { kind: "lists", tx: [0, 1, 2, 7], rx: [3] });
  assertEquals(parsePin(pinText(lists)), lists);
  assertEquals(pinText({ kind: "auto" }), "auto");
});

Deno.test("percentages survive parsing and writing", () => {
  for (const text of ["0.1%", "2.5%", "3%", "7%", "100%"]) {
    assertEquals(percentageText(parsePercent(text)), text);
  }
});
