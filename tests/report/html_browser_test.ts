/**
 * The report's page in a headless Chromium without a network: no errors, charts painted, keyboard, accessibility,
 * dark mode, print, a desktop's and a phone's width. Skipped where Debian's chromium is not installed
 * (`apt-get install chromium`).
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { livePages } from "../../report/live_pages.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { fakeRows, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";
import { browserTest, emulate, open, pixelsOf, resize } from "./browser.ts";
import { madeUpRows } from "./made_up_trials.ts";

const ONE = fakeRows(ONE_PLACE), MANY_CELLS = fakeRows(FORTY_EIGHT_CELLS);

for (const [name, rows] of [["one place", ONE], ["48 cells", MANY_CELLS]] as const) {
  browserTest(
    `the page of ${name} opens from disk, offline, without a complaint, and paints every canvas`,
    async (browser) => {
      const { page, complaints, requests } = await open(browser, rows);
      const canvases = await page.locator("canvas").count();
      assert(canvases >= 6);
      for (let i = 0; i < canvases; i++) assert(await pixelsOf(page, i, null) > 1000, `canvas ${i} is blank`);
      assertEquals(complaints, []);
      assertEquals(requests.map((url) => url.slice(0, 8)), ["file:///"]);
    },
  );
}

browserTest(
  "a legend button hides its mode in every panel of its figure and shows it again",
  async (browser) => {
    const { page, complaints } = await open(browser, ONE);
    const twoCopy = "#0072B2";
    assert(await pixelsOf(page, 0, twoCopy) > 0);
    const button = page.locator("figure").first().getByRole("button", { name: "two-copy" });
    await button.press("Enter");
    assertEquals(await button.getAttribute("aria-pressed"), "false");
    assertEquals(await pixelsOf(page, 0, twoCopy), 0);
    await button.press("Enter");
    assert(await pixelsOf(page, 0, twoCopy) > 0);
    assertEquals(complaints, []);
  },
);

const DESKTOP = 1280, PHONE = 390;

browserTest("nothing hangs out of the page, below its last section or beside it", async (browser) => {
  const { page } = await open(browser, MANY_CELLS);
  for (const width of [DESKTOP, PHONE]) {
    await resize(page, { width, height: 900 });
    const [scrollHeight, body, scrollWidth] = await page.evaluate(`[
      document.documentElement.scrollHeight,
      document.body.getBoundingClientRect().height,
      document.documentElement.scrollWidth,
    ]`) as [number, number, number];
    assert(scrollHeight <= body + 1, `${scrollHeight} of a body of ${body} at ${width}`);
    assert(scrollWidth <= width, `${scrollWidth} at ${width}`);
  }
});

browserTest("arrow keys on a chart read out one point after the other", async (browser) => {
  const { page } = await open(browser, MANY_CELLS);
  const figure = page.locator("figure").first();
  const canvas = figure.locator("canvas").first();
  await canvas.press("ArrowRight");
  const first = await figure.getByRole("status").textContent();
  assertMatch(first ?? "", /^two-copy, 16 KiB, 1 thread: .*Gbit\/s/);
  await canvas.press("ArrowRight");
  assertMatch(await figure.getByRole("status").textContent() ?? "", /^two-copy, 64 KiB/);
  await canvas.press("ArrowDown");
  assertMatch(await figure.getByRole("status").textContent() ?? "", /^one-copy, 16 KiB/);
  await canvas.press("ArrowUp");
  assertEquals(await figure.getByRole("status").textContent(), first);
});

browserTest(
  "axe finds nothing against the page's accessibility, nor against its contrast in the dark",
  async (browser) => {
    const { page } = await open(browser, MANY_CELLS);
    await page.evaluate(await Deno.readTextFile(fileURLToPath(import.meta.resolve("axe-core"))));
    const violations = (options: string) =>
      page.evaluate(`axe.run(${options}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`);
    assertEquals(await violations("{}"), []);
    await emulate(page, { colorScheme: "dark" });
    assertEquals(await violations('{ runOnly: ["color-contrast"] }'), []);
  },
);

browserTest("on paper the charts fit the page and keep their proportions", async (browser) => {
  const { page } = await open(browser, MANY_CELLS);
  await resize(page, { width: 680, height: 960 });
  await emulate(page, { media: "print" });
  const boxes = await page.evaluate(`[...document.querySelectorAll("canvas")].map((canvas) => {
    const { left, right, width, height } = canvas.getBoundingClientRect();
    return { left, right, distortion: (width / height) / (canvas.width / canvas.height) };
  })`) as { left: number; right: number; distortion: number }[];
  assertNotEquals(boxes.length, 0);
  for (const { left, right, distortion } of boxes) {
    assert(left >= 0 && right <= 680, `from ${left} to ${right}`);
    assert(Math.abs(distortion - 1) < 0.02, `${distortion}`);
  }
});

/** The colours of the text of charts, as page.css has them; soft edges have some pixels of any colour. */
const LIGHT_INK = "#1a1a1a", DARK_INK = "#e6e6e6", MANY = 100, FEW = 20;

browserTest("charts follow the reader's colour scheme, and hidden modes stay hidden", async (browser) => {
  const { page, complaints } = await open(browser, ONE);
  const inks = async () => [await pixelsOf(page, 0, LIGHT_INK), await pixelsOf(page, 0, DARK_INK)] as const;
  const button = page.locator("figure").first().getByRole("button", { name: "one-copy" });
  await button.click();
  const [light, none] = await inks();
  assert(light > MANY && none < FEW, `${light} and ${none}`);

  await emulate(page, { colorScheme: "dark" });
  const [no, dark] = await inks();
  assert(no < FEW && dark > MANY, `${no} and ${dark}`);
  assert(await pixelsOf(page, 0, "#009E73") < FEW);
  assert(await pixelsOf(page, 0, "#D55E00") > FEW);
  const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  assertEquals(background, "rgb(22, 24, 28)");
  await button.click();
  assertEquals(complaints, []);
});

browserTest(
  "a page that is opened in the dark is dark; on paper its charts are light and as sharp as a printer",
  async (browser) => {
    const { page } = await open(browser, ONE, "dark");
    assert(await pixelsOf(page, 0, DARK_INK) > MANY);
    const pixels = () =>
      page.evaluate(
        `(({ width, clientWidth }) => Math.round(width / clientWidth))(document.querySelector("canvas"))`,
      );
    const before = await pixels();
    await page.evaluate(`dispatchEvent(new Event("beforeprint"))`);
    assertEquals(await pixels(), 4);
    assert(await pixelsOf(page, 0, DARK_INK) < FEW);
    assert(await pixelsOf(page, 0, LIGHT_INK) > MANY);
    await page.evaluate(`dispatchEvent(new Event("afterprint"))`);
    assertEquals(await pixels(), before);
    assert(await pixelsOf(page, 0, LIGHT_INK) < FEW);
  },
);

browserTest("on paper the legend is labels, of the modes that are shown", async (browser) => {
  const { page } = await open(browser, ONE, "dark");
  const button = page.locator("figure").first().getByRole("button", { name: "one-copy" });
  await button.click();
  await emulate(page, { media: "print" });
  const buttons = await page.evaluate(
    `[...document.querySelector("figure").querySelectorAll("button[data-series]")].map((button) => {
      const { borderTopWidth, display, color } = getComputedStyle(button);
      return { series: button.dataset.series, borderTopWidth, shown: display !== "none", color };
    })`,
  ) as { series: string; borderTopWidth: string; shown: boolean; color: string }[];
  assertEquals(buttons.map(({ series, shown }) => [series, shown]), [
    ["two-copy", true],
    ["per-field", true],
    ["one-copy", false],
    ["zero-copy", true],
  ]);
  for (const { borderTopWidth, color } of buttons.filter(({ shown }) => shown)) {
    assertEquals([borderTopWidth, color], ["0px", "rgb(26, 26, 26)"]);
  }
  await emulate(page, { media: "screen" });
  await button.click();
});

/** A tie at the small size, and a lead that survives Holm's correction at the other. */
const ANSWERED = madeUpRows({
  modes: { "two-copy": () => 10, "one-copy": (size) => size < 4096 ? 10 : 13, "zero-copy": () => 4 },
  threads: [1, 2],
  noise: 0.03,
  repeats: 12,
  columns: ({ mode }) => mode === "zero-copy" ? { effective_copy: "copied" } : {},
});

browserTest(
  "the answer's table fits a desktop, on a phone its best mode, with a sign that more follows",
  async (browser) => {
    const { page } = await open(browser, ANSWERED);
    const widths = () =>
      page.evaluate(`(() => {
      const box = document.querySelector("#summary .scroll");
      const best = box.querySelector("tbody tr td"); // after the two header fields
      const shadow = getComputedStyle(box).backgroundAttachment.split(", ");
      return {
        text: box.textContent,
        room: box.clientWidth,
        table: box.scrollWidth,
        best: best.getBoundingClientRect().right - box.getBoundingClientRect().left,
        hasSign: ["local", "scroll"].every((one) => shadow.includes(one)),
      };
    })()`) as Promise<{ text: string; room: number; table: number; best: number; hasSign: boolean }>;
    await resize(page, { width: DESKTOP, height: 900 });
    const desktop = await widths();
    assertMatch(desktop.text, /tie: two-copy, one-copy.*survives Holm/s);
    assert(desktop.table <= desktop.room, `${desktop.table} in ${desktop.room}`);
    await resize(page, { width: PHONE, height: 900 });
    const phone = await widths();
    assert(phone.best <= phone.room, `${phone.best} in ${phone.room}`);
    assert(phone.table > phone.room && phone.hasSign, JSON.stringify(phone));
  },
);

browserTest(
  "a live page says how far it is, and keeps what was opened and switched off as rows come",
  async (browser) => {
    const trials = join(await Deno.makeTempDir(), "trials.csv");
    const lines = ONE.map(csvLine);
    Deno.writeTextFileSync(trials, csvHeader() + lines.slice(0, 12).join(""));
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      livePages([trials], null),
    );
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const frame = page.frameLocator("iframe");
    const numbers = frame.locator("figure details").first(),
      series = frame.locator("button[data-series]").first();
    await numbers.locator("summary").click();
    await series.click();
    await page.locator("p", { hasText: /^12 trials$/ }).waitFor();
    Deno.writeTextFileSync(trials, lines.slice(12).join(""), { append: true });
    const reloaded = page.waitForEvent("framenavigated");
    await page.evaluate("look()");
    await reloaded;
    await frame.locator("button[aria-pressed=false]").waitFor();
    assertEquals(await numbers.getAttribute("open"), "");
    assertEquals(await series.getAttribute("aria-pressed"), "false");
    await page.locator("p", { hasText: /^28 trials$/ }).waitFor();
  },
);
