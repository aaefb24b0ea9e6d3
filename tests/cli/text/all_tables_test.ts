/** The tables of `--tables all`: one for each figure, with every statistic. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { metricTables } from "../../../cli/text/all_tables.ts";
import { tabulate } from "../../../results/cells.ts";
import type { ResultRow } from "../../../results/columns.ts";
import { measuredTrial } from "../../results/measured_trial.ts";

function trial(changes: Partial<ResultRow>): ResultRow {
  const figures = { latency_kind: "interval", latency_mean_us: 3, cpu_ns_per_byte: 0.25 };
  return measuredTrial({ message_bytes: 4096, threads: 1, ...figures, ...changes });
}

const seven = [10, 20, 30, 40, 50, 60, 70].map((gbps) => trial({ throughput_gbps: gbps }));

/** The lines of each table, its title first. */
function tablesOf(rows: readonly ResultRow[], columns = 100): string[][] {
  const lines = metricTables(tabulate(rows).cells, columns);
  assert(lines.every(({ length }) => length <= columns), lines.join("\n"));
  return lines.join("\n").split("\n\n").map((table) => table.split("\n").filter((line) => line !== ""));
}

const fieldsOf = (line: string) => line.trim().split(/ {2,}/);

Deno.test("every statistic of a figure stands in its table", () => {
  const [title, head, line] = tablesOf(seven)[0]!;
  assertEquals(title, "Throughput (Gbit/s)");
  assertEquals(fieldsOf(head!), [
    "size × threads",
    "mode",
    "n",
    "median",
    "95 % CI",
    "mean",
    "cv",
    "min",
    "max",
  ]);
  assertEquals(fieldsOf(line!), ["4 KiB × 1", "one-copy", "7", "40", "10 to 70", "40", "54.0 %", "10", "70"]);
});

Deno.test("throughput, latency and CPU time have a table each, and cycles only where they were counted", () => {
  const titles = (rows: readonly ResultRow[]) => tablesOf(rows).map(([title]) => title);
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
  assertMatch(tablesOf(seven.slice(0, 5))[0]![2]!, / 5 +30 +n < 6 +30 /);
});

Deno.test("the tables of all statistics fit in 80 columns", () => {
  tablesOf(seven.map((row) => ({ ...row, mode: "zero-copy-contiguous", message_bytes: 1024 ** 2 })), 80);
});
