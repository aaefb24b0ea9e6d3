/** Text as HTML has it: nothing in it is markup, and what belongs together stays on one line. */
import { assertEquals } from "@std/assert";
import { proseHtml } from "../../report/html_text.ts";

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
