import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Block } from "../../report/document.ts";
import { toMarkdown } from "../../report/markdown.ts";
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
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    assert(words.length < 2500, `${words.length} words`);
    assert(text.indexOf("## Warnings") < text.indexOf("## Environment"));
    assertStringIncludes(text, "In the HTML report besides: Counters and comparisons, Everything recorded.");
    assert(!/\\\[\w+, \w+/.test(text), "columns of the evidence are in the JSON");
  }
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
