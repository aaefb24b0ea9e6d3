/** Where a figure of joined rows stands in the files that they came from, looked for when two of these disagree on it. */
import type { CountedRow } from "../counters.ts";
import { FIELDS_PER_MESSAGE } from "../foreign/foreign_row.ts";
import { isSameRow } from "../table/row_view.ts";
import { figureOf, isSameButSize } from "./matching_rows.ts";
import type { Part } from "./part.ts";

/** A row of a file. */
interface FigurePlace {
  readonly part: Part;
  readonly line: number;
}

/** Of two files that were joined one may have had sizes of fields, and the other of messages. */
const SIZE_FACTORS = [1, FIELDS_PER_MESSAGE, 1 / FIELDS_PER_MESSAGE];

/** A joined row is that of one file, filled from others: one of these that has the figure itself comes first. */
export function placeOfFigure(
  parts: readonly Part[],
  row: CountedRow,
  column: string,
  figure: number,
): FigurePlace {
  const placed = (part: Part, index: number) => index < 0 ? [] : [{ part, line: part.lineOf(index) }];
  const holder = parts.find(({ rows }) => rows.some((own) => isSameRow(own, row)))!;
  const [filler] = SIZE_FACTORS.flatMap((factor) =>
    parts.filter((part) => part !== holder).flatMap((part) =>
      placed(
        part,
        part.rows.findIndex((own) =>
          figureOf(own, column) === figure && isSameButSize(own, row) &&
          (own.message_bytes ?? 0) * factor === row.message_bytes
        ),
      )
    )
  );
  return filler ?? placed(holder, holder.rows.findIndex((own) => isSameRow(own, row)))[0]!;
}
