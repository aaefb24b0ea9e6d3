import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { PlaceMap } from "../../results/place_map.ts";

const count = fc.oneof(
  fc.constant(null),
  fc.nat(3),
  fc.integer({ min: 0, max: 20 }).map((power) => 2 ** power),
);
const places = fc.tuple(
  fc.constantFrom(null, "two-copy", "zero-copy"),
  count,
  fc.oneof(count, fc.constant(0.5)),
);

Deno.test("what is put at a place is found there, however many there are, in the order in which it came", () => {
  fc.assert(
    fc.property(fc.array(places, { maxLength: 300 }), (all) => {
      const map = new PlaceMap<number>(), plain = new Map<string, number>();
      all.forEach((place, i) => {
        const key = JSON.stringify(place);
        assertEquals(map.get(...place), plain.get(key));
        assertEquals(map.getOrInsertComputed(...place, () => i), plain.getOrInsertComputed(key, () => i));
        assertEquals(map.get(...place), plain.get(key));
      });
      assertEquals([...map.values()], [...plain.values()]);
    }),
    { numRuns: 300, seed: 9 },
  );
});
