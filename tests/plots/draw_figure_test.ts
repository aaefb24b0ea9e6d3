/** PNGs drawn, decoded and looked at: size, palette, nothing outside the frame. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { looksOfModes } from "../../plots/mode_looks.ts";
import { drawPicture } from "../../plots/picture.ts";
import { renderFigures } from "../../plots/render.ts";
import { unpackedPrivately } from "../../plots/unpacking.ts";
import type { ResultRow } from "../../results/columns.ts";
import {
  FAKE_CONTEXT,
  fakeRows,
  figuresOf,
  FORTY_EIGHT_CELLS,
  FOUR_MODES,
  ONE_PLACE,
} from "./fake_results.ts";
import { withDirectory } from "../cli/program.ts";

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes each in the order red, green, blue, alpha, read as a little-endian number. */
  readonly colors: Uint32Array;
}

const WHITE = 0xffffffff;

async function decode(png: Uint8Array): Promise<Pixels> {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, colors: new Uint32Array(data.buffer, data.byteOffset, width * height) };
}

/** `#rrggbb`, opaque, as a number of {@linkcode Pixels.colors}. */
function pixelOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
  return new Uint32Array(Uint8Array.of(red!, green!, blue!, 255).buffer)[0]!;
}

/** The figures of rows, by their ids; `only` leaves all others out. */
async function drawAll(
  rows: readonly ResultRow[],
  { context = FAKE_CONTEXT, only }: { context?: typeof FAKE_CONTEXT; only?: readonly string[] } = {},
): Promise<Map<string, Pixels>> {
  const pictures = new Map<string, Pixels>();
  for (const figure of figuresOf(rows, context)) {
    if (figure.kind === "drawn" && (only?.includes(figure.id) ?? true)) {
      pictures.set(figure.id, await decode(await drawPicture(figure, "png", false)));
    }
  }
  return pictures;
}

/** How many pixels of the outermost `band` are not white. */
function inkInMargin({ width, height, colors }: Pixels, band: number): number {
  let ink = 0;
  for (let y = 0; y < height; y++) {
    const row = colors.subarray(y * width, (y + 1) * width);
    const edge = y < band || y >= height - band;
    ink += edge ? inkIn(row) : inkIn(row.subarray(0, band)) + inkIn(row.subarray(width - band));
  }
  return ink;
}

function inkIn(colors: Uint32Array): number {
  let ink = 0;
  for (const color of colors) if (color !== WHITE) ink++;
  return ink;
}

/** What a program in the checkout prints. */
function evaluate(script: string): string {
  const { stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
    cwd: new URL("../../", import.meta.url),
  }).outputSync();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

for (const [name, sweep] of [["one place", ONE_PLACE], ["48 cells", FORTY_EIGHT_CELLS]] as const) {
  Deno.test(`every figure of ${name} is 2400 pixels wide, has ink, and keeps it off its margin`, async () => {
    const pictures = await drawAll(fakeRows(sweep));
    assert(pictures.size >= 8);
    for (const [id, picture] of pictures) {
      assertEquals(picture.width, 2400, id);
      assert(picture.height > 500 && picture.height < 4000, `${id} is ${picture.height} pixels high`);
      assert(inkIn(picture.colors) > 0.01 * picture.colors.length, `${id} is all but blank`);
      assertEquals(inkInMargin(picture, 30), 0, `${id} has ink in its margin`);
    }
  });
}

Deno.test("each mode's colour is in the figures that show the mode, and no other mode's", async () => {
  const only = [
    "throughput_by_size",
    "time_per_message_by_threads",
    "cycles_per_byte_by_size",
    "repeat_spread",
  ];
  const sweep = { ...FORTY_EIGHT_CELLS, modes: ["two-copy", "zero-copy"], threads: [1] };
  const pictures = await drawAll(fakeRows(sweep), { only });
  const looks = looksOfModes(FOUR_MODES);
  for (const id of only) {
    const has = (mode: string) => pictures.get(id)!.colors.includes(pixelOf(looks.get(mode)!.color));
    assertEquals(FOUR_MODES.map(has), [true, false, false, true], id);
  }
});

Deno.test("long names and footers are wrapped or cut, not drawn over the edge", async () => {
  const long = "W".repeat(300);
  const rows = fakeRows(ONE_PLACE).map((row) => ({
    ...row,
    mode: row.mode === "one-copy" ? long : row.mode,
  }));
  const context = { ...FAKE_CONTEXT, cpuModel: `${long} ${"CPU ".repeat(100)}` };
  for (const [id, picture] of await drawAll(rows, { context })) {
    assertEquals(inkInMargin(picture, 30), 0, id);
  }
});

Deno.test("text is drawn in the bundled font, so that a machine without fonts has it too", () => {
  const script = `
    import { createCanvas } from "@napi-rs/canvas";
    import { FONT_FAMILY, registerFonts } from "./plots/fonts.ts";
    const width = (font) => {
      const context = createCanvas(10, 10).getContext("2d");
      context.font = font;
      return context.measureText("Throughput 0123456789").width;
    };
    const before = width('20px "' + FONT_FAMILY + '"');
    registerFonts();
    console.log(before, width('20px "' + FONT_FAMILY + '"'), width('600 20px "' + FONT_FAMILY + '"'));`;
  const [before, regular, bold] = evaluate(script).split(" ").map(Number);
  assert(regular !== undefined && regular > 100, `${regular}`);
  assertNotEquals(before, regular);
  assert(bold !== undefined && bold > regular, "no weight 600");
});

Deno.test("renderFigures writes the drawn figures and hands on the reasons for the others", async () => {
  await withDirectory(async (folder) => {
    const figures = figuresOf(fakeRows(ONE_PLACE));
    const rendered = await renderFigures(figures, join(folder, "plots"));
    assertEquals(rendered.map(({ figure }) => figure), figures);
    const files = [...Deno.readDirSync(join(folder, "plots"))].map((entry) =>
      join(folder, "plots", entry.name)
    );
    assertEquals(files.sort(), rendered.flatMap(({ path }) => path === null ? [] : [path]).sort());
    assertEquals(rendered.map(({ path }) => path === null), figures.map(({ kind }) => kind === "not drawn"));
  });
});

Deno.test("the native canvas is loaded when something is drawn and not before", () => {
  const script = `
    import { renderFigures } from "./plots/render.ts";
    import { fakeRows, figuresOf, ONE_PLACE } from "./tests/plots/fake_results.ts";
    const loaded = () => Deno.readTextFileSync("/proc/self/maps").includes("/skia.");
    const folder = Deno.makeTempDirSync();
    await renderFigures(figuresOf([]), folder);
    const before = loaded();
    await renderFigures(figuresOf(fakeRows(ONE_PLACE)).slice(0, 1), folder);
    Deno.removeSync(folder, { recursive: true });
    console.log(before, loaded());`;
  assertEquals(evaluate(script), "false true");
});

Deno.test("what is loaded is unpacked to a directory of the user's own, which goes afterwards, whatever came of it", async () => {
  const before = Deno.env.get("TMPDIR");
  for (const fails of [false, true]) {
    let directory = "";
    const loading = unpackedPrivately(() => {
      directory = Deno.env.get("TMPDIR")!;
      const { mode, uid } = Deno.statSync(directory);
      assertEquals([mode! & 0o777, uid], [0o700, Deno.uid()]);
      Deno.writeTextFileSync(`${directory}/library`, "x");
      return fails ? Promise.reject(new Error("no such library")) : Promise.resolve(7);
    }, true);
    if (fails) await assertRejects(() => loading, Error, "no such library");
    else assertEquals(await loading, 7);
    assertEquals(Deno.env.get("TMPDIR"), before);
    await assertRejects(() => Deno.stat(directory), Deno.errors.NotFound);
  }
});
