/**
 * A 2D context, as far as figures and chart.js draw with one, that writes SVG: text stays text with its alignment, and
 * dashed lines stay lines. Skia's own SVG canvas positions every letter individually, drops letters that its font lacks,
 * and outlines every dash.
 * Source: HTML Living Standard 4.12.5.1 (2D context); SVG 1.1, 8.3 (paths), 10 (text), 14.3 (clipping).
 */
import type { Ruler } from "./context.ts";
import { type Place, short, SvgPath } from "./svg_path.ts";

const ANCHORS: Readonly<Record<string, string>> = { center: "middle", right: "end", end: "end" };

/** Height of the baseline over a text's anchor, in ems, for Inter. */
const BASELINES: Readonly<Record<string, number>> = {
  top: 0.969,
  hanging: 0.76,
  middle: 0.364,
  bottom: -0.241,
};

export class SvgContext {
  // What save() keeps is public.
  fillStyle = "#000000";
  strokeStyle = "#000000";
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  lineDashOffset = 0;
  font = "10px sans-serif";
  textAlign = "start";
  textBaseline = "alphabetic";
  dash: readonly number[] = [];
  /** The current transformation is uniform: moved, turned by radians, and scaled. */
  origin: Place = [0, 0];
  turn = 0;
  size = 1;
  /** The attribute that clips; empty where nothing does. */
  clipping = "";

  readonly #ruler: Ruler;
  readonly #name: string;
  /** Ids by what they clip to. */
  readonly #clips = new Map<string, string>();
  readonly #elements: string[] = [];
  readonly #saved: object[] = [];
  #path = new SvgPath();

  /**
   * @param ruler measures text
   * @param name unique among the pictures of a document
   */
  constructor(ruler: Ruler, name: string) {
    this.#ruler = ruler;
    this.#name = name;
  }

  /** What was drawn, as the content of an svg element. */
  content(): string {
    const clips = [...this.#clips].map(([shape, id]) => `<clipPath id="${id}"${shape}`);
    return [...clips, ...this.#elements].join("\n");
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = [...dash];
  }

  save(): void {
    this.#saved.push({ ...this });
  }

  restore(): void {
    Object.assign(this, this.#saved.pop());
  }

  translate(x: number, y: number): void {
    this.origin = this.#placed(x, y);
  }

  rotate(angle: number): void {
    this.turn += angle;
  }

  /** Both factors are the same wherever figures scale. */
  scale(factor: number, _same: number): void {
    this.size *= factor;
  }

  beginPath(): void {
    this.#path = new SvgPath();
  }

  closePath(): void {
    this.#path.close();
  }

  moveTo(x: number, y: number): void {
    this.#path.move(this.#placed(x, y));
  }

  lineTo(x: number, y: number): void {
    this.#path.line(this.#placed(x, y));
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const { turn, size } = this;
    this.#path.arc(this.#placed(x, y), radius * size, from + turn, to + turn);
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.#path.curve(this.#placed(ax, ay), this.#placed(bx, by), this.#placed(x, y));
  }

  fill(rule = "nonzero"): void {
    const ruleText = rule === "nonzero" ? "" : ` fill-rule="${rule}"`;
    this.#add(`<path d="${this.#path}"${paint("fill", this.fillStyle)}${ruleText}`);
  }

  stroke(): void {
    const { strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset, dash, size } = this;
    const scaled = (length: number) => short(length * size);
    const line = `${paint("stroke", strokeStyle)} stroke-width="${scaled(lineWidth)}"`;
    this.#add(
      `<path d="${this.#path}" fill="none"${line}` +
        unless("stroke-linecap", lineCap, "butt") +
        unless("stroke-linejoin", lineJoin, "miter") +
        unless("stroke-dasharray", dash.map(scaled).join(" "), "") +
        unless("stroke-dashoffset", scaled(Number.isFinite(lineDashOffset) ? lineDashOffset : 0), "0"),
    );
  }

  clip(): void {
    const shape = `${this.clipping}><path d="${this.#path}"/></clipPath>`;
    const id = this.#clips.get(shape) ?? `${this.#name}-clip-${this.#clips.size + 1}`;
    this.#clips.set(shape, id);
    this.clipping = ` clip-path="url(#${id})"`;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#onPathOfItsOwn(() => this.rect(x, y, width, height), () => this.fill());
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#onPathOfItsOwn(() => this.rect(x, y, width, height), () => this.stroke());
  }

  fillText(text: string, x: number, y: number): void {
    const { font, fillStyle, textAlign, textBaseline, turn, size } = this;
    const [, weight = "400", pixels = "10"] = /(?:(\d{3}|bold) )?([\d.]+)px/.exec(font) ?? [];
    const [left, top] = this.#placed(x, y + Number(pixels) * (BASELINES[textBaseline] ?? 0));
    const place = turn === 0
      ? `x="${short(left)}" y="${short(top)}"`
      : `transform="translate(${short(left)} ${short(top)}) rotate(${short(turn * 180 / Math.PI)})"`;
    this.#add(
      `<text ${place} font-size="${short(Number(pixels) * size)}"${unless("font-weight", weight, "400")}` +
        `${unless("text-anchor", ANCHORS[textAlign] ?? "start", "start")}${paint("fill", fillStyle)}`,
      escapeXml(text),
    );
  }

  measureText(text: string): ReturnType<Ruler["measureText"]> {
    this.#ruler.font = this.font;
    return this.#ruler.measureText(text);
  }

  /** Where a point of the current transformation lies in the picture. */
  #placed(x: number, y: number): Place {
    const { origin: [left, top], turn, size } = this;
    const [cos, sin] = [size * Math.cos(turn), size * Math.sin(turn)];
    return [left + x * cos - y * sin, top + x * sin + y * cos];
  }

  #onPathOfItsOwn(trace: () => void, use: () => void): void {
    const path = this.#path;
    this.beginPath();
    trace();
    use();
    this.#path = path;
  }

  #add(open: string, text: string | null = null): void {
    const end = text === null ? "/>" : `>${text}</text>`;
    this.#elements.push(open + this.clipping + end);
  }
}

/** A colour, with its transparency separate: SVG 1.1 has no `#rrggbbaa`. */
function paint(attribute: "fill" | "stroke", color: string): string {
  const [, rgb = color, alpha] = /^(#[0-9a-f]{6})([0-9a-f]{2})$/i.exec(color) ?? [];
  const opacity = alpha === undefined ? "" : ` ${attribute}-opacity="${short(parseInt(alpha, 16) / 255)}"`;
  return ` ${attribute}="${escapeXml(rgb)}"${opacity}`;
}

function unless(attribute: string, value: string, initial: string): string {
  return value === initial ? "" : ` ${attribute}="${value}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Plain text between tags and in attributes; control characters, which XML does not have, are left out. */
export function escapeXml(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
