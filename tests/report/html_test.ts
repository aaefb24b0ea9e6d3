import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { blend, DARK_PAPER, NEUTRAL } from "../../plots/colors.ts";
import { type Block, foldedList, textColumn } from "../../report/document.ts";
import { PAGE_BYTES, PageRoom, toHtml } from "../../report/html.ts";
import { proseHtml, scriptJson, scriptSource } from "../../report/html_text.ts";
import type { ResultRow } from "../../results/columns.ts";
import { FAKE_CONTEXT, fakeRows, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";
import { fakeLoaded, fakeReport } from "./fake_report.ts";

const HOSTILE = `"><script>alert(1)</script><b a='`;

/** The page without its scripts and styles. */
function markup(page: string): string {
  return page.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, "");
}

Deno.test("names from other people's files are text in every place of the page", async () => {
  const rows = fakeRows(ONE_PLACE).map((row): ResultRow => ({
    ...row,
    mode: row.mode === "one-copy" ? HOSTILE : row.mode,
    warnings: HOSTILE,
  }));
  const loaded = fakeLoaded(rows, { source: HOSTILE, notes: [HOSTILE], environment: { [HOSTILE]: HOSTILE } });
  const page = await toHtml(fakeReport(loaded, { ...FAKE_CONTEXT, cpuModel: HOSTILE }));
  assert(!page.includes("<script>alert"));
  assert(!markup(page).includes("<b a="));
  assertStringIncludes(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
});

Deno.test("nothing inside a script element can end it", () => {
  assertEquals(scriptJson({ text: "</script><!--" }), '{"text":"\\u003c/script>\\u003c!--"}');
  assertEquals(scriptSource('x = "</SCRIPT>"'), 'x = "<\\/script>"');
});

Deno.test("the page names no address to fetch anything from", async () => {
  const page = await toHtml(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS))));
  assertEquals(markup(page).match(/(src|href)="(?!#)[^"]*"/g), null);
  assertEquals(page.match(/@import|url\(/g), null);
  assertStringIncludes(page, "default-src 'none'");
});

Deno.test("every table has a caption, every header cell a scope, every id is unique", async () => {
  const page = markup(await toHtml(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS)))));
  const tables = page.split("<table").length - 1;
  assert(tables > 10);
  assertEquals(page.split("<caption>").length - 1, tables);
  assertEquals(page.match(/<th(?![a-z])(?! scope=)/g), null);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("every canvas has a description in words and its numbers in a table of the same figure", async () => {
  const page = markup(await toHtml(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS)))));
  const figures = page.match(/<figure[^]*?<\/figure>/g) ?? [];
  const charts = figures.filter((figure) => figure.includes("<canvas"));
  assert(charts.length >= 7);
  for (const figure of charts) {
    assertEquals(figure.match(/<canvas(?![^>]*aria-label="[^"]{20,}")/g), null);
    assertStringIncludes(figure, "<summary>The numbers of this figure</summary>");
    assertStringIncludes(figure, "<tbody><tr>");
  }
});

Deno.test("the style sheet's dark paper is the one that fields of maps are mixed with", async () => {
  const page = await toHtml(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS))));
  assertStringIncludes(page, `--paper: ${DARK_PAPER};`);
  assertStringIncludes(page, `--dark:${blend(NEUTRAL, 0.3, DARK_PAPER)}`);
});

Deno.test("numbers and their units are not torn apart at the end of a line", async () => {
  assertStringIncludes(await toHtml(fakeReport(fakeLoaded(fakeRows(ONE_PLACE)))), "16\u00a0KiB");
});

Deno.test("a page stays below 10 MB, whatever it is of, and names what has no room", async () => {
  const columns = Array.from({ length: 6 }, (_, i) => textColumn(`column ${i}`));
  const rows = Array.from({ length: 1000 }, (_, i) => columns.map(() => `${i}.123 (µs)`));
  const tables = Array.from({ length: 9 }, (_, i): Block => ({
    kind: "table",
    table: { caption: `table ${i}`, columns, headers: 1, rows },
  }));
  const figures = fakeReport(fakeLoaded(fakeRows(ONE_PLACE))).sections
    .flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === "figure"));
  const evidence = foldedList("What was measured", Array.from({ length: 4000 }, () => "x".repeat(100)));
  const blocks = [...evidence, ...tables, ...figures];
  const limit = 1_500_000;
  assert(PAGE_BYTES < 10_000_000 - 10_000);
  const page = await toHtml(
    { title: "t", subtitle: "s", sections: [{ id: "a", title: "a", blocks }] },
    new PageRoom(limit),
  );
  const bytes = new TextEncoder().encode(page).length;
  assert(bytes < limit + 10_000 && bytes > limit / 2, `${bytes}`);
  assertStringIncludes(page, '<li>2000 more with netio analyze <span class="whole">--json</span></li>');
  assertStringIncludes(page, "table 8: left out, since the page would be larger than 10 MB.");
  assertEquals(page.split("<canvas").length - 1, JSON.parse(specsOf(page)).length);
});

function specsOf(page: string): string {
  return /id="chart-specs">(.*)<\/script>/.exec(page)![1]!;
}

Deno.test("numbers keep their units, and options their dashes, on one line", () => {
  assertEquals(
    proseHtml("raise --rcvbuf, or --max-time of 5 % and 16 KiB"),
    'raise <span class="whole">--rcvbuf</span>, or <span class="whole">--max-time</span> of 5\u00a0% and 16\u00a0KiB',
  );
});

Deno.test("text that looks like markup or like an option in the middle of a word is text", () => {
  assertEquals(
    proseHtml("<b>--x</b> a--b ---c"),
    '&lt;b&gt;<span class="whole">--x</span>&lt;/b&gt; a--b ---c',
  );
});
