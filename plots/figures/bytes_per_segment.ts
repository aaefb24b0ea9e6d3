/**
 * Bytes per data segment against message size: where fields straddle pages, zero-copy runs into the 17 fragments of
 * an skb and its segments get small.
 */
import { isMeasured } from "../../results/cells.ts";
import { BYTES_PER_SEGMENT } from "../../results/measures.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

export const bytesPerSegment: FigureMaker = {
  name: "segments",
  id: "bytes_per_segment",
  title: "Bytes per segment by message size",
  make: ({ table }) =>
    isMeasured(BYTES_PER_SEGMENT, table.cells)
      ? lineFigure(table, "size", BYTES_PER_SEGMENT)
      : "no trial has bytes_per_segment (the kernel's TCP_INFO)",
};
