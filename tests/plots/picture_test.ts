/** Figures as SVG and PDF: text is text, nothing is a bitmap, and both say what the PNG says. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { type DrawnFigure, type Figure, PICTURE_FORMATS } from "../../plots/figure.ts";
import { withOverrides } from "../../plots/overrides.ts";
import { drawPicture } from "../../plots/picture.ts";
import { renderFigures } from "../../plots/render.ts";
import { present } from "../present.ts";
import { fakeRows, figuresOf, FORTY_EIGHT_CELLS, ONE_PLACE, TWELVE_MODES } from "./fake_results.ts";
import { elementsNamed, parseXml, type XmlElement } from "./xml.ts";
import { withDirectory } from "../cli/program.ts";

const drawn = (figures: readonly Figure[]) =>
  figures.filter((figure): figure is DrawnFigure => figure.kind === "drawn");

const FIGURES = drawn([
  ...figuresOf(fakeRows({ ...FORTY_EIGHT_CELLS, pattern: "rr" })),
  ...figuresOf(fakeRows({ ...ONE_PLACE, modes: TWELVE_MODES, repeats: 3 })),
]);

const [SIMPLE] = drawn(figuresOf(fakeRows(ONE_PLACE))) as [DrawnFigure];

async function svgOf(figure: DrawnFigure, isBare = false): Promise<XmlElement> {
  return parseXml(new TextDecoder().decode(await drawPicture(figure, "svg", isBare)));
}

function textsOf(svg: XmlElement): string[] {
  return elementsNamed(svg, "text").map(({ text }) => text);
}

async function pdfOf(figure: DrawnFigure, isBare = false): Promise<string> {
  return new TextDecoder("latin1").decode(await drawPicture(figure, "pdf", isBare));
}

/** The text of a PDF as poppler reads it; `null` where poppler is not installed. */
async function pdfText(bytes: Uint8Array): Promise<string | null> {
  const path = await Deno.makeTempFile({ suffix: ".pdf" });
  try {
    await Deno.writeFile(path, bytes);
    const { stdout } = await new Deno.Command("pdftotext", { args: ["-raw", path, "-"], stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  } finally {
    await Deno.remove(path);
  }
}

const hasPoppler = await pdfText(new Uint8Array()) !== null;

Deno.test("the tests' XML reader refuses what is not well formed", () => {
  for (
    const source of ["<a>", "<a></b>", "<a/><b/>", "<a b=c/>", "<a>&</a>", '<a b="1" b="2"/>', "<a>\x01</a>"]
  ) {
    assertThrows(() => parseXml(source), Error);
  }
  assertEquals(parseXml('<a b="1"><c>x &lt; y</c></a>').children[0]!.text, "x < y");
});

Deno.test("every figure is well-formed SVG whose text is text and which holds no bitmap", async () => {
  assert(FIGURES.length > 15);
  for (const figure of FIGURES) {
    const svg = await svgOf(figure);
    assertEquals(svg.name, "svg", figure.id);
    assertEquals([...elementsNamed(svg, "image"), ...elementsNamed(svg, "foreignObject")], [], figure.id);
    assertStringIncludes(svg.attributes.get("font-family")!, "sans-serif");
    const texts = textsOf(svg);
    for (const text of [figure.title, ...figure.legend.map(({ label }) => label)]) {
      assert(texts.includes(text), `${figure.id} lacks ${text}`);
    }
    for (const text of texts) assert(text.trim() !== "", `${figure.id} has an empty text`);
  }
});

Deno.test("numbers of an SVG are numbers, and what clips is there", async () => {
  const svg = await svgOf(SIMPLE);
  const ids = new Set(elementsNamed(svg, "clipPath").map(({ attributes }) => attributes.get("id")));
  assert(ids.size > 0);
  for (const { attributes } of [...elementsNamed(svg, "path"), ...elementsNamed(svg, "text")]) {
    for (const [name, value] of attributes) {
      if (name === "clip-path") assert(ids.has(/^url\(#(.+)\)$/.exec(value)?.[1]), value);
      assert(!/NaN|undefined|Infinity|e[+-]\d/.test(value), `${name}="${value}"`);
    }
  }
});

Deno.test("dashed lines and colours with transparency are such in SVG 1.1", async () => {
  const paths = elementsNamed(await svgOf(SIMPLE), "path").map(({ attributes }) => attributes);
  const dashes = new Set(paths.map((path) => path.get("stroke-dasharray")));
  for (const { dash } of SIMPLE.legend) assert(dash!.length === 0 || dashes.has(dash!.join(" ")), `${dash}`);
  const spread = present(FIGURES.find(({ id }) => id === "repeat_spread"));
  const fills = elementsNamed(await svgOf(spread), "path").map(({ attributes }) => attributes);
  assert(fills.some((fill) => fill.get("fill-opacity") === "0.31"));
  for (const fill of fills) assert(!/^#.{8}$/.test(fill.get("fill") ?? ""), "a colour that SVG 1.1 has not");
});

Deno.test("text that is markup elsewhere, or nothing, is text in an SVG", async () => {
  const title = `</text><script>alert("1")</script>\x07 & ]]>`;
  const svg = await svgOf({ ...SIMPLE, title, notes: [] });
  assertEquals(elementsNamed(svg, "script"), []);
  assert(textsOf(svg).includes(title.replace("\x07", "")));
});

Deno.test("a PDF has its fonts inside, a title, and no bitmap", async () => {
  for (const figure of FIGURES) {
    const pdf = await pdfOf(figure);
    assert(pdf.startsWith("%PDF-"), figure.id);
    const fonts = new Set([...pdf.matchAll(/\/FontFile2 (\d+) 0 R/g)].map(([, object]) => object));
    assertEquals(fonts.size, 2, `${figure.id}: Inter regular and semi-bold`);
    assert(!/\/Subtype\s*\/Image/.test(pdf), `${figure.id} holds a bitmap`);
    assertStringIncludes(pdf, `/Title (${figure.title})`);
  }
});

Deno.test("a PDF is as wide as a page's text", async () => {
  const [, width] = /\/MediaBox \[0 0 ([\d.]+) [\d.]+\]/.exec(await pdfOf(SIMPLE)) ?? [];
  assertEquals(Math.round(Number(width) / 72 * 25.4), 180);
});

Deno.test({
  name: `what a PDF says can be copied, signs included${
    hasPoppler ? "" : " (skipped: there is no pdftotext)"
  }`,
  ignore: !hasPoppler,
  fn: async () => {
    const solid = (text: string) => text.replaceAll(/\s/g, "");
    for (const figure of FIGURES) {
      const text = solid(await pdfText(await drawPicture(figure, "pdf", false)) ?? "");
      for (const part of textsOf(await svgOf(figure))) assertStringIncludes(text, solid(part), figure.id);
    }
  },
});

Deno.test("a bare figure has legend, axes and panels, but none of the words around them", async () => {
  const figure = present(FIGURES.find(({ notes, panels }) => notes.length > 0 && panels.length > 1));
  const [whole, bare] = [await svgOf(figure), await svgOf(figure, true)].map(textsOf);
  const gone = whole!.filter((text) => !bare!.includes(text)).join(" ");
  for (const words of [figure.title, figure.subtitle, ...figure.notes, figure.footer]) {
    assertStringIncludes(gone, words);
  }
  for (const label of [...figure.legend.map((entry) => entry.label), figure.panels[0]!.title]) {
    assert(bare!.includes(label), label);
  }
  const height = async (isBare: boolean) => Number((await svgOf(figure, isBare)).attributes.get("height"));
  assert(await height(true) < await height(false) - 60);
});

Deno.test("renderFigures writes a file for every format asked for", async () => {
  await withDirectory(async (folder) => {
    const rendered = await renderFigures([SIMPLE], folder, { formats: PICTURE_FORMATS, isBare: true });
    const paths = PICTURE_FORMATS.map((format) => join(folder, `${SIMPLE.id}.${format}`));
    assertEquals(rendered.map(({ path }) => path), paths);
    const starts = paths.map((path) => String.fromCharCode(...Deno.readFileSync(path).subarray(0, 4)));
    assertEquals(starts, ["\x89PNG", "<svg", "%PDF"]);
  });
});

Deno.test("the same figure is the same file", async () => {
  for (const format of PICTURE_FORMATS) {
    assertEquals(await drawPicture(SIMPLE, format, false), await drawPicture(SIMPLE, format, false), format);
  }
});

class Counter {
  static made = 0;
  #count = 1;
  step = 2;

  get count(): number {
    return this.#count;
  }

  set count(count: number) {
    this.#count = count;
  }

  add(): number {
    return this.#count += this.step;
  }

  reset(): void {
    this.#count = 0;
  }
}

class Loud extends Counter {
  name = "loud";
}

Deno.test("members are forwarded, those of parents too, but for those that are replaced", () => {
  const target = new Loud();
  const other = withOverrides(target, { name: "quiet", reset: () => {} });
  other.step = 10;
  other.count += 5;
  other.reset();
  assertEquals([other.add(), target.count, target.step, other.name, target.name], [
    16,
    16,
    10,
    "quiet",
    "loud",
  ]);
});
