import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describeFigures } from "../../plots/registry.ts";
import { analysisJson, analyze } from "../../report/analyze.ts";
import type { Block, ReportDocument, Table } from "../../report/document.ts";
import { writeReports } from "../../report/publish.ts";
import type { ResultRow } from "../../results/columns.ts";
import type { Provenance } from "../../results/provenance.ts";
import { summaryCsv } from "../../results/summary.ts";
import { WARNINGS } from "../../results/warnings.ts";
import { FAKE_CONTEXT, fakeRows, FORTY_EIGHT_CELLS, ONE_PLACE } from "../plots/fake_results.ts";
import { readText } from "../results/foreign/field_files.ts";
import { fakeLoaded, fakeReport } from "./fake_report.ts";
import { madeUpRows } from "./made_up_trials.ts";
import { withDirectory } from "../cli/program.ts";

function blocksOf(report: ReportDocument, id: string): readonly Block[] {
  const section = report.sections.find((one) => one.id === id);
  assert(section, `no section ${id}`);
  return section.blocks;
}

function textOf(report: ReportDocument, id: string): string {
  return blocksOf(report, id).map((block) => {
    if (block.kind === "paragraph" || block.kind === "heading") return block.text;
    return block.kind === "list" || block.kind === "folded list" ? block.items.join("\n") : "";
  }).join("\n");
}

function tablesOf(report: ReportDocument, id: string): Table[] {
  return blocksOf(report, id).flatMap((block) => block.kind === "table" ? [block.table] : []);
}

const lossy = fakeRows(ONE_PLACE).map((row, i): ResultRow => ({
  ...row,
  ...(i < 2 ? { status: "failed", warnings: `the far end went away after ${i}.5 s` } : {}),
  ...(i > 20 ? { warnings: `few-messages (${i}.0 per connection); unpinned` } : {}),
}));

Deno.test("a report is called as its user wants, else by host and date, of which one is enough", () => {
  const loaded = fakeLoaded(fakeRows(ONE_PLACE));
  const titleOf = (known: Partial<Provenance>) => fakeReport(loaded, { ...FAKE_CONTEXT, ...known }).title;
  assertEquals(titleOf({}), "TCP send-path benchmark: fake-host, 2001-02-03");
  assertEquals(titleOf({ hostName: null }), "TCP send-path benchmark: 2001-02-03");
  assertEquals(titleOf({ hostName: null, dateUtc: null }), "TCP send-path benchmark");
  assertEquals(titleOf({ title: "jumbo frames" }), "jumbo frames");
  const { subtitle } = fakeReport(loaded, { ...FAKE_CONTEXT, title: "jumbo frames" });
  assertStringIncludes(subtitle, "fake-host · FAKE CPU");
});

Deno.test("a report opens with the answer and has all sections in order", () => {
  const report = fakeReport(fakeLoaded(fakeRows(ONE_PLACE)));
  assertEquals(report.sections.map((section) => section.id), [
    "summary",
    "warnings",
    "environment",
    "method",
    "figures",
    "answers",
    "tables",
    "details",
    "records",
  ]);
  assertStringIncludes(
    textOf(report, "summary"),
    "By throughput, no mode wins outright: two-copy, one-copy and zero-copy (copied) are statistically tied",
  );
});

Deno.test("the answer is a table of every size and thread count with its confidence", () => {
  const [table] = tablesOf(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS))), "summary");
  assertEquals(table!.rows.length, 16);
  assertEquals(table!.rows.at(0)!.slice(0, 3), ["1", "16 KiB", "one-copy"]);
  assert(table!.rows.every((row) => row.length === table!.columns.length && row.at(-1) !== ""));
});

Deno.test("the six questions are answered, and a hypothesis is called one", () => {
  const blocks = blocksOf(fakeReport(fakeLoaded(fakeRows(FORTY_EIGHT_CELLS))), "answers");
  const titles = blocks.flatMap((block) => block.kind === "heading" ? [block.text] : []);
  assertEquals(titles.map((title) => title.slice(0, 2)), ["1.", "2.", "3.", "4.", "5.", "6."]);
  assert(
    blocks.some((block) =>
      block.kind === "paragraph" && block.text.startsWith("Possible cause (not tested)")
    ),
  );
});

Deno.test("figures that are not drawn stand in the report with the reason", () => {
  const missing = blocksOf(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "figures").flatMap((block) =>
    block.kind === "figure" && block.figure.kind === "not drawn" ? [block.figure.because] : []
  );
  assertEquals(missing.length, 2);
  assertStringIncludes(missing.join(), "no trial has a cache-miss counter");
});

Deno.test("the table of cells has every cell by size, threads and mode, whatever the order of the trials", () => {
  const rows = fakeRows(FORTY_EIGHT_CELLS).toReversed();
  const [cells] = tablesOf(fakeReport(fakeLoaded(rows)), "tables");
  assertEquals(cells!.rows.length, 48);
  assertEquals(cells!.rows.slice(0, 2).map((row) => row.slice(0, 4)), [
    ["16 KiB", "1", "two-copy", "7"],
    ["16 KiB", "1", "one-copy", "7"],
  ]);
  assert(cells!.rows.every((row) => row.length === cells!.columns.length));
});

Deno.test("what was not measured has no column, or an empty field where other cells have it", () => {
  const without = tablesOf(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "tables")[0]!;
  assert(!without.columns.some(({ label }) => label === "CPU cycles per byte"));
  const rows = fakeRows({ ...ONE_PLACE, counters: true }).map((row): ResultRow => ({
    ...row,
    cycles_per_byte: row.mode === "one-copy" ? null : row.cycles_per_byte,
  }));
  const some = tablesOf(fakeReport(fakeLoaded(rows)), "tables")[0]!;
  const column = some.columns.findIndex(({ label }) => label === "CPU cycles per byte");
  assertEquals(some.rows.map((row) => row[column] === ""), [false, false, true, false]);
});

Deno.test("comparisons say how many were made and how many would differ by chance", () => {
  const text = textOf(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "details");
  assertStringIncludes(text, "comparisons; expected false positives: ");
});

Deno.test("failed trials, the warnings of rows and notes on the file are listed once each, with their number", () => {
  const items = textOf(fakeReport(fakeLoaded(lossy, { notes: ["the last line was cut off"] })), "warnings")
    .split("\n");
  assertEquals(items, [
    "failed and not counted: 2 of 28 trials: the far end went away after 0.5 to 1.5 s",
    `few-messages in 7 of 28 trials (21.0 to 27.0 per connection): ${WARNINGS["few-messages"]}`,
    `unpinned in 7 of 28 trials: ${WARNINGS["unpinned"]}`,
    "the last line was cut off",
  ]);
});

Deno.test("a report without warnings says so", () => {
  assertEquals(textOf(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "warnings"), "None.");
});

Deno.test("everything in environment.json is in tables: a table for each part and for each list of things", () => {
  const environment = {
    netioVersion: "0.0.0-fake",
    host: {
      kernelRelease: "6.99-FAKE",
      cpu: {
        model: "FAKE CPU",
        caches: [{ level: 1, type: null }, { level: 2, type: null }],
        governors: null,
      },
    },
    checks: [{ id: "cpus", status: "ok", advice: null }, { id: "load", status: "limited", advice: "wait" }],
  };
  const loaded = fakeLoaded(fakeRows(ONE_PLACE), { environment });
  const report = fakeReport(loaded, { ...FAKE_CONTEXT, cpuModel: "FAKE CPU" });
  const tables = tablesOf(report, "records").map(({ caption, columns, rows }) => [
    ...[caption, columns.map(({ label }) => label).join(" | ")],
    ...rows.map((row) => row.join(" | ")),
  ]);
  assertEquals(tables, [
    ["Run", "What | Value", "netio version | 0.0.0-fake"],
    ["Host", "What | Value", "kernel release | 6.99-FAKE"],
    ["Host, cpu", "What | Value", "model | FAKE CPU"],
    ["Host, cpu, caches", "Level", "1", "2"],
    ["Checks", "Id | Status | Advice", "cpus | ok | ", "load | limited | wait"],
  ]);
  assertEquals(tablesOf(report, "environment")[0]!.rows.slice(0, 2), [["Host", "fake-host"], [
    "CPU",
    "FAKE CPU",
  ]]);
});

Deno.test("the method says only what the rows bear out", () => {
  const own = textOf(fakeReport(fakeLoaded(fakeRows(ONE_PLACE))), "method");
  assertEquals(own.split("\n").length, 4, "a paragraph each for the trial, repeats, counts and statistics");
  assertStringIncludes(own, "a trial measures each mode for 1 s after 0.1 s of warm-up");
  assertStringIncludes(own, "Each configuration was run 7 times");
  assert(!own.includes("took turns"));
  const slices = { interleave: "slices", slices: 20, slice_ms: 15, washout_ms: 4 };
  const sliced = fakeRows(ONE_PLACE).map((row) => ({ ...row, ...slices }));
  const inTurns = textOf(fakeReport(fakeLoaded(sliced)), "method");
  assertStringIncludes(inTurns, "In each trial the modes took turns on the same connections");
  assertStringIncludes(inTurns, "began with 4 ms that were discarded, followed by 15 ms");
  assertStringIncludes(inTurns, "20 such slices per mode.");
  const { rows } = readText("Mode,Size,Threads,Throughput_Gbps\n0,64,1,2\n1,64,1,3\n");
  const foreign = textOf(fakeReport(fakeLoaded(rows, { origin: "foreign" })), "method");
  assertStringIncludes(foreign, "The trials were run by another program");
  assert(!foreign.includes("warm-up"));
});

Deno.test("without a valid trial there is a report without an answer", () => {
  for (const rows of [[], fakeRows(ONE_PLACE).map((row): ResultRow => ({ ...row, status: "failed" }))]) {
    assertStringIncludes(textOf(fakeReport(fakeLoaded(rows)), "summary"), "No answer");
  }
});

Deno.test("tables beyond 2000 rows are cut, and their captions say so", () => {
  const sizes = Array.from({ length: 700 }, (_, i) => 64 * (i + 1));
  const rows = fakeRows({ ...FORTY_EIGHT_CELLS, sizes, threads: [1], repeats: 1 });
  const [cells] = tablesOf(fakeReport(fakeLoaded(rows)), "tables");
  assertEquals(cells!.rows.length, 2000);
  assertStringIncludes(cells!.caption, "the first 2000 of 2100 rows");
});

Deno.test("the summary has the crossovers as intervals of sizes, and the method which sizes were added for them", () => {
  const rows = madeUpRows({
    modes: { "two-copy": () => 10, "one-copy": (size) => size < 5000 ? 8 : 12 },
    sizes: [1024, 4096, 4608, 5120, 16384],
  });
  const plan = { runId: "x", sizes: [1024, 4096, 16384], refine: { maxSizes: 12 } };
  const report = fakeReport(fakeLoaded(rows, { plan }));
  assertStringIncludes(
    textOf(report, "summary"),
    "Crossovers by throughput:\none-copy overtakes two-copy between 4608 B and 5 KiB (1 thread)",
  );
  assertStringIncludes(
    textOf(report, "method"),
    "The message sizes 4608 B, 5 KiB were added after the others",
  );
  const planned = fakeReport(fakeLoaded(rows, { plan: { ...plan, refine: null } }));
  assert(!textOf(planned, "method").includes("--refine"));
});

/** Rows that count how often they are gone through. */
function countedRows(rows: readonly ResultRow[]): { rows: readonly ResultRow[]; passes: () => number } {
  let passes = 0;
  const counted = new Proxy(rows, {
    get: (target, name) => {
      if (name === "0") passes += 1;
      return Reflect.get(target, name);
    },
  });
  return { rows: counted, passes: () => passes };
}

Deno.test("the rows are gone through four times for everything that a sweep publishes: for redone trials, cells and their lists, and warnings", async () => {
  const { rows, passes } = countedRows(fakeRows(FORTY_EIGHT_CELLS));
  const analysis = analyze(fakeLoaded(rows));
  analysisJson(analysis);
  summaryCsv(analysis.cells);
  await withDirectory(async (directory) => {
    await writeReports(analysis, describeFigures(analysis), directory, null);
  });
  assertEquals(passes(), 4);
});

Deno.test("each pair of cells is compared once by each measure, however many read it", () => {
  let values = 0;
  const rows = fakeRows({ ...FORTY_EIGHT_CELLS, sizes: [16384], threads: [1, 2], repeats: 6 }).map((row) =>
    Object.defineProperty({ ...row }, "cpu_ns_per_byte", {
      get: () => {
        values += 1;
        return row.cpu_ns_per_byte;
      },
    })
  );
  analyze(fakeLoaded(rows));
  const analysed = values;
  const analysis = analyze(fakeLoaded(rows));
  const again = values;
  describeFigures(analysis);
  const drawn = values - again;
  assertEquals(drawn <= rows.length, true, `${analysed} values for the analysis, ${drawn} for the figures`);
});
