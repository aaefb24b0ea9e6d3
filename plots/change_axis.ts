/**
 * Axes of changes in percent around zero that leave out a few far values, so that the many near ones can be
 * distinguished. What lies beyond is drawn at the edge.
 */
import { percentAxis } from "./axes.ts";
import type { Axis } from "./figure.ts";

/** The range of an axis, in percent. */
export interface CutRule {
  /** The share of the values, the nearest to zero, that has to lie on the axis. */
  readonly share: number;
  /** How far beyond these the axis may reach. */
  readonly factor: number;
  /** The axis may always reach that far. */
  readonly least: number;
  /** It reaches no farther, unless all values do. */
  readonly most: number;
  /** Where no value is that many times as far away, nothing is cut. */
  readonly slack: number;
}

/** Room at an edge where something is cut, and elsewhere, as shares of the span. */
const EDGE_ROOM = 0.18;
const ROOM = 0.06;
/** An axis has at least that many percent on both sides of zero. */
const LEAST_SIDE = 1;
/** A value that is at most that many times as far away as the limit moves the limit. */
const NEIGHBOUR = 1.25;
/** An axis that would hold a smaller share of the values is not cut. */
const LEAST_HELD = 0.25;

/** A change in percent, with the ends of its interval where it has one. */
interface Change {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** An axis for the changes, cut by the rule. */
export function changeAxis(label: string, changes: readonly Change[], rule: CutRule): Axis {
  const values = Float64Array.from(changes, ({ value }) => value);
  return cutAxis(label, values, rule, (limit) =>
    changes.filter(({ value }) => Math.abs(value) <= limit)
      .flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])
      .map((end) => Math.max(-limit, Math.min(limit, end))));
}

/** The same for changes without intervals, of which there may be millions. */
export function changeAxisOf(label: string, values: Float64Array, rule: CutRule): Axis {
  return cutAxis(label, values, rule, (limit) => values.filter((value) => Math.abs(value) <= limit));
}

/** @param endsWithin what has to lie on an axis that reaches as far as a limit */
function cutAxis(
  label: string,
  values: Float64Array,
  rule: CutRule,
  endsWithin: (limit: number) => Iterable<number>,
): Axis {
  const limit = limitOf(values, rule);
  let least = -LEAST_SIDE, greatest = LEAST_SIDE;
  for (const end of endsWithin(limit)) {
    least = Math.min(least, end);
    greatest = Math.max(greatest, end);
  }
  const span = greatest - least;
  const below = values.filter((value) => value < -limit), above = values.filter((value) => value > limit);
  return percentAxis(label, edge(least, below, -span), edge(greatest, above, span));
}

/** Where the axis ends beyond its last value, always short of those that are cut. */
function edge(last: number, cut: Float64Array, span: number): number {
  const nearest = cut.reduce(
    (near, value) => Math.abs(value) < Math.abs(near) ? value : near,
    Math.sign(span) * Infinity,
  );
  const room = Math.abs(span) * (cut.length === 0 ? ROOM : EDGE_ROOM);
  return last + Math.sign(span) * Math.min(room, 0.9 * Math.abs(nearest - last));
}

/** Where the axis may be cut: never among values that lie close together. */
function limitOf(values: Float64Array, { share, factor, least, most, slack }: CutRule): number {
  const distances = values.map(Math.abs).sort();
  const near = distances[Math.floor(share * (distances.length - 1))] ?? 0;
  const wanted = Math.min(most, Math.max(least, factor * near));
  const farthest = distances.at(-1) ?? 0;
  const held = distances.filter((distance) => distance <= wanted).length;
  if (held < LEAST_HELD * distances.length) return farthest;
  if (farthest <= slack * wanted) return slack * wanted;
  return distances.filter((distance) => distance > wanted && distance <= slack * wanted)
    .reduce((limit, distance) => distance <= limit * NEIGHBOUR ? distance : limit, wanted);
}

/** Whether a value lies beyond an axis. */
export function isBeyond({ min, max }: Axis, value: number): boolean {
  return value < min || value > max;
}
