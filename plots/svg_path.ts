/** The data of an SVG path, piece by piece, in the words of a 2D context. Source: SVG 1.1, 8.3. */

export type Place = readonly [x: number, y: number];

export class SvgPath {
  #data = "";

  move([x, y]: Place): void {
    this.#data += `M${short(x)} ${short(y)}`;
  }

  /** A line where nothing precedes it is a place to start from. */
  line([x, y]: Place): void {
    this.#data += `${this.#data === "" ? "M" : "L"}${short(x)} ${short(y)}`;
  }

  curve(a: Place, b: Place, end: Place): void {
    this.#data += `C${[a, b, end].map(([x, y]) => `${short(x)} ${short(y)}`).join(" ")}`;
  }

  /** Clockwise, from angle to angle, in halves: SVG has no arc that ends where it starts. */
  arc([x, y]: Place, radius: number, from: number, to: number): void {
    const at = (angle: number): Place => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    this.line(at(from));
    for (const angle of [(from + to) / 2, to]) {
      this.#data += `A${short(radius)} ${short(radius)} 0 0 1 ${at(angle).map(short).join(" ")}`;
    }
  }

  close(): void {
    if (this.#data !== "") this.#data += "Z";
  }

  toString(): string {
    return this.#data;
  }
}

/** Hundredths are finer than any printer. */
export function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
