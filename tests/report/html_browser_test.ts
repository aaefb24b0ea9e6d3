/**
 * The report's page in a headless Chromium without a network: no errors, charts painted, keyboard, accessibility,
 * dark mode, print. Skipped where Debian's chromium is not installed (`apt-get install chromium`).
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { livePages } from "../../report/live_pages.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { fakeRows, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";
import { browserTest, open, pixelsOf } from "./browser.ts";

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

browserTest("axe finds nothing against the page's accessibility", async (browser) => {
  const { page } = await open(browser, MANY_CELLS);
  await page.evaluate(await Deno.readTextFile(fileURLToPath(import.meta.resolve("axe-core"))));
  const violations = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`);
  assertEquals(violations, []);
});

browserTest("on paper the charts fit the page and keep their proportions", async (browser) => {
  const { page } = await open(browser, MANY_CELLS);
  await page.setViewportSize({ width: 680, height: 960 });
  await page.emulateMedia({ media: "print" });
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
  await page.locator("figure").first().getByRole("button", { name: "one-copy" }).click();
  const [light, none] = await inks();
  assert(light > MANY && none < FEW, `${light} and ${none}`);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate("new Promise(requestAnimationFrame)"); // which comes after the change of the scheme
  const [no, dark] = await inks();
  assert(no < FEW && dark > MANY, `${no} and ${dark}`);
  assert(await pixelsOf(page, 0, "#009E73") < FEW);
  assert(await pixelsOf(page, 0, "#D55E00") > FEW);
  const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  assertEquals(background, "rgb(22, 24, 28)");
  assertEquals(complaints, []);
});

browserTest(
  "a page that is opened in the dark is dark and has the contrast that axe wants",
  async (browser) => {
    const { page } = await open(browser, MANY_CELLS, "dark");
    assert(await pixelsOf(page, 0, DARK_INK) > MANY);
    await page.evaluate(await Deno.readTextFile(fileURLToPath(import.meta.resolve("axe-core"))));
    const violations = await page.evaluate(`axe.run({ runOnly: ["color-contrast"] }).then(({ violations }) =>
    violations.map(({ nodes }) => nodes[0].html.slice(0, 200)))`);
    assertEquals(violations, []);
  },
);

browserTest("on paper a dark page's charts are light and as sharp as a printer", async (browser) => {
  const { page } = await open(browser, ONE, "dark");
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
  assertEquals(new TextDecoder().decode((await page.pdf({ format: "A4" })).subarray(0, 5)), "%PDF-");
});

browserTest("on paper the legend is labels, of the modes that are shown", async (browser) => {
  const { page } = await open(browser, ONE, "dark");
  await page.locator("figure").first().getByRole("button", { name: "one-copy" }).click();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
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
});

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
