/** The tables of a report, from constructed rows with known answers. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { reportWarnings, warningText } from "../../report/warnings.ts";
import { crossovers } from "../../report/crossovers.ts";
import { figureTable } from "../../report/figure_table.ts";
import { methodTexts } from "../../report/method.ts";
import {
  answerTable,
  comparisonTable,
  counterTable,
  crossoverTable,
  zeroCopyTable,
} from "../../report/tables.ts";
import { tabulate } from "../../results/cells.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { compareModes } from "../../results/comparisons.ts";
import type { LoadedResults } from "../../results/load.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { rank } from "../../results/ranking.ts";
import { fakeRows, figuresOf, FORTY_EIGHT_CELLS, ONE_PLACE, TWELVE_MODES } from "../plots/fake_results.ts";
import { present } from "../present.ts";
import { fakeLoaded } from "./fake_report.ts";

/** Ten blocks of a mode at one thread, around `gbps`. */
function trials(
  mode: string,
  size: number,
  gbps: number,
  more: Partial<ResultRow> = {},
  repeats = 10,
): ResultRow[] {
  return Array.from({ length: repeats }, (_, block) => ({
    ...emptyRow(),
    run_id: "FAKE",
    status: "ok",
    mode,
    message_bytes: size,
    threads: 1,
    block,
    throughput_gbps: gbps * (1 + 0.002 * block),
    ...more,
  }));
}

const TWO_SIZES = [
  ...trials("two-copy", 64, 2),
  ...trials("one-copy", 64, 1),
  ...trials("two-copy", 1024, 5),
  ...trials("one-copy", 1024, 10),
];

Deno.test("the table of comparisons has the change, its interval, the method and what Holm leaves", () => {
  const family = compareModes(
    tabulate([...TWO_SIZES, ...trials("two-copy", 4096, 5), ...trials("one-copy", 4096, 5)]).tables,
    THROUGHPUT,
  );
  assertEquals(comparisonTable(family).rows, [
    ["one-copy", "two-copy", "64 B", "1", "worse: 0.500× (CI 0.500× to 0.500×)", "paired by block", "yes"],
    ["one-copy", "two-copy", "1 KiB", "1", "better: 2.00× (CI 2.00× to 2.00×)", "paired by block", "yes"],
    [
      "one-copy",
      "two-copy",
      "4 KiB",
      "1",
      "no significant difference (CI +0.0 % to +0.0 %)",
      "paired by block",
      "no",
    ],
  ]);
});

Deno.test("too few repeats leave the Holm column empty", () => {
  const rows = [...trials("two-copy", 64, 2, {}, 3), ...trials("one-copy", 64, 1, {}, 3)];
  const [row] = comparisonTable(compareModes(tabulate(rows).tables, THROUGHPUT)).rows;
  assertEquals(row!.slice(4), ["too few repeats (n = 3)", "paired by block", ""]);
});

Deno.test("the table of crossovers names the sizes where a mode is better, from where on, and where undecided", () => {
  const rows = [...TWO_SIZES, ...trials("two-copy", 4096, 5), ...trials("one-copy", 4096, 5)];
  const table = crossoverTable(crossovers([compareModes(tabulate(rows).tables, THROUGHPUT)]));
  assertEquals(table.rows, [
    [
      "one-copy",
      "two-copy",
      "throughput_gbps",
      "1",
      "1 KiB",
      "none",
      "4 KiB",
      "one-copy overtakes between 64 B and 1 KiB",
      "intervals",
    ],
  ]);
});

Deno.test("the table of crossovers has the sizes between which a mode overtakes another", () => {
  const rows = [...TWO_SIZES, ...trials("two-copy", 4096, 5), ...trials("one-copy", 4096, 3)];
  const table = crossoverTable(crossovers([compareModes(tabulate(rows).tables, THROUGHPUT)]));
  assertEquals(table.rows.map((row) => row.at(-2)), [
    "one-copy overtakes between 64 B and 1 KiB; two-copy overtakes between 1 KiB and 4 KiB",
  ]);
});

Deno.test("the table of the best modes says for every place how sure it is", () => {
  const confidence = (rows: readonly ResultRow[]) =>
    answerTable(rank(tabulate(rows).tables[0]!)).rows.map((row) => row.at(-1));
  assertEquals(confidence(TWO_SIZES), Array(2).fill("clear, survives Holm"));
  assertEquals(confidence([...trials("two-copy", 64, 2), ...trials("one-copy", 64, 2)]), [
    "statistically tied",
  ]);
  assertEquals(confidence([...trials("two-copy", 64, 2, {}, 1), ...trials("one-copy", 64, 1, {}, 1)]), [
    "single run, no interval",
  ]);
  assertEquals(confidence([...trials("two-copy", 64, 2, {}, 3), ...trials("one-copy", 64, 1, {}, 3)]), [
    "inconclusive (n < 6)",
  ]);
  assertEquals(confidence(trials("two-copy", 64, 2)), ["only mode measured"]);
});

Deno.test("counters are those of both ends per MiB; without bytes they are per run and say so", () => {
  const counted = { tx_context_switches: 30, rx_context_switches: 10 };
  const perMib = counterTable(
    tabulate(trials("one-copy", 64, 1, { ...counted, bytes: 4 * 2 ** 20 })).tables,
  );
  assertEquals(perMib.columns.at(-1)!.label, "Context switches per MiB");
  assertEquals(perMib.rows, [["64 B", "1", "one-copy", "10"]]);
  const perRun = counterTable(tabulate(trials("one-copy", 64, 1, counted)).tables);
  assertEquals(perRun.columns.at(-1)!.label, "Context switches per run");
  assertEquals(perRun.rows, [["64 B", "1", "one-copy", "40"]]);
});

Deno.test("the table of zero-copy sends has the modes that ask for it and no others", () => {
  const sends = { zc_sends: 90, zc_completions: 90, zc_copied: 30, zc_fallbacks: 10 };
  const table = zeroCopyTable(
    tabulate([...trials("one-copy", 64, 1), ...trials("zero-copy", 64, 1, sends)]).tables,
  );
  assertEquals(table.rows, [["64 B", "1", "zero-copy", "90", "90", "30", "10"]]);
  const settings = ["recv", "recvmsg"].flatMap((rx) => trials("zero-copy", 64, 1, { ...sends, rx }));
  const both = zeroCopyTable(tabulate(settings).tables);
  assertEquals(both.rows.map((row) => row.slice(0, 4)), [
    ["64 B", "1", "zero-copy", "recv"],
    ["64 B", "1", "zero-copy", "recvmsg"],
  ]);
});

Deno.test("a table of what no trial measured has no rows", () => {
  const { tables } = tabulate(trials("one-copy", 64, 1));
  assertEquals([counterTable(tables).rows, zeroCopyTable(tables).rows], [[], []]);
});

Deno.test("a warning that both hosts gave counts its trial once", () => {
  const [first, ...rest] = trials("one-copy", 64, 10);
  const rows = [{ ...first!, warnings: "steal (3.0 %); steal (2.0 %)" }, ...rest];
  assertEquals(reportWarnings(fakeLoaded(rows)).map(({ what }) => what), [
    "steal in 1 of 10 trials (2.0 to 3.0 %)",
  ]);
});

Deno.test("the method tells that --until-ci looked more than once, and only then", () => {
  const rows = trials("one-copy", 64, 10);
  const plan = { runId: "x", untilCi: { halfWidth: 0.03 } };
  const textWith = (plan: LoadedResults["plan"]) =>
    methodTexts(analyze(fakeLoaded(rows, { plan }))).join("\n");
  assertStringIncludes(textWith(plan), "--until-ci");
  assert(!textWith({ ...plan, untilCi: null }).includes("--until-ci"));
});

Deno.test("the method tells which trials were extra ones, and only then", () => {
  const rows = trials("one-copy", 64, 10);
  const textOf = (extraRepeats: number) =>
    methodTexts(analyze(fakeLoaded(rows, { plan: { runId: "x", extraRepeats } }))).join(" ");
  assertStringIncludes(textOf(6), "--extra-repeats");
  assert(!textOf(0).includes("--extra-repeats"));
});

Deno.test("integrity runs are named among the warnings", () => {
  const rows = [...trials("one-copy", 64, 1), ...trials("one-copy", 64, 1, { verify: "on" }, 2)];
  assertEquals(reportWarnings(fakeLoaded(rows)).map(warningText), [
    "integrity mode, whose timings do not count, in 2 of 12 trials",
  ]);
});

function tableOf(id: string, rows = fakeRows(FORTY_EIGHT_CELLS)) {
  const figure = figuresOf(rows).find((one) => one.id === id);
  assert(figure?.kind === "drawn");
  return figureTable(figure);
}

Deno.test("a line figure's table has one row per panel and size, one column per mode", () => {
  const table = tableOf("throughput_by_size")!;
  assertEquals(table.columns.map(({ label }) => label), [
    "Panel",
    "Message size",
    "two-copy",
    "one-copy",
    "zero-copy (partly copied)",
  ]);
  assertEquals(table.rows.length, 16);
  assertEquals(table.rows[0]!.slice(0, 2), ["1 thread", "16 KiB"]);
  assert(table.rows.flat().every((field) => field !== ""));
});

Deno.test("panels that show a part of the modes each share their rows", () => {
  const table = present(tableOf(
    "throughput_by_size",
    fakeRows({ ...FORTY_EIGHT_CELLS, modes: TWELVE_MODES, repeats: 1 }),
  ));
  assertEquals([table.columns.length, table.rows.length], [2 + 12, 16]);
  assert(table.rows.flat().every((field) => field !== ""));
});

Deno.test("a point beyond the axis has its own value in the table", () => {
  const rows = fakeRows({ ...ONE_PLACE, modes: ["two-copy", "one-copy"] }).map((row, i) => (
    i === 0 ? { ...row, throughput_gbps: 10 * present(row.throughput_gbps) } : row
  ));
  const [field] = present(present(tableOf("repeat_spread", rows)).rows[0]).slice(2);
  assertEquals(present(field).split("; ").map(Number).filter((value) => value > 500).length, 1);
});

Deno.test("all trials of a cell are in the table of the spread", () => {
  const [first] = tableOf("repeat_spread", fakeRows(ONE_PLACE))!.rows;
  assertEquals(first!.slice(2).map((field) => field.split("; ").length), [7, 7, 7, 7]);
});

Deno.test("bars are percentages of their category", () => {
  const [first] = tableOf("copied_shares", fakeRows(ONE_PLACE))!.rows;
  assertEquals(first!.slice(0, 3), ["zero-copy, 1 thread", "16 KiB", "0.0 %"]);
});

Deno.test("a heat map is a table already", () => {
  assertEquals(tableOf("winner_map"), null);
});
