/**
 * Bytes per data segment against message size: where fields straddle pages, zero-copy runs into the 17 fragments of
 * an skb and its segments get small.
 */
import { firstMeasured, type Measure } from "../estimate.ts";
import type { FigureMaker } from "../figure_body.ts";
import { lineFigure } from "../line_figure.ts";

const BYTES_PER_SEGMENT: Measure = {
  label: "Bytes per segment (KiB)",
  unit: "KiB",
  better: "higher",
  note: null,
  of: (row) => row.bytes_per_segment === null ? null : row.bytes_per_segment / 1024,
};

export const bytesPerSegment: FigureMaker = {
  id: "bytes_per_segment",
  title: "Bytes per segment by message size",
  make: (set) =>
    firstMeasured(set, [BYTES_PER_SEGMENT]) === null
      ? "no trial has bytes_per_segment (the kernel's TCP_INFO)"
      : lineFigure(set, "size", BYTES_PER_SEGMENT),
};
