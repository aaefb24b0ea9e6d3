/**
 * How sentences may name a mode that requests zero-copy, depending on what the kernel did with the request.
 *
 * Loopback and veth copy zero-copy sends on receive (`skb_orphan_frags_rx`): what is measured then is the overhead of
 * requesting zero-copy, and no sentence may call zero-copy itself better or worse.
 */
import { type CellTable, modeLabel, rowsOf } from "../results/cells.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";
import { integerText } from "../results/number_text.ts";
import type { Rows } from "../results/table/rows.ts";
import { capitalized, ofAllText } from "../results/words.ts";

export function rowsOfMode({ cells }: CellTable, mode: string): Rows {
  return rowsOf(cells.filter((cell) => cell.mode === mode));
}

/** The mode as the subject of a sentence that says how it did: `zero-copy (copied)` where the kernel copied. */
export function subjectOf({ copied }: Pick<CellTable, "copied">, mode: string): string {
  if (!asksForZeroCopy(mode)) return mode;
  return (copied.get(mode) ?? "not recorded") === "not recorded"
    ? `the ${mode} mode`
    : modeLabel({ copied }, mode);
}

/** What the kernel did, as a sentence; `null` where it did what was asked. */
export function copiedText(table: CellTable, mode: string): string | null {
  switch (table.copied.get(mode) ?? "not recorded") {
    case "never":
      return null;
    case "not recorded":
      return `Whether the kernel sent ${mode} without copying is not recorded.`;
    case "always":
      return `${capitalized(allCopiedText(table, mode))}.`;
    case "partly": {
      const rows = rowsOfMode(table, mode);
      const count = (outcome: string) => rows.filter((row) => row.effective_copy === outcome).length;
      const copied = count("copied"), where = ofAllText(count("mixed"), rows.length, "trial");
      const rest = copied === 0 ? "" : `, and all of them in ${integerText(copied)}`;
      return `The kernel copied part of the zero-copy sends in ${where} of ${mode}${rest}.`;
    }
  }
}

/** Where it copied everything: a clause without its full stop. */
export function allCopiedText(table: CellTable, mode: string): string {
  const { length } = rowsOfMode(table, mode);
  const where = `${ofAllText(length, length, "trial")} of ${mode}${alwaysThere(table)}`;
  return `the kernel copied every zero-copy send in ${where}: ` +
    "these rows show the overhead of requesting zero-copy, not zero-copy";
}

function alwaysThere({ setting: { topology } }: CellTable): string {
  if (topology === "loopback") return ", as always on loopback";
  return topology === "netns" ? ", as always on a veth pair" : "";
}
