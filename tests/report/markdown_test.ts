import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Block } from "../../report/document.ts";
import { toMarkdown, wordCount } from "../../report/markdown.ts";
import { EIGHT_SIZES, fakeRows, FORTY_EIGHT_CELLS, FOUR_MODES, ONE_PLACE } from "../plots/fake_results.ts";
import { fakeLoaded, fakeReport } from "./fake_report.ts";

function markdownOf(...blocks: Block[]): string {
  const document = { title: "T", subtitle: "S", sections: [{ id: "a", title: "A", blocks }] };
  return toMarkdown(document, null).split("## A\n\n")[1]!.trimEnd();
}

Deno.test("a table has its caption above and numbers to the right", () => {
  const table = {
    caption: "Cap",
    headers: 1,
    columns: [{ label: "Mode", numeric: false }, { label: "n", numeric: true }],
    rows: [["one-copy", "7"], ["two-copy", ""]],
  };
  assertEquals(
    markdownOf({ kind: "table", table }),
    "**Cap**\n\n| Mode | n |\n| --- | ---: |\n| one-copy | 7 |\n| two-copy |  |",
  );
});

Deno.test("text of other people's files cannot become markup", () => {
  const hostile = "a|b <img src=x> [x](http://e) *b* `c` \\ line\nbreak _i_ snake_case";
  const expected =
    "a\\|b \\<img src=x\\> \\[x\\](http://e) \\*b\\* \\`c\\` \\\\ line break \\_i\\_ snake_case";
  assertEquals(markdownOf({ kind: "paragraph", text: hostile }), expected);
  assertEquals(
    markdownOf({ kind: "list", items: ["# no heading", "1. no list", "- no list"] }),
    [
      "- \\# no heading",
      "- 1\\. no list",
      "- \\- no list",
    ].join("\n"),
  );
});

Deno.test("drawn figures are pictures in the plots folder, others give their reason", () => {
  const text = toMarkdown(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "plots");
  assertStringIncludes(text, "![Throughput by message size](plots/throughput_by_size.png)");
  assertStringIncludes(
    text,
    "### Cache misses by message size\n\nNot drawn, because no trial has a cache-miss counter",
  );
});

Deno.test("without PNGs the report points to the page instead of to files that are not there", () => {
  const text = toMarkdown(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), null);
  assert(!text.includes("!["));
  assertStringIncludes(text, "The chart is in the HTML report.");
});

Deno.test("the text is read from top to bottom: of any sweep fewer than 2500 words, warnings before the method", () => {
  const small = { ...ONE_PLACE, modes: FOUR_MODES, sizes: [1024, 16384, 262144], threads: [1, 2] };
  const large = { ...FORTY_EIGHT_CELLS, modes: FOUR_MODES, sizes: EIGHT_SIZES, threads: [1, 2, 4] };
  for (const sweep of [small, large]) {
    const text = toMarkdown(fakeReport(fakeLoaded(fakeRows(sweep))), "plots");
    assert(wordCount(text) < 2500, `${wordCount(text)} words`);
    assert(text.indexOf("## Warnings") < text.indexOf("## Environment"));
    assertStringIncludes(text, "In the HTML report besides: Counters and comparisons, Everything recorded.");
    assert(!/\\\[\w+, \w+/.test(text), "columns of the evidence are in the JSON");
  }
});

Deno.test("of many settings the text has fewer than 2500 words, the headline of each, and says where the rest is", () => {
  const strategies = ["recv", "recvmsg", "recv-mapped"], rates = [1, 2, 5];
  const sweep = {
    ...ONE_PLACE,
    modes: ["two-copy", "one-copy", "zero-copy"],
    sizes: [4096, 65536],
    threads: [1, 2],
  };
  const one = fakeRows(sweep);
  const rows = strategies.flatMap((rx) =>
    rates.flatMap((offered_gbps) => one.map((row) => ({ ...row, rx, offered_gbps })))
  );
  const report = fakeReport(fakeLoaded(rows));
  const text = toMarkdown(report, "plots");
  assert(wordCount(text) < 2500, `${wordCount(text)} words`);
  const [summary] = text.split("## Warnings") as [string];
  for (const rx of strategies) {
    for (const rate of rates) assertStringIncludes(summary, `${rx}, at ${rate} Gbit/s`);
  }
  assertStringIncludes(text, "108 rows, in the HTML report and in summary.csv.");
  assertMatch(text, /\d+ figures of further settings are in the HTML report\./);
  assertStringIncludes(text, "(plots/throughput_by_size.png)");
  assert(!text.includes("(plots/throughput_by_size_2.png)"));
});

Deno.test("a note that is true of many figures is written once", () => {
  const text = toMarkdown(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "plots");
  assertEquals(text.split("The kernel copied all that zero-copy sent").length, 2);
});

Deno.test("where a table says what its rows weigh, the weightiest are in the text, in their order", () => {
  const table = {
    ...{ caption: "Cap", headers: 1, columns: [{ label: "Size", numeric: false }] },
    rows: Array.from({ length: 30 }, (_, i) => [`row ${i}`]),
    weights: Array.from({ length: 30 }, (_, i) => i < 6 ? 0 : i === 20 ? 9 : 1),
  };
  const lines = markdownOf({ kind: "table", table }).split("\n");
  assertEquals(
    lines[0],
    "**Cap**: the 24 of 30 rows with the largest differences; the others are in the HTML report",
  );
  assertEquals(
    lines.slice(4).map((line) => line.replaceAll("|", "").trim()),
    Array.from({ length: 24 }, (_, i) => `row ${i + 6}`),
  );
});

Deno.test("of evidence there is the beginning, of a long table its caption", () => {
  const items = ["a", "b", "c", "d"];
  assertEquals(
    markdownOf({ kind: "folded list", title: "What was measured", items }),
    "- a\n- b\n- 2 more in the HTML report",
  );
  const table = {
    ...{ caption: "Cap", headers: 1, columns: [{ label: "Mode", numeric: false }] },
    rows: Array.from({ length: 25 }, (_, i) => [String(i)]),
  };
  assertEquals(markdownOf({ kind: "table", table }), "**Cap**: 25 rows, in the HTML report.");
});
