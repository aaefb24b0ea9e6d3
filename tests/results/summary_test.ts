import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { provenanceOf } from "../../results/provenance.ts";
import { summarize as summarizeCells, summaryCsv } from "../../results/summary.ts";
import { fakeRows, ONE_PLACE } from "../plots/fake_results.ts";
import { readText } from "./foreign/field_files.ts";
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

const ENVIRONMENT = {
  title: "FAKE title",
  hostName: "fake-host",
  netioVersion: "0.0.0-fake",
  host: { kernelRelease: "6.99-FAKE", cpu: { model: "FAKE CPU" } },
};

function pinned(tx: (trial: number) => string | null): ResultRow[] {
  return fakeRows(ONE_PLACE).map((row) => ({ ...row, tx_cpus: tx(row.trial!), rx_cpus: "1" }));
}

Deno.test("the context of netio's own rows comes from them and from environment.json", () => {
  assertEquals(provenanceOf(tabulate(pinned(() => "0")).cells, ENVIRONMENT), {
    title: "FAKE title",
    hostName: "fake-host",
    cpuModel: "FAKE CPU",
    kernel: "Linux 6.99-FAKE",
    topology: "loopback",
    load: null,
    pinning: "tx 0, rx 1",
    dateUtc: "2001-02-03 04:05 UTC",
    repeats: "7",
    netioVersion: "0.0.0-fake",
  });
});

Deno.test("pinning says none, some, one place or many", () => {
  const text = (tx: (trial: number) => string | null) =>
    provenanceOf(tabulate(pinned(tx)).cells, null).pinning;
  assertEquals(text(() => null), "none");
  assertEquals(text((trial) => trial === 0 ? null : "0"), "in some trials");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "2"), "one CPU per thread");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "0 0"), "fixed CPUs, shared by threads");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "1"), "fixed CPUs, shared by threads", "of both ends");
  const hosts = pinned((trial) => trial % 2 === 0 ? "0" : "1").map((row) => ({ ...row, topology: "hosts" }));
  const { pinning } = provenanceOf(tabulate(hosts).cells, null);
  assertEquals(pinning, "one CPU per thread", "each host has a CPU 1 of its own");
});

Deno.test("senders that went by the clock, all at one rate, were offered so much", () => {
  const offered = (gbps: readonly number[]) =>
    provenanceOf(
      tabulate(fakeRows(ONE_PLACE).map((row, i) => ({ ...row, offered_gbps: gbps[i % gbps.length]! }))).cells,
      null,
    ).load;
  assertEquals([offered([2.5]), offered([5, 2])], ["2.5 Gbit/s offered", null]);
});

Deno.test("of another program's file nothing is claimed", () => {
  const { rows } = readText("Mode,Size,Threads,Throughput_Gbps\n0,64,1,2\n0,64,1,2\n1,64,1,3\n");
  assertEquals(provenanceOf(tabulate(rows).cells, null), {
    title: null,
    hostName: null,
    cpuModel: null,
    kernel: null,
    topology: null,
    load: null,
    pinning: null,
    dateUtc: null,
    repeats: "1 to 2",
    netioVersion: null,
  });
});

Deno.test("an environment.json of another shape is no reason to fail", () => {
  const { cpuModel, kernel } = provenanceOf(tabulate([]).cells, { host: [1], netioVersion: {} });
  assertEquals([cpuModel, kernel], [null, null]);
});
