/**
 * Sorting few values in place: cells mostly have some seven repeats, and V8's sort of typed arrays, which is called into
 * from JavaScript, takes ten times as long for so many.
 */

export const FEW = 32;

/** Sorts the first `length` values, which are numbers all. */
export function sortFirst(values: Float64Array, length: number): void {
  if (length > FEW) {
    values.subarray(0, length).sort();
    return;
  }
  for (let end = 1; end < length; end++) {
    const value = values[end]!;
    let place = end;
    for (; place > 0 && values[place - 1]! > value; place--) values[place] = values[place - 1]!;
    values[place] = value;
  }
}

/** Room for values that are sorted and done with before anything else asks for it. */
export function roomFor(length: number): Float64Array {
  if (room.length < length) room = new Float64Array(length + (length >> 2));
  return room;
}

let room = new Float64Array(64);
