/** Two result sets as `compare` tells them: the tally, both sets' warnings, and cells in the order people read. */
import { assert, assertEquals } from "@std/assert";
import { changesLines } from "../../../cli/text/changes_text.ts";
import { compareResults, comparisonJson, type ResultsComparison } from "../../../report/two_sets.ts";
import { tabulate } from "../../../results/cells.ts";
import type { ResultRow } from "../../../results/columns.ts";
import type { LoadedResults } from "../../../results/load.ts";
import { summaryCsv } from "../../../results/summary.ts";
import { loaded, madeUpRows } from "../../report/made_up_trials.ts";

const MODES = { "two-copy": () => 10, "one-copy": () => 10 };
const A = madeUpRows({ modes: MODES, threads: [2, 1], sizes: [16384, 1024], noise: 0.05 });
const FASTER: ResultRow[] = madeUpRows({
  modes: { ...MODES, "one-copy": (size) => size === 1024 ? 20 : 10 },
  threads: [1, 2],
  sizes: [1024, 16384],
  noise: 0.05,
  seed: 3,
}).map((row, i) => ({ ...row, warnings: i % 2 === 0 ? "other-load (12.1 %)" : null }));

function compared(a: readonly ResultRow[], b: readonly ResultRow[]): ResultsComparison {
  const [setA, setB] = [a, b].map((rows) => ({ loaded: loaded(rows), tables: tabulate(rows).tables }));
  return compareResults(setA!, setB!);
}

function linesOf(a: readonly ResultRow[], b: readonly ResultRow[], columns = 100): string[] {
  return changesLines(compared(a, b), columns);
}

Deno.test("compare counts what is better and worse, and has both sets' warnings", () => {
  const lines = linesOf(A, FASTER);
  assert(
    lines.includes(
      "throughput: of 8 configurations B is better in 2, worse in 0; no significant difference in 6",
    ),
    lines.join("\n"),
  );
  assert(lines.includes("warning: B: other-load in 28 of 56 trials (12.1 %)"), lines.join("\n"));
});

Deno.test("its JSON has the same tally and warnings", () => {
  const { families, warnings } = comparisonJson(compared(A, FASTER));
  assertEquals(families[0]!.tally, { better: 2, worse: 0, noDifference: 6, tooFewRepeats: 0 });
  assertEquals(warnings.a, []);
  assertEquals(warnings.b.map(({ id, share }) => [id, share]), [["other-load", 0.5]]);
});

Deno.test("cells are listed by size, thread count and mode, as summary.csv has them, whatever the order of trials", () => {
  const lines = linesOf(A, FASTER);
  const first = lines.findIndex((line) => line.startsWith("size × threads")) + 1;
  const names = lines.slice(first, first + 4).map((line) => line.split(/ {2,}/).slice(0, 2).join(", "));
  assertEquals(names, [
    "1 KiB × 1, two-copy",
    "1 KiB × 1, one-copy",
    "1 KiB × 2, two-copy",
    "1 KiB × 2, one-copy",
  ]);
  const [, ...records] = summaryCsv(tabulate(A).cells).trim().split("\r\n").map((line) => line.split(","));
  assertEquals(records.slice(0, 3).map(([mode, , , , , , size, threads]) => `${mode} ${size} ${threads}`), [
    "two-copy 1024 1",
    "one-copy 1024 1",
    "two-copy 1024 2",
  ]);
});

Deno.test("too few repeats to judge a change are no reason to hide its size; no line is too wide", () => {
  const few = (rows: readonly ResultRow[]) => rows.filter(({ block }) => block === 0 || block === 1);
  const lines = linesOf(few(A), few(FASTER), 80);
  assert(
    lines.some((line) => /^1 KiB × 1 +one-copy +(\+\d|[12][.\d]*×).*, too few repeats \(n = 2\)/.test(line)),
    lines.join("\n"),
  );
  assert(lines.every((line) => line.length <= 80));
});

Deno.test("what the sets say of ends is left to --json where their topologies differ", () => {
  const setOf = (topology: string, environment: LoadedResults["environment"]) => {
    const rows = A.map((row) => ({ ...row, topology }));
    return { loaded: { ...loaded(rows), environment }, tables: tabulate(rows).tables };
  };
  const here = { offloads: { lo: { scatterGather: true } } }, there = { ends: { send: { mtuBytes: 1500 } } };
  const linesOfEnds = (topology: string) =>
    changesLines(compareResults(setOf("loopback", here), setOf(topology, there)), 100)
      .filter((line) => /^ {2}(offloads|ends|topology)/.test(line));
  assertEquals(linesOfEnds("netns"), ["  topology: loopback → netns"]);
  assertEquals(linesOfEnds("loopback"), [
    "  offloads.lo.scatter_gather: true",
    "  ends.send.mtu_bytes: 1500",
  ]);
});
