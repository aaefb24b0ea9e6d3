import { assert, assertEquals } from "@std/assert";
import type { Look } from "../../plots/figure.ts";
import { blend, DARK_PAPER, textColorOn } from "../../plots/colors.ts";
import { looksOfModes } from "../../plots/mode_looks.ts";
import { MODE_CATALOGUE, orderModes } from "../../results/mode_catalogue.ts";
import { contrast, difference } from "./color_vision.ts";
import { TWELVE_MODES } from "./fake_results.ts";

const NETIO_MODES = MODE_CATALOGUE.map(({ id }) => id);

/** Below this distance two colours may be taken for each other by somebody. */
const APART = 0.06;

const looksOf = (modes: readonly string[]) => modes.map((mode) => looksOfModes(modes).get(mode)!);

/** Each two of some looks. */
function pairsOf(looks: readonly Look[]): (readonly [Look, Look])[] {
  return looks.flatMap((one, i) => looks.slice(0, i).map((other) => [one, other] as const));
}

Deno.test("a mode's look does not depend on which other modes are there", () => {
  const all = looksOfModes(NETIO_MODES);
  for (const mode of NETIO_MODES) assertEquals(looksOfModes([mode, "a-stranger"]).get(mode), all.get(mode));
});

Deno.test("no two of twelve modes share a colour or a dash", () => {
  const looks = looksOf(TWELVE_MODES);
  assertEquals(looks.length, 12);
  assertEquals(new Set(looks.map((look) => look.color)).size, 12);
  assertEquals(new Set(looks.map((look) => look.dash.join())).size, 12);
});

Deno.test("two of twelve modes with the same marker have colours apart for any colour vision", () => {
  for (const [one, other] of pairsOf(looksOf(TWELVE_MODES))) {
    if (one.marker !== other.marker) continue;
    assert(difference(one.color, other.color) > APART, `${one.color} and ${other.color}`);
  }
});

Deno.test("two of twelve modes whose colours somebody may confuse have other markers", () => {
  const near = pairsOf(looksOf(TWELVE_MODES)).filter(([one, other]) =>
    difference(one.color, other.color) <= APART
  );
  assert(near.length > 0, "the test has nothing to look at");
  for (const [one, other] of near) assert(one.marker !== other.marker, `${one.color} and ${other.color}`);
});

Deno.test("the colours of twelve modes stand out from white paper and from a dark page", () => {
  for (const { color } of looksOf(TWELVE_MODES)) {
    assert(contrast(color, "#ffffff") > 2.2, `${color} on white`);
    assert(contrast(color, DARK_PAPER) > 2.9, `${color} on a dark page`);
  }
});

Deno.test("a hundred strangers have a hundred looks", () => {
  const strangers = Array.from({ length: 100 }, (_, i) => `stranger-${i}`);
  const looks = looksOfModes(strangers);
  assertEquals(new Set(strangers.map((mode) => JSON.stringify(looks.get(mode)))).size, 100);
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

Deno.test("a field is its colour over the paper that it is on", () => {
  assertEquals(blend("#0072B2", 0), "#ffffff");
  assertEquals(blend("#0072B2", 1), "#0072b2");
  assertEquals(blend("#ffffff", 0.5, "#000000"), "#808080");
});
