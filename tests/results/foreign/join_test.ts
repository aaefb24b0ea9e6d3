import { present } from "../../present.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { loadResults, loadTogether } from "../../../results/load.ts";
import { counterTotal } from "../../../results/counters.ts";
import { madeUpRows } from "../../report/made_up_trials.ts";
import { fieldPath } from "./field_files.ts";
import { madeTable } from "./made_table.ts";

const together = (...numbers: readonly string[]) => loadTogether(numbers.map(fieldPath));

async function withFiles(
  files: Readonly<Record<string, string>>,
  use: (paths: string[]) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(directory, name), text);
    await use(Object.keys(files).map((name) => join(directory, name)));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("17 + 18: throughput and counters of one experiment are one row per cell, whatever its modes are called", async () => {
  const { rows, notes, origin } = await together("17", "18");
  assertEquals([rows.length, origin], [48, "foreign"]);
  const [row] = rows;
  assertEquals([row?.mode, row?.throughput_gbps, row?.bytes, counterTotal(row!, "cycles")], [
    "two-copy",
    0.855762,
    1069702080,
    20338938003,
  ]);
  assert(rows.every((one) => one.throughput_gbps !== null && present(one.cycles_per_byte) > 0));
  assertStringIncludes(notes.join("\n"), "18-num-threads-perf-only.csv: joined by cell in 48 rows");
  assert(!notes.join("\n").includes("no row has a throughput"));
});

Deno.test("23 + 24 + 25: three files in any order are the same rows", async () => {
  const orders = [["23", "24", "25"], ["25", "23", "24"], ["24", "25", "23"]] as const;
  const pick = async (order: readonly string[]) =>
    (await together(...order)).rows.map((
      row,
    ) => [
      row.mode,
      row.message_bytes,
      row.threads,
      row.throughput_gbps,
      row.latency_mean_us,
      counterTotal(row, "cache_misses"),
    ]);
  const first = await pick(orders[0]);
  assertEquals(first[0], ["two-copy", 512, 1, 0.55, 6.96, 4080333]);
  for (const order of orders) assertEquals(await pick(order), first);
});

Deno.test("one file alone is what it is by itself", async () => {
  assertEquals(await together("07"), await loadResults(fieldPath("07")));
});

Deno.test("further runs of the same cells are repeats, and other cells are added", async () => {
  const run = (factor: number) => madeTable({ throughput_gbps: ({ gbps }) => gbps * factor });
  await withFiles({ "one.csv": run(1), "two.csv": run(1.01) }, async (paths) => {
    const { rows, notes } = await loadTogether(paths);
    assertEquals([rows.length, rows.filter(({ repeat }) => repeat === 1).length], [96, 48]);
    assertStringIncludes(notes.join(), "two.csv: its rows are added as further repeats");
  });
  const other = await together("07", "53");
  assertEquals(other.rows.length, 96);
  assertStringIncludes(other.notes.join(), "its rows are added");
});

Deno.test("sizes that one file alone shows to be of fields are so in both", async () => {
  const files = {
    "throughput.csv": madeTable({
      gbps: ({ gbps }) => gbps,
      latency_us: ({ size, gbps }) => (size * 64 / gbps / 1e3).toFixed(4),
    }),
    "counters.csv": madeTable({ cycles: (_, i) => 1e9 + i * i * i % 97 * 1e7 }),
  };
  await withFiles(files, async (paths) => {
    for (const order of [paths, paths.toReversed()]) {
      const { rows } = await loadTogether(order);
      assertEquals([rows.length, rows[0]?.message_bytes], [48, 512], order.join());
      assert(rows.every((row) => row.throughput_gbps && counterTotal(row, "cycles")));
    }
  });
});

Deno.test("netio's own result sets stay netio's, together and beside others", async () => {
  const own = csvHeader() + madeUpRows({ modes: { "two-copy": () => 10 }, repeats: 2 }).map(csvLine).join("");
  await withFiles({ "a.csv": own, "b.csv": own }, async (paths) => {
    const both = await loadTogether(paths);
    assertEquals([both.origin, both.rows.length], ["netio", 2 * (await loadResults(paths[0]!)).rows.length]);
    assertEquals((await loadTogether([paths[0]!, fieldPath("07")])).origin, "foreign");
  });
});
