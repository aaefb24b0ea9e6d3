/** Draws one point instead of several that would cover each other, so that a figure of a million trials is readable. */
import type { Axis } from "./figure.ts";

/** This many points beside and above each other can be distinguished. */
const PLACES_ACROSS = 300, PLACES_UP = 60;

/** The points farthest from zero in each place of a panel, which has the least and the greatest of all among them. */
export function thinOut<P extends { readonly x: number; readonly y: number }>(
  points: Iterable<P>,
  x: Axis,
  y: Axis,
): P[] {
  const farthest = new Map<number, P>();
  for (const point of points) {
    const place = placeOf(x, point.x, PLACES_ACROSS) * 2 * PLACES_UP + placeOf(y, point.y, PLACES_UP);
    const other = farthest.get(place);
    if (other === undefined || Math.abs(point.y) > Math.abs(other.y)) farthest.set(place, point);
  }
  return [...farthest.values()];
}

/** What lies beyond an axis is drawn at its edge. */
function placeOf({ scale, min, max }: Axis, value: number, places: number): number {
  const at = scale === "log" ? Math.log : (same: number) => same;
  const share = (at(value) - at(min)) / (at(max) - at(min));
  return Math.floor(Math.max(-0.01, Math.min(1.01, share)) * places);
}
