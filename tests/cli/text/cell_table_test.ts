import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { metricTables } from "../../../cli/text/cell_table.ts";
import type { ResultRow } from "../../../results/columns.ts";
import { tabulate } from "../../../results/cells.ts";
import { measuredTrial } from "../../results/measured_trial.ts";

function trial(changes: Partial<ResultRow>): ResultRow {
  const figures = { latency_kind: "interval", latency_mean_us: 3, cpu_ns_per_byte: 0.25 };
  return measuredTrial({ message_bytes: 4096, threads: 1, ...figures, ...changes });
}

const seven = [10, 20, 30, 40, 50, 60, 70].map((gbps) => trial({ throughput_gbps: gbps }));

function tablesOf(rows: readonly ResultRow[], unsure: Parameters<typeof metricTables>[1] = []): string[] {
  return metricTables(tabulate(rows).cells, unsure).split(/\n(?=[^│┌├└])/);
}

const fieldsOf = (line: string) => line.split("│").slice(1, -1).map((field) => field.trim());

Deno.test("every statistic of a figure stands in its table, with the level of its interval", () => {
  const [throughput] = tablesOf(seven);
  const [, head, , line] = throughput!.split("\n").slice(1).map(fieldsOf);
  assertStringIncludes(throughput!, "Throughput (Gbit/s)");
  assertEquals(head, [
    "size",
    "threads",
    "mode",
    "n",
    "median",
    "mean",
    "95 % CI",
    "level",
    "cv",
    "min",
    "max",
    "notes",
  ]);
  assertEquals(line, [
    "4 KiB",
    "1",
    "one-copy",
    "7",
    "40",
    "40",
    "10–70",
    "98.4 %",
    "54 %",
    "10",
    "70",
    "",
  ]);
});

Deno.test("throughput, latency and CPU time have a table each, and cycles only where they were counted", () => {
  const titles = (rows: readonly ResultRow[]) => tablesOf(rows).map((table) => table.split("\n")[0]);
  assertEquals(titles(seven), ["Throughput (Gbit/s)", "Time per message (µs)", "CPU time per byte (ns)"]);
  const counted = seven.map((row) => ({ ...row, cycles_per_byte: 0.7 }));
  assertEquals(titles(counted).at(-1), "CPU cycles per byte");
  const roundTrips = seven.map((row) => ({ ...row, pattern: "rr", latency_p50_us: 20, latency_p99_us: 30 }));
  assertEquals(titles(roundTrips).slice(0, 2), [
    "Median round trip (µs)",
    "99th percentile of round trips (µs)",
  ]);
});

Deno.test("below six trials there is no interval, and the table says why", () => {
  const [throughput] = tablesOf(seven.slice(0, 5));
  assertMatch(throughput!, /│ 5 +│ 30 +│ 30 +│ +│ n < 6/);
});

Deno.test("a cell's notes name failures, missed precision, the verdict and warnings that are not told elsewhere", () => {
  const rows = [
    ...seven.map((row) => ({
      ...row,
      effective_copy: "copied",
      warnings: "unpinned; steal (3 %); steal (2 %)",
    })),
    trial({ status: "failed", warnings: "reset" }),
  ];
  const unsure = [{ mode: "one-copy", messageBytes: 4096, threads: 1, trials: 7, halfWidth: 0.75 }];
  assertStringIncludes(tablesOf(rows, unsure)[0]!, "1 failed, unsure ±75 %, copied, steal 7×");
});
