/** Whether the last line of a file, which has no line end, may have lost digits: what its last cell is beside the others. */
import { shownText } from "../safe_text.ts";
import { countText } from "../words.ts";
import type { TableRecord } from "./records.ts";

/** Of fewer rows all may end in as many digits by chance, where a program writes no zeros at the end. */
const FEWEST_ALIKE = 10;

/** The last cells of the rows. A figure that is cut off may still be one, but has fewer digits than all others. */
export class LastCells {
  #rows = 0;
  /** The digits after the point, where they are as many in all rows; else 0. */
  #decimals = 0;
  /** The digits of the shortest, where all are whole numbers; else 0. */
  #wholes = Infinity;

  add({ fields }: TableRecord): void {
    const isFirst = this.#rows++ === 0, cell = fields.at(-1) ?? "";
    if (this.#wholes > 0) this.#wholes = /^\d+$/.test(cell) ? Math.min(this.#wholes, cell.length) : 0;
    if (!isFirst && this.#decimals === 0) return;
    const decimals = decimalsOf(cell);
    this.#decimals = isFirst || decimals === this.#decimals ? decimals : 0;
  }

  /** Why another row's last cell may be cut off; `null` where nothing says so. */
  doubtOf({ fields }: TableRecord): string | null {
    const cell = fields.at(-1) ?? "";
    if (this.#rows < FEWEST_ALIKE || !/^\d*\.?\d*$/.test(cell)) return null;
    const others = decimalsOf(cell) < this.#decimals
      ? `figures with ${countText(this.#decimals, "digit")} after the point`
      : cell.length < this.#wholes
      ? `numbers of ${countText(this.#wholes, "digit")} or more`
      : null;
    return others && `it ends in "${shownText(cell)}", and all others in ${others}`;
  }
}

function decimalsOf(cell = ""): number {
  return /^\d+\.(\d+)$/.exec(cell)?.[1]?.length ?? 0;
}
