/**
 * The report's page in a headless Chromium without a network: no errors, charts painted, keyboard, accessibility,
 * print. Skipped where Debian's chromium is not installed (`apt-get install chromium`).
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { toHtml } from "../../report/html.ts";
import type { ResultRow } from "../../results/columns.ts";
import { fakeRows, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";
import { fakeLoaded, fakeReport } from "./fake_report.ts";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function isInstalled(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const missing = !isInstalled(CHROMIUM);

function browserTest(name: string, check: (browser: Browser) => Promise<void>): void {
  Deno.test({
    name: missing ? `${name} (skipped: there is no ${CHROMIUM})` : name,
    ignore: missing,
    // The browser's process and pipes belong to playwright, which ends them in close().
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
      try {
        await check(browser);
      } finally {
        await browser.close();
      }
    },
  });
}

interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

/** Opens the report of the rows from disk, offline. */
async function open(browser: Browser, rows: readonly ResultRow[]): Promise<OpenPage> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "report.html");
  await Deno.writeTextFile(path, await toHtml(fakeReport(fakeLoaded(rows))));
  const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  await Deno.remove(folder, { recursive: true });
  return { page, complaints, requests };
}

/** How many pixels of a canvas have exactly the colour `#rrggbb`; `null` counts all that are not transparent. */
function pixelsOf(page: Page, canvas: number, color: string | null): Promise<number> {
  return page.evaluate(`(() => {
    const { width, height } = document.querySelectorAll("canvas")[${canvas}];
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    copy.drawImage(document.querySelectorAll("canvas")[${canvas}], 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const wanted = ${
    color === null ? null : JSON.stringify([1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)))
  };
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (wanted ? wanted.every((channel, k) => data[i + k] === channel) : data[i + 3] > 0) count++;
    }
    return count;
  })()`);
}

for (const [name, sweep] of [["one place", ONE_PLACE], ["48 cells", FORTY_EIGHT_CELLS]] as const) {
  browserTest(
    `the page of ${name} opens from disk, offline, without a complaint, and paints every canvas`,
    async (browser) => {
      const { page, complaints, requests } = await open(browser, fakeRows(sweep));
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
    const { page, complaints } = await open(browser, fakeRows(ONE_PLACE));
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
  const { page } = await open(browser, fakeRows(FORTY_EIGHT_CELLS));
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
  const { page } = await open(browser, fakeRows(FORTY_EIGHT_CELLS));
  await page.evaluate(await Deno.readTextFile(fileURLToPath(import.meta.resolve("axe-core"))));
  const violations = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`);
  assertEquals(violations, []);
});

browserTest("on paper the charts fit the page and keep their proportions", async (browser) => {
  const { page } = await open(browser, fakeRows(FORTY_EIGHT_CELLS));
  assertEquals(new TextDecoder().decode((await page.pdf({ format: "A4" })).subarray(0, 5)), "%PDF-");
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
