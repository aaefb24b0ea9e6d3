/** Figures as files. The canvas (a native library) and chart.js are loaded here, when the first figure is drawn. */
import { join } from "node:path";
import type { DrawnFigure, Figure, MissingFigure, PictureFormat } from "./figure.ts";
import { unpackedPrivately } from "./unpacking.ts";

/** The outcome of a figure: a file, or the reason why there is none. */
type RenderedFigure = { readonly figure: DrawnFigure; readonly path: string } | {
  readonly figure: MissingFigure;
  readonly path: null;
};

/** Their pixels take up to 50 MB each. */
const MOST_UNWRITTEN = 2;

/** How figures are written. */
export interface Rendering {
  readonly formats?: readonly PictureFormat[];
  /** Without title, subtitle, notes and footer. */
  readonly isBare?: boolean;
}

/**
 * Draws each figure as `outDir`/id in every format, PNG by default, making the folder if need be. Throws where the
 * files cannot be written or the canvas has no build for this system.
 */
export async function renderFigures(
  figures: readonly Figure[],
  outDir: string,
  { formats = ["png"], isBare = false }: Rendering = {},
): Promise<RenderedFigure[]> {
  await Deno.mkdir(outDir, { recursive: true });
  const rendered: RenderedFigure[] = [];
  let picture: typeof import("./picture.ts") | undefined;
  const unwritten: Promise<void>[] = [];
  for (const figure of figures) {
    if (figure.kind === "not drawn") {
      rendered.push({ figure, path: null });
      continue;
    }
    Deno.env.set("DISABLE_SYSTEM_FONTS_LOAD", "1"); // the canvas fails where a user has no HOME; ours is bundled
    picture ??= await unpackedPrivately(() => import("./picture.ts"));
    for (const format of formats) {
      const path = join(outDir, `${figure.id}.${format}`);
      // drawn while those before are compressed and written
      const written = writePicture(path, picture.drawPicture(figure, format, isBare));
      written.catch(() => {}); // is awaited below, where one before may fail first
      unwritten.push(written);
      if (unwritten.length > MOST_UNWRITTEN) await unwritten.shift();
      rendered.push({ figure, path });
    }
  }
  for (const written of unwritten) await written;
  return rendered;
}

async function writePicture(path: string, picture: Promise<Uint8Array>): Promise<void> {
  await Deno.writeFile(path, await picture);
}
