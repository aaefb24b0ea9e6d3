/** How the report's page uses a desktop's and a phone's width, in a headless Chromium. */
import { assert, assertMatch } from "@std/assert";
import { fakeRows, FORTY_EIGHT_CELLS } from "../plots/fake_results.ts";
import { browserTest, open } from "./browser.ts";
import { madeUpRows } from "./made_up_trials.ts";

const DESKTOP = 1280, PHONE = 390;

browserTest("nothing hangs out of the page, below its last section or beside it", async (browser) => {
  const { page } = await open(browser, fakeRows(FORTY_EIGHT_CELLS));
  for (const width of [DESKTOP, PHONE]) {
    await page.setViewportSize({ width, height: 900 });
    const [scrollHeight, body, scrollWidth] = await page.evaluate(`[
      document.documentElement.scrollHeight,
      document.body.getBoundingClientRect().height,
      document.documentElement.scrollWidth,
    ]`) as [number, number, number];
    assert(scrollHeight <= body + 1, `${scrollHeight} of a body of ${body} at ${width}`);
    assert(scrollWidth <= width, `${scrollWidth} at ${width}`);
  }
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
    await page.setViewportSize({ width: DESKTOP, height: 900 });
    const desktop = await widths();
    assertMatch(desktop.text, /tie: two-copy, one-copy.*survives Holm/s);
    assert(desktop.table <= desktop.room, `${desktop.table} in ${desktop.room}`);
    await page.setViewportSize({ width: PHONE, height: 900 });
    const phone = await widths();
    assert(phone.best <= phone.room, `${phone.best} in ${phone.room}`);
    assert(phone.table > phone.room && phone.hasSign, JSON.stringify(phone));
  },
);
