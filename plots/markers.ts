/** Markers as chart.js knows them, and as outlines. */
import type { Marker } from "./figure.ts";

interface PointShape {
  readonly pointStyle: string;
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** The radius that makes it look as large as a circle of radius 1. */
  readonly radius: number;
}

/** chart.js' `pointStyle`, `rotation` and `radius`. */
export const POINT_SHAPES: Readonly<Record<Marker, PointShape>> = {
  circle: { pointStyle: "circle", rotation: 0, radius: 1 },
  triangle: { pointStyle: "triangle", rotation: 0, radius: 1.25 },
  rect: { pointStyle: "rect", rotation: 0, radius: 1.2 },
  rectRot: { pointStyle: "rectRot", rotation: 0, radius: 1.2 },
  triangleDown: { pointStyle: "triangle", rotation: 180, radius: 1.25 },
  triangleLeft: { pointStyle: "triangle", rotation: 270, radius: 1.25 },
  triangleRight: { pointStyle: "triangle", rotation: 90, radius: 1.25 },
};
