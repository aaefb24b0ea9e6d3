/**
 * Axes with round ticks: sizes and threads on a log₂ axis, measured values on a linear axis from zero or, where
 * they span more than a factor of thirty, on a logarithmic one.
 */
import type { Axis, Tick } from "./figure.ts";
import { bytesText, numberText } from "../results/number_text.ts";

/** A factor between least and greatest from which a linear axis would hide the small values. */
const LOG_SPAN = 30;

/** Message sizes on a log₂ axis, ticks at the sizes themselves as far as `maxTicks` lets them. */
export function sizeAxis(sizes: readonly number[], maxTicks: number): Axis {
  return log2Axis("Message size", sizes, maxTicks, bytesText);
}

/** Thread counts on a log₂ axis. */
export function threadAxis(threads: readonly number[], maxTicks: number): Axis {
  return log2Axis("Threads (connections)", threads, maxTicks, String);
}

function log2Axis(
  label: string,
  values: readonly number[],
  maxTicks: number,
  text: (v: number) => string,
): Axis {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const least = sorted[0] ?? 1;
  const greatest = sorted.at(-1) ?? 1;
  const octaves = Math.log2(greatest / least);
  const margin = octaves === 0 ? 1 : Math.max(0.3, octaves * 0.06);
  return {
    label,
    scale: "log",
    min: least / 2 ** margin,
    max: greatest * 2 ** margin,
    ticks: spaced(sorted, octaves / Math.max(1, maxTicks - 1)).map((value) => ({
      value,
      label: text(value),
    })),
  };
}

/** The values, leaving out those nearer than `gap` octaves to the one before. Evenly spaced sizes thin evenly. */
function spaced(sorted: readonly number[], gap: number): number[] {
  const kept: number[] = [];
  for (const value of sorted) {
    const last = kept.at(-1);
    if (last === undefined || Math.log2(value / last) >= gap - 1e-9) kept.push(value);
  }
  return kept;
}

/** Octaves between the two nearest of ascending values; 2 for a single one. */
export function smallestGap(ascending: readonly number[]): number {
  const gaps = ascending.slice(1).map((value, i) => Math.log2(value / ascending[i]!));
  return gaps.length === 0 ? 2 : gaps.reduce((a, b) => Math.min(a, b));
}

/** An axis for measured values that are all at least zero: linear from zero, or logarithmic when they span much. */
export function valueAxis(label: string, values: readonly number[]): Axis {
  const positive = values.filter((v) => v > 0);
  const greatest = positive.reduce((a, b) => Math.max(a, b), 0);
  const least = positive.reduce((a, b) => Math.min(a, b), Infinity);
  const allPositive = positive.length === values.length;
  return allPositive && greatest / least > LOG_SPAN
    ? logAxis(label, least, greatest)
    : linearAxis(label, 0, greatest === 0 ? 1 : greatest);
}

/** As {@linkcode numberText}, shorter from ten thousand on. */
function tickText(value: number): string {
  return value >= 1e4 && value < 1e6 ? `${numberText(value / 1000)} k` : numberText(value);
}

/** A linear axis over round steps that holds `least` and `greatest`. */
export function linearAxis(label: string, least: number, greatest: number): Axis {
  const step = roundStep((greatest - least || Math.abs(greatest) || 1) / 5);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(greatest / step - 1e-9);
  const ticks: Tick[] = [];
  for (let i = first; i <= last; i++) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, label: tickText(value) });
  }
  return { label, scale: "linear", min: first * step, max: last * step, ticks };
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function logAxis(label: string, least: number, greatest: number): Axis {
  const decades = Math.log10(greatest / least);
  const factors = decades < 2.5 ? [1, 2, 5] : [1];
  const stride = decades > 7 ? Math.ceil(decades / 7) : 1;
  const min = least / 1.25;
  const max = greatest * 1.25;
  const ticks: Tick[] = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.ceil(Math.log10(max)); exponent++) {
    if (exponent % stride !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value >= min && value <= max) ticks.push({ value, label: tickText(value) });
    }
  }
  return { label, scale: "log", min, max, ticks };
}
