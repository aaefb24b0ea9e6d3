/** Pages of reports in a headless Chromium without a network, for tests; where it is not installed they are skipped. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { toHtml } from "../../report/html.ts";
import type { ResultRow } from "../../results/columns.ts";
import { fakeLoaded, fakeReport } from "./fake_report.ts";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

function isInstalled(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const missing = !isInstalled(CHROMIUM);

/** One browser for all tests of a file, from the first that needs it. */
let started: Promise<Browser> | null = null;

Deno.test.afterAll(async () => {
  await (await started)?.close();
});

export function browserTest(name: string, check: (browser: Browser) => Promise<void>): void {
  Deno.test({
    name: missing ? `${name} (skipped: there is no ${CHROMIUM})` : name,
    ignore: missing,
    // The browser's process and pipes belong to playwright, which ends them in close().
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      started ??= chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
      await check(await started);
    },
  });
}

const SCREEN = { width: 1200, height: 900 };

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

type ColorScheme = "light" | "dark";

/** Reports that are open, by rows and colour scheme: each takes seconds to write, to load and to paint. */
const opened: Readonly<Record<ColorScheme, Map<readonly ResultRow[], Promise<OpenPage>>>> = {
  light: new Map(),
  dark: new Map(),
};

/**
 * The report of the rows, opened from disk, offline, in that colour scheme. Tests of a file share it: each finds it on a
 * screen of 1200 pixels, and leaves its modes as they were.
 */
export async function open(
  browser: Browser,
  rows: readonly ResultRow[],
  colorScheme: ColorScheme = "light",
): Promise<OpenPage> {
  const shared = await opened[colorScheme].getOrInsertComputed(rows, () => load(browser, rows, colorScheme));
  await resize(shared.page, SCREEN);
  await emulate(shared.page, { media: "screen", colorScheme });
  return shared;
}

/** Shows the page as it is on a screen or on paper, in a colour scheme; charts have been painted anew when it returns. */
export async function emulate(page: Page, media: Parameters<Page["emulateMedia"]>[0]): Promise<void> {
  await page.emulateMedia(media);
  await page.evaluate(PAINTED);
}

/** Gives the page's window a size; charts have taken theirs when it returns. */
export async function resize(page: Page, size: Parameters<Page["setViewportSize"]>[0]): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(PAINTED);
}

/** Charts hear of a change in one frame, and are painted in the next. */
const PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

async function load(
  browser: Browser,
  rows: readonly ResultRow[],
  colorScheme: ColorScheme,
): Promise<OpenPage> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "report.html");
  await Deno.writeTextFile(path, await toHtml(fakeReport(fakeLoaded(rows))));
  const context = await browser.newContext({ offline: true, viewport: SCREEN, colorScheme });
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
export function pixelsOf(page: Page, canvas: number, color: string | null): Promise<number> {
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
