/** Binds code to the modes of the catalogue (`results/mode_catalogue.ts`): a new one is a file, its entry, a line here. */
import { type CataloguedMode, MODE_CATALOGUE, type ModeId } from "../results/mode_catalogue.ts";
import { openContiguous } from "./contiguous.ts";
import type { OpenTransmitter } from "./mode.ts";
import { openOneCopy } from "./one_copy.ts";
import { openPerField, openPerFieldMore } from "./per_field.ts";
import { openSendfile } from "./sendfile.ts";
import { openSplice } from "./splice.ts";
import { openTwoCopy } from "./two_copy.ts";
import { openUringSend } from "./uring_send.ts";
import { openUringZeroCopy } from "./uring_zero_copy.ts";
import { openUringZeroCopyFixed } from "./uring_zero_copy_fixed.ts";
import { openZeroCopy } from "./zero_copy.ts";
import { openZeroCopyContiguous } from "./zero_copy_contiguous.ts";

const OPENERS: Readonly<Record<ModeId, OpenTransmitter>> = {
  "two-copy": openTwoCopy,
  "per-field": openPerField,
  "per-field-more": openPerFieldMore,
  "one-copy": openOneCopy,
  "uring-send": openUringSend,
  "zero-copy": openZeroCopy,
  "uring-zero-copy": openUringZeroCopy,
  "splice": openSplice,
  "contiguous": openContiguous,
  "sendfile": openSendfile,
  "zero-copy-contiguous": openZeroCopyContiguous,
  "uring-zero-copy-fixed": openUringZeroCopyFixed,
};

/** A mode that can be run. */
interface TransmitMode extends CataloguedMode {
  readonly id: ModeId;
  readonly open: OpenTransmitter;
}

export const MODES: readonly TransmitMode[] = MODE_CATALOGUE.map((mode) => ({
  ...mode,
  open: OPENERS[mode.id],
}));

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
