import { assertEquals } from "@std/assert";
import { emptyTallies, SliceMeter } from "../../trial/slice_meter.ts";
import { ScriptedEnd, seenIn } from "./scripted_end.ts";

Deno.test("a slice is between the clock's reading after the probe has begun and the one before it ends", () => {
  const end = new ScriptedEnd({ clock: [103] });
  const meter = new SliceMeter(1, end, end);
  meter.open(40);
  assertEquals(end.calls, "begin, at 103");
  meter.close(200e6, 70, 0);
  assertEquals(end.calls, "begin, at 103, end");
  assertEquals(seenIn(meter), [{ slices: 1, elapsedMs: 97, amount: 30 }]);
});

Deno.test("slices are added up for the mode that each is of", () => {
  const end = new ScriptedEnd({ clock: [10, 20, 40] });
  const meter = new SliceMeter(3, end, end);
  for (const [opened, closedMs, closed, mode] of [[0, 15, 5, 2], [5, 27, 50, 0], [50, 41, 51, 2]] as const) {
    meter.open(opened);
    meter.close(closedMs * 1e6, closed, mode);
  }
  assertEquals(seenIn(meter), [
    { slices: 1, elapsedMs: 7, amount: 45 },
    { slices: 0, elapsedMs: 0, amount: 0 },
    { slices: 2, elapsedMs: 6, amount: 6 },
  ]);
});

Deno.test("costs are added to those of the slice's mode, figure by figure", () => {
  const windows = [[1, 100], [2, 200], [4, 400]];
  const probe = {
    width: 2,
    begin: () => {},
    end: () => {},
    addTo: (costs: Float64Array) => windows.shift()!.forEach((figure, i) => costs[i]! += figure),
  };
  const meter = new SliceMeter(2, { now: () => 0 }, probe);
  for (const mode of [1, 0, 1]) {
    meter.open(0);
    meter.close(0, 0, mode);
  }
  assertEquals(meter.tallies.map(({ costs }) => [...costs]), [[2, 200], [5, 500]]);
});

Deno.test("a slice that is never closed counts for nothing", () => {
  const end = new ScriptedEnd({ clock: [10] });
  const meter = new SliceMeter(1, end, end);
  meter.open(7);
  assertEquals(meter.tallies, emptyTallies(1, end.width));
});
