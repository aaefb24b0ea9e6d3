/** What a sweep ends with on the terminal, from made-up rows whose answer is known: as text, and never too much of it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { ANSWER_LINES, answerBlock, clusterBlock } from "../../../cli/text/answer_block.ts";
import { answerGrid } from "../../../cli/text/answer_grid.ts";
import { comparisonLines, metricTables } from "../../../cli/text/all_tables.ts";
import { configurationTable } from "../../../cli/text/configuration_table.ts";
import { planFrom } from "../../../cli/options/sweep_options.ts";
import { analyze } from "../../../report/analyze.ts";
import type { ResultRow } from "../../../results/columns.ts";
import { madeUpCluster } from "../../results/cluster/made_up_cluster.ts";
import { readText } from "../../results/foreign/field_files.ts";
import { EIGHT_SIZES, fakeRows, FORTY_EIGHT_CELLS, FOUR_MODES, ONE_PLACE } from "../../plots/fake_results.ts";
import { fakeLoaded } from "../../report/fake_report.ts";
import { madeUpRows } from "../../report/made_up_trials.ts";
import { present } from "../../present.ts";
import type { Rows } from "../../../results/table/rows.ts";

const WHERE = { label: "Report", text: "results/x/report.html" } as const;

const CLEAR = madeUpRows({
  modes: { "two-copy": () => 10, "one-copy": () => 13, "zero-copy": () => 4 },
  threads: [1, 2],
  columns: () => ({ effective_copy: "zero-copied" }),
});
const TIES = madeUpRows({
  modes: { "two-copy": () => 10, "one-copy": () => 10 },
  threads: [1, 2],
  noise: 0.1,
});
const COPIED = madeUpRows({ modes: { "two-copy": () => 12, "one-copy": () => 10, "zero-copy": () => 4 } });
const FAILED = madeUpRows({
  modes: { "two-copy": () => 10, "one-copy": () => 12 },
  threads: [1, 2],
  columns: ({ message_bytes, threads, block }) =>
    message_bytes === 16384 && threads === 2
      ? { status: "failed", throughput_gbps: null, warnings: `the far end went away after ${block}.5 s` }
      : { warnings: present(block) < 3 ? `other-load (1${block}.1 %)` : null },
});
const ONE_CELL = fakeRows(ONE_PLACE);
const MANY = fakeRows({ ...FORTY_EIGHT_CELLS, modes: FOUR_MODES, sizes: EIGHT_SIZES, threads: [1, 2, 4] });
const FOREIGN = readText("Mode,Size,Threads,Throughput_Gbps\n0,64,1,2\n1,64,1,3\n").rows;
const ALL = { CLEAR, TIES, COPIED, FAILED, ONE_CELL, MANY, FOREIGN };

function blockOf(rows: Rows, columns = 80, remarks: readonly string[] = []): string[] {
  return answerBlock(analyze(fakeLoaded(rows)), { where: WHERE, remarks }, { columns, colors: false });
}

Deno.test("a clear winner has its lead and interval, and losers everywhere are to be avoided", () => {
  assertEquals(blockOf(CLEAR, 100), [
    "Answer: By throughput, one-copy is best in all 4 cases (+30 % over the runner-up).",
    "  Gbit/s  1 thread                                    2 threads",
    "  1 KiB    13.2  one-copy: +30 % (CI +29 % to +31 %)   13.0  one-copy: +30 % (CI +28 % to +31 %)",
    "  16 KiB   12.9  one-copy: +30 % (CI +29 % to +31 %)   13.1  one-copy: +30 % (CI +29 % to +31 %)",
    "Avoid: zero-copy (0.306× to 0.307×), two-copy (−23 %)",
    "Report: results/x/report.html",
  ]);
});

Deno.test("a tie is called a tie, with its members", () => {
  assertEquals(blockOf(TIES), [
    "Answer: By throughput, no mode wins outright: two-copy and one-copy are",
    "  statistically tied in all 4 cases.",
    "  Gbit/s  1 thread                        2 threads",
    "  1 KiB    10.4  tie: two-copy, one-copy   9.89  tie: two-copy, one-copy",
    "  16 KiB   9.76  tie: two-copy, one-copy   10.9  tie: two-copy, one-copy",
    "Report: results/x/report.html",
  ]);
});

Deno.test("where the kernel copied everything, that is said beside the answer", () => {
  assertEquals(blockOf(COPIED), [
    "Answer: By throughput, two-copy is best in both cases (+20 % over the",
    "  runner-up).",
    "  Gbit/s  1 thread",
    "  1 KiB    11.9  two-copy: +20 % (CI +19 % to +21 %)",
    "  16 KiB   12.0  two-copy: +20 % (CI +19 % to +22 %)",
    "Avoid: zero-copy (copied) (0.330× to 0.333×), one-copy (−17 %)",
    "Copied: The kernel copied every zero-copy send in all 14 trials of zero-copy, as",
    "  always on loopback: these rows show the overhead of requesting zero-copy, not",
    "  zero-copy.",
    "Report: results/x/report.html",
  ]);
});

Deno.test("failed groups are missing from the grid, and counted beside the answer with their reason", () => {
  const remark = "left out after repeated failures: 16 KiB × 2. To retry: netio sweep --resume results/x";
  assertEquals(blockOf(FAILED, 80, [remark]), [
    "Answer: By throughput, one-copy is best in all 3 cases (+19 % to +21 % over the",
    "  runner-up).",
    "          1 thread         2 threads",
    "  1 KiB   one-copy: +19 %  one-copy: +21 %",
    "  16 KiB  one-copy: +21 %  not measured",
    "Avoid: two-copy (−17 % to −16 %)",
    "Note: left out after repeated failures: 16 KiB × 2. To retry: netio sweep",
    "  --resume results/x",
    "Warning: failed and not counted: 14 of 56 trials: the far end went away after",
    "  0.5 to 6.5 s",
    "1 more warning in the report.",
    "Report: results/x/report.html",
  ]);
});

Deno.test("one case has one line", () => {
  assertEquals(blockOf(ONE_CELL).slice(2, 5), [
    "  Gbit/s  1 thread",
    "  16 KiB   27.2  tie: two-copy, one-copy, zero-copy (copied)",
    "Avoid: per-field (−44 %)",
  ]);
});

Deno.test("96 cells are told by place where that fits, else by how often which mode wins", () => {
  assertEquals(blockOf(MANY, 120).slice(0, 3), [
    "Answer: By throughput, one-copy is best or tied for best in 15 of 24 cases.",
    "           1 thread                          2 threads                         4 threads",
    "  64 B     tie of 2                          tie of 2                          two-copy: +33 %",
  ]);
  assertEquals(blockOf(MANY, 80).slice(1, 3), [
    "  tie: two-copy, one-copy, in 8 of 24 cases",
    "  zero-copy (partly copied): +19 % to +49 %, in 5 of 24 cases",
  ]);
});

/** One crossover, at 40 KiB, with sizes that were added at one thread count only. */
const REFINED = [[1, [16, 32, 36, 44, 64]], [2, [16, 64]]] as const;
const CROSSING = REFINED.flatMap(([threads, kib]) =>
  madeUpRows({
    modes: { "two-copy": () => 10, "one-copy": (size) => size < 40 * 1024 ? 8 : 12 },
    sizes: kib.map((size) => 1024 * size),
    threads: [threads],
  })
);

Deno.test("a sweep that looked for crossovers ends with them, as intervals of sizes", () => {
  const block = (refine: object | null) => {
    const plan = { runId: "x", sizes: [16384, 65536], refine };
    return answerBlock(analyze(fakeLoaded(CROSSING, { plan })), { where: WHERE }, {
      columns: 100,
      colors: false,
    });
  };
  assertEquals(block({ maxSizes: 12 }).filter((line) => !line.startsWith("Answer")).slice(-3), [
    "Crossover: one-copy overtakes two-copy between 36 KiB and 44 KiB (1 thread), between 16 KiB and",
    "  64 KiB (2 threads)",
    "Report: results/x/report.html",
  ]);
  assertEquals(block(null).filter((line) => line.startsWith("Crossover")), []);
});

Deno.test("sizes that were added for one thread count do not keep lines of the grid apart", () => {
  const [ranking] = analyze(fakeLoaded(CROSSING)).rankings;
  assertEquals(answerGrid(ranking!, 100, 4).map((line) => line.split(" ")[0]), ["Gbit/s", "16", "44"]);
});

/** Two thread counts on a machine that is slow in every second block, which changes the ratio. */
const TWO_STATES = madeUpRows({
  modes: { "two-copy": () => 10, "one-copy": () => 10 },
  ...{ sizes: [1024], threads: [1, 2], repeats: 20 },
  columns: ({ throughput_gbps, block, mode }) => {
    const isSlow = (block ?? 0) % 2 === 1, ratio = mode === "two-copy" ? 1 : isSlow ? 0.85 : 0.63;
    return { throughput_gbps: (throughput_gbps ?? 0) * ratio * (isSlow ? 0.6 : 1) };
  },
});

Deno.test("the narrower the grid, the less it says of a ratio that is two, which it says as long as it can", () => {
  const [ranking] = analyze(fakeLoaded(TWO_STATES)).rankings;
  const of = (columns: number) => answerGrid(ranking!, columns, 4).at(-1)!;
  assertMatch(of(200), /two-copy: machine slow \+1\d % \(CI .+\) and fast \+5\d % \(CI .+\)/);
  assertMatch(of(80), /two-copy: machine slow \+1\d % and fast \+5\d %/);
  assertMatch(of(50), /two-copy: slow \+1\d %, fast \+5\d %/);
  assertMatch(of(36), /two-copy: \+\d+ %/);
});

Deno.test("single runs of another program decide nothing, and say so", () => {
  assertEquals(blockOf(FOREIGN), [
    "Answer: By throughput, inconclusive (single runs): one-copy has the best median",
    "  in the one case.",
    "  Gbit/s  1 thread",
    "  64 B        3  one-copy: single run",
    "Report: results/x/report.html",
  ]);
});

Deno.test("nothing measured is no answer, and says so", () => {
  assertEquals(blockOf([]), [
    "Answer: none; there is no valid trial with a throughput or a round trip.",
    "Report: results/x/report.html",
  ]);
});

/** Four settings, each with its own headline. */
const SETTINGS = ["recv", "recv-discard", "recv-large", "recv-zc"].flatMap((rx) =>
  [...TIES, ...COPIED].map((row): ResultRow => ({ ...row, rx }))
);
const ANALYSES = Object.entries({ ...ALL, SETTINGS })
  .map(([name, rows]) => [name, analyze(fakeLoaded(rows))] as const);

for (const columns of [80, 100, 120]) {
  Deno.test(`no line is wider than ${columns} columns, and no answer longer than ${ANSWER_LINES} lines`, () => {
    const remark = "failed trials were already retried once. To retry: netio sweep --resume results/" +
      "x".repeat(30);
    for (const [name, analysis] of ANALYSES) {
      const block = answerBlock(analysis, { where: WHERE, remarks: [remark] }, { columns, colors: false });
      assert(block.length <= ANSWER_LINES, `${name}: ${block.length} lines`);
      const lines = [
        ...block,
        ...configurationTable(analysis, [], columns),
        ...metricTables(analysis.cells, columns),
        ...comparisonLines(analysis, columns),
      ];
      const widest = lines.reduce((one, other) => other.length > one.length ? other : one);
      assert(widest.length <= columns, `${name}: ${widest}`);
    }
  });
}

Deno.test("settings and warnings that have no room are counted, however full the answer is", () => {
  const warnings = "other-load (12.1 %); steal (3 %); window-off (12 %); oversubscribed (4 on 2 CPUs)";
  const long = "a setting with a name that takes a line of its own or more than one on most terminals";
  const sets = {
    ...ALL,
    SETTINGS,
    MORE: ["a", "b", "c", "d", "e", "f"].flatMap((name) =>
      TIES.map((row): ResultRow => ({ ...row, topology: `${long} ${name}` }))
    ),
  };
  for (const [name, rows] of Object.entries(sets)) {
    for (const own of [null, "steal (3 %)", warnings]) {
      const analysis = analyze(fakeLoaded(rows.map((row) => ({ ...row, warnings: own ?? row.warnings }))));
      const total = analysis.warnings.filter(({ id }) => id !== "zero-copy-copied").length;
      const settings = analysis.tables.length;
      for (const columns of [60, 80, 100, 120]) {
        for (const remarks of [[], ["what did not go as planned, ".repeat(5)]]) {
          const block = answerBlock(analysis, { where: WHERE, remarks }, { columns, colors: false });
          const countOf = (label: string, thing: string) => {
            const [more = "0"] = block.flatMap((line) =>
              new RegExp(`^(\\d+) more ${thing}s? in the report`).exec(line)?.[1] ?? []
            );
            return block.filter((line) => line.startsWith(`${label}:`)).length + Number(more);
          };
          const what = `${name} ${own} ${columns}\n${block.join("\n")}`;
          assertEquals(countOf("Warning", "warning"), total, what);
          if (settings > 0) assertEquals(countOf("Answer", "setting"), settings, what);
          assertEquals([block.length <= ANSWER_LINES, block.at(-1)], [true, `Report: ${WHERE.text}`], what);
        }
      }
    }
  }
});

Deno.test("a cluster's warnings that are not shown are counted too", () => {
  const hostPairs = madeUpCluster({ hosts: 3 });
  const warnings = "other-load (12.1 %); steal (3 %); window-off (12 %)";
  const rows = hostPairs.pairs.flatMap(({ rows }) => [...rows]).map((row) => ({ ...row, warnings }));
  const analysis = analyze(fakeLoaded(rows, { hostPairs }));
  const block = clusterBlock(analysis, present(analysis.cluster), WHERE, { columns: 200, colors: false });
  assertEquals(block.slice(-4).map((line) => line.slice(0, 18)), [
    "Warning: other-loa",
    "Warning: steal in ",
    "1 more warning in ",
    "Report: results/x/",
  ]);
});

/** The announcement, what limits the machine in two lines, the bar, and the empty line before the answer. */
const OTHER_LINES = 5;

Deno.test("all that a default sweep prints is 45 lines at 100 columns", () => {
  const { sizes, threads, modes } = planFrom({});
  const rows = fakeRows({ ...ONE_PLACE, sizes, threads, modes: [...modes] })
    .map((row) => ({ ...row, warnings: "other-load (12.1 %); steal (3 %); window-off (12 %)" }));
  const table = configurationTable(analyze(fakeLoaded(rows)), [], 100);
  assertEquals(table.length, 1 + sizes.length * threads.length * modes.length);
  assert(table.length + blockOf(rows, 100).length + OTHER_LINES <= 45);
});

Deno.test("the main table has a case and mode a line, with how far from the best it is", () => {
  assertEquals(configurationTable(analyze(fakeLoaded(CLEAR)), [], 100).slice(0, 4), [
    "size × threads  mode            Gbit/s  against best                  notes",
    "1 KiB × 1       two-copy   10.1 ±4.3 %  −23 % (CI −24 % to −22 %)",
    "                one-copy   13.2 ±4.5 %  best",
    "                zero-copy  4.02 ±4.1 %  0.307× (CI 0.304× to 0.312×)",
  ]);
  const group = { messageBytes: 1024, threads: 1, rx: "recv", rateBps: null };
  const unsure = [{ mode: "two-copy", ...group, trials: 7, halfWidth: 0.75 }];
  const warned = CLEAR.map((row) => ({ ...row, warnings: "unpinned; retransmits (0.2 %)" }));
  const [, first] = configurationTable(analyze(fakeLoaded(warned)), unsure, 100);
  assert(first!.endsWith("unsure ±75 %"), `${first}: told by the warning, or by nothing`);
});

Deno.test("labels are coloured on a terminal that takes colours, and widths stay", () => {
  const plain = blockOf(FAILED);
  const colored = answerBlock(analyze(fakeLoaded(FAILED)), { where: WHERE }, { columns: 80, colors: true });
  assert(colored[0]!.startsWith("\x1B[1mAnswer:\x1B[0m By throughput"));
  assertEquals(colored[0]!.replaceAll("\x1B[1m", "").replaceAll("\x1B[0m", ""), plain[0]);
});
