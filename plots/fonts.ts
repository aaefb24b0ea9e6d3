/**
 * The font of the PNGs: Inter (SIL Open Font License), Latin subset, as in `@fontsource/inter` 5.3.0. It is bundled
 * because lab machines and containers have none.
 */
import { Buffer } from "node:buffer";
import { GlobalFonts } from "@napi-rs/canvas";

export const FONT_FAMILY = "Netio Inter";

const FILES = ["inter-latin-400-normal.woff2", "inter-latin-600-normal.woff2"] as const;

/** Makes {@linkcode FONT_FAMILY} known to the canvas in weights 400 and 600. Does nothing the second time. */
export function registerFonts(): void {
  if (GlobalFonts.has(FONT_FAMILY)) return;
  for (const file of FILES) {
    const bytes = Deno.readFileSync(new URL(`./fonts/${file}`, import.meta.url));
    GlobalFonts.register(Buffer.from(bytes), FONT_FAMILY);
  }
}
