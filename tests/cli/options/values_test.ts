import { MODES } from "../../../modes/registry.ts";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseHostPort, parseModes, parsePin, pinText } from "../../../cli/options/trial_values.ts";
import { parsePercent, percentageText, ValueError } from "../../../cli/options/values.ts";
import { hostPortText } from "../../../net/host_port.ts";

Deno.test("any other text is refused with a ValueError, never taken for something", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (
      const [parse, form] of [[parseModes, /^[-_+\s]*(all|[ac][\w\s,+-]*)$/i], [
        parsePin,
        /^(auto|none|tx=.*)$/,
      ]] as const
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
  assertEquals(parseModes("all"), MODES.map(({ id }) => id));
});

Deno.test("CPU lists hold ranges and single CPUs, and survive writing and parsing", () => {
  const lists = parsePin("tx=0-2,7,rx=3");
  assertEquals(lists, { kind: "lists", tx: [0, 1, 2, 7], rx: [3] });
  assertEquals(parsePin(pinText(lists)), lists);
  assertEquals(pinText({ kind: "auto" }), "auto");
  assertEquals(parsePin("tx=8191,rx=0").kind, "lists");
  for (const text of ["tx=8192,rx=0", "tx=0,rx=0-9999", "tx=0-8191,0,rx=1"]) {
    assertThrows(() => parsePin(text), ValueError, "a CPU is a number from 0 to 8191");
  }
});

Deno.test("hosts and ports survive writing and parsing; what no host is called is refused", () => {
  for (const text of ["node2:5201", "192.0.2.7:1", "[2001:db8::7]:65535", "[fe80::7%eth0]:0"]) {
    assertEquals(hostPortText(parseHostPort(text)), text);
  }
  for (const text of ["node2", ":1", "node2:65536", `${"x".repeat(256)}:1`]) {
    assertThrows(() => parseHostPort(text), ValueError, "expected HOST:PORT");
  }
});

Deno.test("percentages survive parsing and writing", () => {
  for (const text of ["0.1%", "2.5%", "3%", "7%", "100%"]) {
    assertEquals(percentageText(parsePercent(text)), text);
  }
});
