/** The part of a 2D context that figures draw with: the canvas has it for PNG and PDF, `SvgContext` for SVG. */
import type { SKRSContext2D } from "@napi-rs/canvas";

export type Context = Pick<
  SKRSContext2D,
  | "beginPath"
  | "clip"
  | "fill"
  | "fillRect"
  | "fillStyle"
  | "fillText"
  | "font"
  | "lineTo"
  | "lineWidth"
  | "measureText"
  | "moveTo"
  | "rect"
  | "restore"
  | "rotate"
  | "save"
  | "scale"
  | "setLineDash"
  | "stroke"
  | "strokeRect"
  | "strokeStyle"
  | "textAlign"
  | "textBaseline"
  | "translate"
>;

/** What measures text. */
export type Ruler = Pick<Context, "font" | "fillStyle" | "textAlign" | "textBaseline" | "measureText">;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
