import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Block } from "../../report/document.ts";
import { toMarkdown } from "../../report/markdown.ts";
import { fakeRows, ONE_PLACE } from "../plots/fake_results.ts";
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
