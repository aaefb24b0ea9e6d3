/** The list of transmit modes: a new one is a file and a line here. The order is the order of tables and legends. */
import { contiguous } from "./contiguous.ts";
import type { TransmitMode } from "./mode.ts";
import { oneCopy } from "./one_copy.ts";
import { perField } from "./per_field.ts";
import { twoCopy } from "./two_copy.ts";
import { zeroCopy } from "./zero_copy.ts";
import { zeroCopyContiguous } from "./zero_copy_contiguous.ts";

export const MODES: readonly TransmitMode[] = [
  twoCopy,
  perField,
  oneCopy,
  zeroCopy,
  contiguous,
  zeroCopyContiguous,
];

/** The mode of an id or alias (any case), or undefined. */
export function findMode(name: string): TransmitMode | undefined {
  const wanted = name.toLowerCase();
  return MODES.find((mode) => mode.id === wanted || mode.alias.toLowerCase() === wanted);
}

/** The mode of an id that is known to be valid. Throws RangeError otherwise. */
export function modeById(id: string): TransmitMode {
  const mode = MODES.find((candidate) => candidate.id === id);
  if (mode === undefined) throw new RangeError(`no transmit mode "${id}"`);
  return mode;
}
