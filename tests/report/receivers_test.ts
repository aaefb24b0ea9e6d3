/** What the analysis says of receive strategies and rates that a sweep crossed, from rows whose right answers are known. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { XyPanel } from "../../plots/figure.ts";
import { TWELVE_MODES } from "../plots/fake_results.ts";
import { answerBlock } from "../../cli/text/answer_block.ts";
import { comparisonLines, metricTables } from "../../cli/text/all_tables.ts";
import { changesLines } from "../../cli/text/changes_text.ts";
import { describeFigures } from "../../plots/registry.ts";
import { analyze } from "../../report/analyze.ts";
import { reportDocument } from "../../report/content.ts";
import { compareResults } from "../../report/two_sets.ts";
import { toMarkdown } from "../../report/markdown.ts";
import { methodTexts } from "../../report/method.ts";
import type { ResultRow } from "../../results/columns.ts";
import { tabulate } from "../../results/cells.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;
/** Receiver's ns per byte by strategy, in every cell but one. */
const NS_PER_BYTE: Readonly<Record<string, number>> = { recv: 0.2, recvmsg: 0.3, "recv-mapped": 0.1 };
const SWEEP: MadeUpSweep = {
  modes: { "two-copy": () => 10, "zero-copy": () => 12 },
  sizes: [4 * KIB, 64 * KIB],
};

/** The rows of a sweep of strategies: pages of `zero-copy` are mapped where messages are large. */
function crossed(
  strategies: readonly string[],
  sweep = SWEEP,
  columns: Partial<ResultRow> = {},
): ResultRow[] {
  return strategies.flatMap((rx) =>
    madeUpRows({
      ...sweep,
      seed: strategies.indexOf(rx) + 1,
      columns: (row) => {
        const bytes = row.bytes!, isMapped = row.mode === "zero-copy" && row.message_bytes === 64 * KIB;
        const nsPerByte = rx === "recv-mapped" && !isMapped ? 0.25 : NS_PER_BYTE[rx]!;
        const mapping = rx !== "recv-mapped" ? {} : {
          rx_mapped_bytes: isMapped ? 0.75 * bytes : 0,
          rx_copied_bytes: isMapped ? 0.25 * bytes : bytes,
        };
        return { rx, rx_cpu_s: nsPerByte * bytes / 1e9, cpu_ns_per_byte: 0.5, ...mapping, ...columns };
      },
    })
  );
}

function ninth(rows: readonly ResultRow[]) {
  return analyze(loaded(rows)).findings.find(({ question }) => question === 9);
}

Deno.test("strategies are compared with recv in the same mode, size and blocks, with what mapping really mapped", () => {
  const finding = ninth(crossed(["recvmsg", "recv-mapped", "recv"]));
  assertEquals(
    finding?.answer,
    "By receiver CPU time per byte, recv is best or tied for best in 3 of 4 cases, recv-mapped in 1. " +
      "recv-mapped against recv, of 4 cases: receiver CPU time per byte better in 1 (64 KiB: 0.500×), " +
      "worse in 3 (4 KiB and 64 KiB: +25 %); throughput undecided in 4. " +
      "recvmsg against recv, of 4 cases: receiver CPU time per byte worse in 4 (4 KiB and 64 KiB: +50 %); " +
      "throughput undecided in 4. " +
      "recv-mapped mapped 75 % of what zero-copy (copied) sent (64 KiB), and nothing of the rest.",
  );
  const texts = finding!.evidence.map(({ text }) => text);
  assertStringIncludes(
    texts.join("\n"),
    "recv-mapped against recv, zero-copy: receiver CPU time per byte, 1 thread: 4 KiB +25 % (CI +25 % to +25 %), 64 KiB",
  );
  assertEquals(texts.at(-1), "recv-mapped mapped of zero-copy, 1 thread: 4 KiB 0 %, 64 KiB 75 %");
});

Deno.test("strategies of the same run are paired by block; the table has each comparison", () => {
  const { receiverFamilies } = analyze(loaded(crossed(["recv", "recvmsg"])));
  assertEquals(receiverFamilies.map(({ measure }) => measure.id), ["rx_cpu_ns_per_byte", "throughput_gbps"]);
  for (const { comparisons } of receiverFamilies) {
    assertEquals(comparisons.map(({ mode, messageBytes, method }) => [mode, messageBytes, method]), [
      ["two-copy", 4 * KIB, "paired by block"],
      ["zero-copy", 4 * KIB, "paired by block"],
      ["two-copy", 64 * KIB, "paired by block"],
      ["zero-copy", 64 * KIB, "paired by block"],
    ]);
  }
});

Deno.test("without recv the first strategy is what others are compared with; one alone is not asked about", () => {
  assertMatch(ninth(crossed(["recvmsg", "recv-mapped"]))!.answer, /recvmsg against recv-mapped, of 4/);
  assertEquals(ninth(crossed(["recvmsg"])), undefined);
  assertMatch(
    ninth(crossed(["recv", "recvmsg"], { ...SWEEP, repeats: 3 }))!.answer,
    /^not measurable here, .*six repeats/,
  );
});

Deno.test("strategies have a figure that compares them: the receiver's cost of a byte, one panel per mode", () => {
  const [figure, ...others] = describeFigures(analyze(loaded(crossed(["recvmsg", "recv-mapped", "recv"]))))
    .filter(({ id }) => id.startsWith("receiver_cpu_time_by_size"));
  assert(figure?.kind === "drawn" && others.length === 0);
  const panels = figure.panels as XyPanel[];
  assertEquals(panels.map(({ title }) => title), ["two-copy", "zero-copy"]);
  assertEquals(figure.legend.map(({ label }) => label), ["recv", "recv-mapped", "recvmsg"]);
  assertEquals(panels[0]!.y.label, "Receiver CPU time per byte (ns/B)");
  const medians = panels.map(({ series }) =>
    series.map(({ id, points }) => [id, ...points.map(({ y }) => y)])
  );
  const near = medians.map((panel) =>
    panel.map((line) => line.map((v) => typeof v === "number" ? v.toFixed(2) : v))
  );
  assertEquals(near, [
    [["recv", "0.20", "0.20"], ["recv-mapped", "0.25", "0.25"], ["recvmsg", "0.30", "0.30"]],
    [["recv", "0.20", "0.20"], ["recv-mapped", "0.25", "0.10"], ["recvmsg", "0.30", "0.30"]],
  ]);
  assert(figure.notes.includes("All panels: 1 thread."));
});

Deno.test("one strategy has no such figure, and who asks for it is told why", () => {
  const analysis = analyze(loaded(crossed(["recvmsg"])));
  assert(!describeFigures(analysis).some(({ id }) => id === "receiver_cpu_time_by_size"));
  const [asked] = describeFigures(analysis, ["receivers"]);
  assertEquals(asked?.kind === "not drawn" && asked.because, "the results have no two receive strategies");
});

Deno.test("modes and thread counts of strategies make a grid, twelve panels at most; each rate has a figure", () => {
  const modes = Object.fromEntries(["a", "b", "c", "d"].map((mode) => [mode, () => 10]));
  const rows = crossed(["recv", "recvmsg"], { ...SWEEP, modes, threads: [1, 2, 4, 8], repeats: 1 });
  const figures = (all: readonly ResultRow[]) => describeFigures(analyze(loaded(all)), ["receivers"]);
  const [figure] = figures(rows);
  assert(figure?.kind === "drawn");
  assertEquals([figure.columns, figure.panels.length], [4, 12]);
  assertEquals((figure.panels as XyPanel[]).slice(3, 5).map(({ title }) => title), [
    "d, 1 thread",
    "a, 4 threads",
  ]);
  assert(figure.notes.includes("3 of 4 thread counts are shown; the tables have all."));
  const all = Object.fromEntries(TWELVE_MODES.map((mode) => [mode, () => 10]));
  const [twelve] = figures(
    crossed(["recv", "recvmsg"], { modes: all, sizes: [4096], threads: [1, 2], repeats: 1 }),
  );
  assert(twelve?.kind === "drawn" && twelve.panels.length === 12);
  assert(twelve.panels.every((panel) => panel.kind === "xy" && panel.series.length === 2), "an empty panel");
  assert(twelve.notes.includes("All panels: 1 thread."), twelve.notes.join());
  assertEquals(figures(RATES).map(({ title }) => title), [
    "Receiver CPU time per byte by receive strategy (at 1 Gbit/s)",
    "Receiver CPU time per byte by receive strategy (at 2 Gbit/s)",
  ]);
});

/** At 2 Gbit/s `recvmsg` costs less, at 1 Gbit/s `recv`. */
const RATES = [2, 1].flatMap((offered_gbps) => {
  const modes = { "two-copy": () => offered_gbps, "zero-copy": () => offered_gbps };
  return crossed(["recv", "recvmsg"], { ...SWEEP, modes }, { offered_gbps }).map((row) =>
    offered_gbps === 2 && row.rx === "recvmsg" ? { ...row, rx_cpu_s: row.rx_cpu_s! / 2 } : row
  );
});

Deno.test("each rate and strategy has its own answer, ranking and figures, which name it; rates ascend", () => {
  const analysis = analyze(loaded(RATES));
  const names = ["recv, at 1 Gbit/s", "recv, at 2 Gbit/s", "recvmsg, at 1 Gbit/s", "recvmsg, at 2 Gbit/s"];
  assertEquals(analysis.tables.map(({ name }) => name), names);
  assertEquals(analysis.rankings.map(({ measure }) => measure.id), Array(4).fill("cpu_ns_per_byte"));
  const titles = describeFigures(analysis, ["throughput"]).map(({ title }) => title);
  assertEquals(titles, names.map((name) => `Throughput by message size (${name})`));
  const finding = analysis.findings.find(({ question }) => question === 9)!;
  assertEquals(finding.answer.split("\n").map((line) => line.split(":")[0]), ["at 1 Gbit/s", "at 2 Gbit/s"]);
  assertEquals(finding.answer.includes("throughput"), false, "as much goes through with each");
  assertStringIncludes(methodTexts(analysis).join("\n"), "all senders together 1 and 2 Gbit/s");
  assertStringIncludes(
    methodTexts(analysis).join("\n"),
    "all receive strategies and rates had their trials one after another",
  );
});

Deno.test("the report and the terminal tell for which strategy and rate they speak", () => {
  const analysis = analyze(loaded(RATES));
  const text = toMarkdown(reportDocument(analysis, []), null);
  for (const name of ["recv, at 1 Gbit/s", "recvmsg, at 2 Gbit/s"]) assertStringIncludes(text, name);
  assertStringIncludes(text, "| Offered (Gbit/s) |");
  const screen = { columns: 200, colors: false };
  const block = answerBlock(analysis, { where: { label: "Report", text: "x" } }, screen).join("\n");
  assertStringIncludes(block, "Answer: recvmsg, at 2 Gbit/s: By CPU time per byte, ");
  assertStringIncludes(
    block,
    "Receiver: at 1 Gbit/s: By receiver CPU time per byte, recv is best or tied for best in 4 of 4 cases.",
  );
  assertStringIncludes(
    metricTables(analysis.cells, 100).join("\n"),
    "CPU time per byte (ns), recv, at 1 Gbit/s\n",
  );
  assertStringIncludes(comparisonLines(analysis, 120).join("\n"), "  recvmsg, at 2 Gbit/s  zero-copy");
});

Deno.test("more settings than the terminal has room for are counted", () => {
  const rows = ["a", "b", "c", "d", "e", "f"].flatMap((rx) =>
    madeUpRows(SWEEP).map((row) => ({ ...row, rx }))
  );
  const screen = { columns: 100, colors: false };
  const block = answerBlock(analyze(loaded(rows)), { where: { label: "Report", text: "x" } }, screen);
  assertEquals(block.filter((line) => line.startsWith("Answer: ")).length, 4);
  assertStringIncludes(block.join("\n"), "2 more settings in the report.");
});

Deno.test("two result sets are compared strategy by strategy; one that had a single one finds its own", () => {
  const [a, b] = [crossed(["recv"]), crossed(["recv", "recvmsg"])].map((rows) => ({
    loaded: loaded(rows),
    tables: tabulate(rows).tables,
  }));
  const comparison = compareResults(a!, b!);
  assertEquals(comparison.families[0]!.comparisons.map(({ setting }) => setting.rx), Array(4).fill("recv"));
  assertEquals(comparison.onlyInB.map(({ setting }) => setting.rx), Array(4).fill("recvmsg"));
  const text = changesLines(comparison, 200).join("\n");
  assertStringIncludes(text, "only in B: two-copy 4 KiB × 1 (recvmsg)");
});
