/**
 * How sentences may name a mode that asks for zero-copy, after what the kernel did with the request.
 *
 * Loopback and veth copy what was sent with MSG_ZEROCOPY (`skb_orphan_frags_rx`): what is measured then is the cost
 * of asking, and no sentence may say that zero-copy as such was better or worse.
 */
import type { ResultRow } from "../results/columns.ts";
import type { CellTable } from "./cells.ts";
import { asksForZeroCopy } from "../results/mode_catalogue.ts";

export function rowsOfMode(table: CellTable, mode: string): ResultRow[] {
  return table.cells.filter((cell) => cell.mode === mode).flatMap((cell) => cell.rows);
}

/** The mode as the subject of a sentence that says how it did. */
export function subjectOf(table: CellTable, mode: string): string {
  if (!asksForZeroCopy(mode)) return mode;
  const where = mode === "zero-copy" ? "" : " from one buffer";
  const copied = table.copied.get(mode);
  if (copied === "never") return mode;
  return copied === "not recorded" ? `the ${mode} mode` : `asking for zero-copy${where}`;
}

/** What the kernel did, as a sentence; `null` where it did what was asked. */
export function copiedText(table: CellTable, mode: string): string | null {
  const rows = rowsOfMode(table, mode);
  switch (table.copied.get(mode) ?? "not recorded") {
    case "never":
      return null;
    case "not recorded":
      return "Whether the kernel really sent without copying is not recorded: what shows here is asking for zero-copy.";
    case "always":
      return `The kernel copied after all in ${
        rows.length === 1 ? "the one trial" : `all ${rows.length} trials`
      }${alwaysThere(table)}: what shows here is the cost of asking for zero-copy.`;
    case "partly": {
      const count = (outcome: string) => rows.filter((row) => row.effective_copy === outcome).length;
      return `Of ${rows.length} trials the kernel copied all that was sent in ${
        count("copied")
      } and a part in ` +
        `${count("mixed")}: what shows here is asking for zero-copy.`;
    }
  }
}

function alwaysThere({ setting: { topology } }: CellTable): string {
  if (topology === "loopback") return ", as loopback always does";
  return topology === "netns" ? ", as a veth pair always does" : "";
}
