import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { summarize as summarizeCells, summaryCsv } from "../../results/summary.ts";
import { measuredTrial as trial } from "./measured_trial.ts";

const summarize = (rows: readonly ResultRow[]) => summarizeCells(tabulate(rows).cells);

const seven = [30, 10, 20, 50, 40, 70, 60].map((throughput_gbps) => trial({ throughput_gbps }));

Deno.test("a cell of seven trials has median, mean, interval with its level, spread and extremes", () => {
  const [cell] = summarize(seven);
  const throughput = cell?.metrics.throughput_gbps;
  assertEquals(cell?.key, {
    mode: "one-copy",
    rx: "recv",
    pattern: "stream",
    topology: "loopback",
    interleave: "trials",
    offered_gbps: null,
    message_bytes: 1024,
    threads: 2,
  });
  assertEquals([cell?.n, cell?.nFailed], [7, 0]);
  assertEquals(
    [
      throughput?.median,
      throughput?.mean,
      throughput?.ciLo,
      throughput?.ciHi,
      throughput?.ciLevel,
      throughput?.min,
      throughput?.max,
    ],
    [40, 40, 10, 70, 0.984375, 10, 70],
  );
  assertAlmostEquals(throughput?.cv ?? 0, 0.540062, 1e-6);
});

Deno.test("what was not measured is null, not 0", () => {
  const [cell] = summarize(seven);
  assertEquals(cell?.metrics.cycles_per_byte, null);
});

Deno.test("failed and integrity trials are left out of the numbers, and those that failed are counted", () => {
  const [cell] = summarize([
    ...seven,
    trial({ status: "failed", throughput_gbps: 1 }),
    trial({ verify: "on", throughput_gbps: 2 }),
  ]);
  assertEquals([cell?.n, cell?.nFailed, cell?.metrics.throughput_gbps?.min], [7, 1, 10]);
});

Deno.test("below six trials there is no interval, and one trial has no spread", () => {
  const five = summarize(seven.slice(0, 5))[0]?.metrics.throughput_gbps;
  assertEquals([five?.ciLo, five?.ciHi, five?.ciLevel, five?.median], [null, null, null, 30]);
  assertEquals(summarize(seven.slice(0, 1))[0]?.metrics.throughput_gbps?.cv, null);
});

Deno.test("a cell whose trials all failed is a row with nothing measured", () => {
  const cells = summarize([trial({ status: "failed", warnings: "connection refused" })]);
  assertEquals([cells[0]?.n, cells[0]?.nFailed, cells[0]?.metrics.throughput_gbps], [0, 1, null]);
});

Deno.test("trials that differ in any part of the key are different cells", () => {
  const rows = [
    trial({}),
    trial({ threads: 4 }),
    trial({ topology: "netns" }),
    trial({ pattern: "rr" }),
    trial({ interleave: "slices" }),
    trial({ offered_gbps: 5 }),
    trial({ rx: "recvmsg" }),
    trial({}),
  ];
  assertEquals(summarize(rows).map(({ n }) => n).sort(), [1, 1, 1, 1, 1, 1, 2]);
});

Deno.test("summary.csv says which cells got as precise as was asked, and nothing where nothing was asked", () => {
  const { cells } = tabulate([...seven, trial({ threads: 4 })]);
  const verdicts = (csv: string) => {
    const [header, ...lines] = parse(csv);
    return lines.map((line) => line[header!.indexOf("until_ci")]);
  };
  assertEquals(verdicts(summaryCsv(cells)), ["", ""]);
  assertEquals(verdicts(summaryCsv(cells, ({ threads }) => threads === 4 ? "missed" : "reached")), [
    "reached",
    "missed",
  ]);
});

Deno.test("summary.csv has the contract's columns, and empty fields for what was not measured", () => {
  const [header, line] = parse(summaryCsv(tabulate(seven).cells));
  assertEquals(header?.slice(0, 18), [
    "mode",
    "rx",
    "pattern",
    "topology",
    "interleave",
    "offered_gbps",
    "message_bytes",
    "threads",
    "n",
    "n_failed",
    "throughput_gbps_median",
    "throughput_gbps_mean",
    "throughput_gbps_ci_lo",
    "throughput_gbps_ci_hi",
    "throughput_gbps_ci_level",
    "throughput_gbps_cv",
    "throughput_gbps_min",
    "throughput_gbps_max",
  ]);
  const at = (name: string) => line?.[header?.indexOf(name) ?? -1];
  assertEquals(line?.length, header?.length);
  assertEquals([at("throughput_gbps_ci_lo"), at("throughput_gbps_ci_hi")], ["10", "70"]);
  assertEquals([at("throughput_gbps_ci_level"), at("throughput_gbps_cv"), at("cycles_per_byte_max")], [
    "0.984375",
    "0.540061725",
    "",
  ]);
});
