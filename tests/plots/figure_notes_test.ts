import { assertEquals } from "@std/assert";
import { copiedNotes } from "../../plots/figure_text.ts";
import { tabulate } from "../../results/cells.ts";
import { fakeRows, ONE_PLACE } from "./fake_results.ts";

Deno.test("several modes that were copied are named in one list", () => {
  const noteOf = (modes: readonly string[]) =>
    copiedNotes(tabulate(fakeRows({ ...ONE_PLACE, modes })).tables[0]!);
  const sentence = (modes: string) => [
    `The kernel copied all that ${modes} sent: this is the overhead of requesting zero-copy.`,
  ];
  assertEquals(noteOf(["one-copy", "zero-copy"]), sentence("zero-copy"));
  assertEquals(noteOf(["zero-copy", "uring-zero-copy"]), sentence("zero-copy and uring-zero-copy"));
  assertEquals(
    noteOf(["zero-copy", "uring-zero-copy", "zero-copy-contiguous", "uring-zero-copy-fixed"]),
    sentence("zero-copy, uring-zero-copy, zero-copy-contiguous and uring-zero-copy-fixed"),
  );
});
