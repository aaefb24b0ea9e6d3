import { assertEquals } from "@std/assert";
import { fieldText, optionOf } from "../../results/option_names.ts";

Deno.test("an option is called as its field, without the unit, but for fields that one option sets together", () => {
  const paths = [
    "mssBytes",
    "durationMs",
    "workingSetBytes",
    "rx",
    "reapEvery",
    "topology.mtuBytes",
    "rateBps",
  ];
  assertEquals(paths.map(optionOf), [
    "--mss",
    "--duration",
    "--working-set",
    "--rx",
    "--reap-every",
    "--mtu",
    "--rate",
  ]);
  assertEquals(["topology.kind", "topology.sender", "pin.kind"].map(optionOf), [
    ...["--topology", "--direction", "--pin"],
  ]);
});

Deno.test("a field's value has the unit that its path names", () => {
  assertEquals(
    [
      fieldText("sndbufBytes", "65536"),
      fieldText("topology.timeoutMs", "1500"),
      fieldText("reapEvery", "32"),
      fieldText("rateBps", "2500000000"),
    ],
    ["64 KiB", "1.5s", "32", "2.5G"],
  );
  assertEquals(fieldText("congestion", "reno"), "reno");
});
