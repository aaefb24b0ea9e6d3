/** Numbers as netio writes them everywhere: three digits that matter, sizes in binary units. */

/** Blanks between a number and its unit, at which no line ends. */
export const UNIT_BLANKS = /(?<=\d) (?=%|[KMG]iB\b|B\b|[µnm]?s\b|Gbit)/g;

const BINARY_UNITS = ["B", "KiB", "MiB", "GiB"] as const;

/** A message size, exact: `16 KiB`, `1500 B`. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && value % 1024 === 0 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value} ${BINARY_UNITS[unit]}`;
}

const TIME_UNITS = [["h", 3600e3], ["m", 60e3], ["s", 1e3]] as const;

/** A planned time, exact, as options take it: `300ms`, `1.5s`, `10m`. */
export function timeText(ms: number): string {
  for (const [unit, unitMs] of TIME_UNITS) if (ms > 0 && ms % unitMs === 0) return `${ms / unitMs}${unit}`;
  return ms < 1e3 ? `${ms}ms` : `${Number((ms / 1e3).toPrecision(12))}s`;
}

/** A planned rate in bits per second, exact, as options take it: `5G`, `2.5G`, `800M`. */
export function rateText(bps: number): string {
  for (const [factor, prefix] of SI_PREFIXES) {
    if (bps >= factor) return `${Number((bps / factor).toPrecision(12))}${prefix}`;
  }
  return String(bps);
}

const SI_PREFIXES = [[1e12, "T"], [1e9, "G"], [1e6, "M"]] as const;

/** A number with up to three significant digits: `0.0123`, `4.57`, `12300`, `1.2 M`. */
export function numberText(value: number): string {
  return withPrefix(value, (scaled) => String(Number(digitsText(scaled, 3))));
}

/**
 * A measured value that stands beside others: zeros at its end are kept, so that all have as many significant digits:
 * `0.250`, `4.60`, `1.20 M`. A whole number below 100 is a count: `2`.
 */
export function figureText(value: number, digits = 3): string {
  return Number.isInteger(value) && Math.abs(value) < 100 ? numberText(value) : threeDigits(value, digits);
}

/** Of what is never a count: `1.00` too. */
export function threeDigits(value: number, digits = 3): string {
  return withPrefix(value, (scaled) => digitsText(scaled, digits));
}

function withPrefix(value: number, text: (scaled: number) => string): string {
  if (value < 0) return `−${withPrefix(-value, text)}`;
  if (value === 0) return "0";
  if (value < 1e-4) return value.toExponential(1);
  for (const [factor, prefix] of SI_PREFIXES) {
    if (value >= factor * 0.9995) return `${text(value / factor)} ${prefix}`;
  }
  return text(value);
}

/** A positive number; digits before the point are all written. */
function digitsText(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  if (rounded < 1) return value.toPrecision(digits);
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(rounded))));
}

/** A ratio's distance from 1 in percent, signed: `+12 %`, `−3.4 %`. */
export function percentText(fraction: number): string {
  const percent = fraction * 100;
  const digits = Math.abs(percent) < 9.95 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  return `${percent < 0 && Number(text) !== 0 ? "−" : "+"}${text} %`;
}

/** A count with separated thousands: `2,990`. */
export function integerText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ","); // what a locale is loaded for takes 20 ms
}

/** `1 thread`, `4 threads`. */
export function threadsText(threads: number): string {
  return `${integerText(threads)} ${threads === 1 ? "thread" : "threads"}`;
}
