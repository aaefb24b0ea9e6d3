import { assertEquals } from "@std/assert";
import { ScriptedEnd, type Seen } from "./scripted_end.ts";

const NOTHING_SEEN: Seen = {
  openedNs: NaN,
  closedNs: NaN,
  amountAtOpen: NaN,
  amountAtClose: NaN,
  total: NaN,
};

/** Looks at one reading after another, each with ten more of the amount; what each look says. */
function look(end: ScriptedEnd, readings: readonly number[]): string[] {
  return readings.map((nowNs, i) => {
    const passed = end.edges.look(nowNs, 10 * (i + 1));
    const { isOpen, isClosed } = end.edges;
    return `${passed ? "passed" : "–"} ${isOpen ? "open" : isClosed ? "closed" : "before"}`;
  });
}

Deno.test("the first readings at or after the edges open and close the window, not those just before", () => {
  const end = new ScriptedEnd({ clock: [103] });
  const looks = look(end, [0, 99, 100, 150, 199, 200]);
  assertEquals(looks, ["– before", "– before", "passed open", "– open", "– open", "passed closed"]);
  assertEquals(end.seen, {
    openedNs: 103,
    closedNs: 200,
    amountAtOpen: 30,
    amountAtClose: 60,
    total: NaN,
  });
});

Deno.test("an end that comes late to both edges has the window it saw", () => {
  const end = new ScriptedEnd({ clock: [171] });
  assertEquals(look(end, [40, 170, 260]), ["– before", "passed open", "passed closed"]);
  assertEquals(end.seen, { openedNs: 171, closedNs: 260, amountAtOpen: 20, amountAtClose: 30, total: NaN });
});

Deno.test("a look passes one edge at most, even when both are over", () => {
  const end = new ScriptedEnd({ clock: [305] });
  assertEquals(look(end, [300, 310]), ["passed open", "passed closed"]);
  assertEquals(end.seen, { openedNs: 305, closedNs: 310, amountAtOpen: 10, amountAtClose: 20, total: NaN });
});

Deno.test("the probe begins before the clock is read again, and ends after the reading that closes", () => {
  const end = new ScriptedEnd({ clock: [103] });
  look(end, [100]);
  assertEquals(end.calls, "begin, at 103");
  look(end, [200]);
  assertEquals(end.calls, "begin, at 103, end");
});

Deno.test("before its edges a window has seen nothing, and after them it sees nothing more", () => {
  const end = new ScriptedEnd({ clock: [103] });
  assertEquals([look(end, [99]), end.seen], [["– before"], NOTHING_SEEN]);
  look(end, [100, 200]);
  const { seen, calls } = end;
  assertEquals(look(end, [201, 1e18]), ["– closed", "– closed"]);
  assertEquals([end.seen, end.calls], [seen, calls]);
});
