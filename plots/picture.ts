/**
 * A figure as the bytes of a file. PNG has three pixels per unit, two where it is long; PDF is 18 cm wide, as a page's
 * text; SVG is measured in units. This module loads the native canvas, so it is imported when something is drawn and not before.
 */
import { createCanvas, PDFDocument } from "@napi-rs/canvas";
import type { Context } from "./context.ts";
import { drawFigure, type Layout, layOut } from "./draw_figure.ts";
import type { DrawnFigure, PictureFormat } from "./figure.ts";
import { registerFonts } from "./fonts.ts";
import { FIGURE_WIDTH } from "./panel_grid.ts";
import { withPlainText } from "./pdf_text.ts";
import { escapeXml, SvgContext } from "./svg_context.ts";

/** Points of 1/72 inch in 18 cm. */
const PDF_WIDTH = 18 / 2.54 * 72;
/** Inter where a reader has it; the others are near it in width. */
const SVG_FONTS = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/** The file's bytes. The figure is drawn at once; a PNG is then compressed by another thread. */
export async function drawPicture(
  figure: DrawnFigure,
  format: PictureFormat,
  isBare: boolean,
): Promise<Uint8Array> {
  registerFonts();
  const layout = layOut(createCanvas(1, 1).getContext("2d"), figure, isBare);
  switch (format) {
    case "png":
      return await toPng(figure, layout);
    case "svg":
      return toSvg(figure, layout);
    case "pdf":
      return toPdf(figure, layout);
  }
}

function toPng(figure: DrawnFigure, layout: Layout): Promise<Uint8Array> {
  const { height, pixelsPerUnit } = layout;
  const canvas = createCanvas(FIGURE_WIDTH * pixelsPerUnit, height * pixelsPerUnit);
  const context = canvas.getContext("2d");
  context.scale(pixelsPerUnit, pixelsPerUnit);
  drawFigure(context, figure, layout);
  return canvas.encode("png");
}

/** Text stays text, with its font inside. */
function toPdf(figure: DrawnFigure, layout: Layout): Uint8Array {
  const document = new PDFDocument({ title: figure.title, subject: figure.subtitle, creator: "netio" });
  const scale = PDF_WIDTH / FIGURE_WIDTH;
  const context = document.beginPage(PDF_WIDTH, layout.height * scale);
  context.scale(scale, scale);
  drawFigure(withPlainText(context), figure, layout);
  document.endPage();
  return document.close();
}

function toSvg(figure: DrawnFigure, layout: Layout): Uint8Array {
  const context = new SvgContext(createCanvas(1, 1).getContext("2d"), figure.id);
  drawFigure(context as unknown as Context, figure, layout);
  const size = `width="${FIGURE_WIDTH}" height="${layout.height}"`;
  return new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${FIGURE_WIDTH} ${layout.height}" role="img"` +
      ` font-family="${SVG_FONTS}">\n<title>${escapeXml(figure.title)}</title>\n` +
      `<desc>${escapeXml(figure.subtitle)}</desc>\n${context.content()}\n</svg>\n`,
  );
}
