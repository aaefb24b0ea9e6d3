import { assertEquals } from "@std/assert";
import { looksOfModes } from "../../plots/mode_looks.ts";
import { orderModes } from "../../results/mode_catalogue.ts";
import { textColorOn } from "../../plots/heat_color.ts";

const NETIO_MODES = ["two-copy", "per-field", "one-copy", "zero-copy", "contiguous", "zero-copy-contiguous"];

Deno.test("a mode's colour does not depend on which other modes are there", () => {
  const all = looksOfModes(NETIO_MODES);
  for (const mode of NETIO_MODES) assertEquals(looksOfModes([mode, "a-stranger"]).get(mode), all.get(mode));
});

Deno.test("no two modes share a colour, a marker or a dash, strangers included", () => {
  const looks = [...looksOfModes([...NETIO_MODES, "mine", "yours"]).values()];
  assertEquals(new Set(looks.map((look) => look.color)).size, 8);
  assertEquals(new Set(looks.map((look) => look.marker)).size, 8);
  assertEquals(new Set(looks.map((look) => look.dash.join())).size, 8);
});

Deno.test("thirty strangers have thirty looks", () => {
  const strangers = Array.from({ length: 30 }, (_, i) => `stranger-${i}`);
  const looks = looksOfModes(strangers);
  assertEquals(new Set(strangers.map((mode) => JSON.stringify(looks.get(mode)))).size, 30);
});

Deno.test("legends name known modes first, then strangers by name", () => {
  assertEquals(orderModes(["zz", "one-copy", "aa", "two-copy", "zz"]), ["two-copy", "one-copy", "aa", "zz"]);
});

Deno.test("text on a field is black or white, whichever can be read better", () => {
  assertEquals([textColorOn("#ffffff"), textColorOn("#0072b2"), textColorOn("#000000")], [
    "#000000",
    "#ffffff",
    "#ffffff",
  ]);
});
