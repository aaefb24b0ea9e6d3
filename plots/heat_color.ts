/** Colours of heat-map fields, for files and page alike: `#rrggbb` in and out. */

/** For fields without a colour of their own, such as ties. */
export const NEUTRAL = "#8a8a8a";

/** The page in dark mode, as in report/page/page.css. */
export const DARK_PAPER = "#16181c";

/** `color` over `paper` at `strength` from 0 (paper) to 1. */
export function blend(color: string, strength: number, paper = "#ffffff"): string {
  const ground = channels(paper);
  const mixed = channels(color).map((channel, i) =>
    Math.round(ground[i]! + (channel - ground[i]!) * strength)
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever has the higher contrast (WCAG 2.2, relative luminance). */
export function textColorOn(background: string): string {
  const [red = 0, green = 0, blue = 0] = channels(background).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
}
