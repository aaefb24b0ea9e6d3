import { present } from "../../present.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { loadResults, loadTogether, UnreadableResults } from "../../../results/load.ts";
import type { ResultRow } from "../../../results/columns.ts";
import { counterTotal } from "../../../results/counters.ts";
import { madeUpRows } from "../../report/made_up_trials.ts";
import { fieldPath, linesOf } from "../foreign/field_files.ts";
import { madeTable } from "../foreign/made_table.ts";
import { withDirectory } from "../../cli/program.ts";
import type { Rows } from "../../../results/table/rows.ts";

const together = (...numbers: readonly string[]) => loadTogether(numbers.map(fieldPath));

function withFiles(
  files: Readonly<Record<string, string>>,
  use: (paths: string[]) => Promise<void>,
): Promise<void> {
  return withDirectory(async (directory) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(directory, name)), { recursive: true });
      await Deno.writeTextFile(join(directory, name), text);
    }
    await use(Object.keys(files).map((name) => join(directory, name)));
  });
}

/** A `trials.csv` of one run. */
function ownSet(run: string, columns: Partial<ResultRow> = {}): string {
  const rows = madeUpRows({ modes: { "two-copy": () => 10 }, repeats: 2 });
  const own = rows.map((row, trial): ResultRow => ({ ...row, run_id: run, trial, ...columns }));
  return csvHeader() + own.map(csvLine).join("");
}

const throughputOf = (factor: number) => madeTable({ throughput_gbps: ({ gbps }) => gbps * factor });

/** The settings that rows have, as many as there are. */
function topologies(rows: Rows): (string | null)[] {
  return [...new Set(rows.map(({ topology }) => topology))];
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
  assertStringIncludes(
    notes.join("\n"),
    "18-num-threads-perf-only.csv: joined by configuration with 17-num-threads-twocopy.csv in 48 rows",
  );
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
  const [one, alone] = [await together("07"), await loadResults(fieldPath("07"))];
  assertEquals({ ...one, rows: linesOf(one) }, { ...alone, rows: linesOf(alone) });
});

Deno.test("further runs of the same cells are repeats, and other cells are added", async () => {
  const run = (factor: number) => madeTable({ throughput_gbps: ({ gbps }) => gbps * factor });
  await withFiles({ "one.csv": run(1), "two.csv": run(1.01) }, async (paths) => {
    const { rows, notes } = await loadTogether(paths);
    assertEquals([rows.length, rows.filter(({ repeat }) => repeat === 1).length], [96, 48]);
    assertStringIncludes(
      notes.join(),
      "two.csv: its rows are further repeats of the configurations of one.csv",
    );
  });
  await withFiles({ "results_loopback.csv": run(1), "results_10g.csv": run(1.01) }, async (paths) => {
    assertStringIncludes(
      (await loadTogether(paths)).notes.join("\n"),
      "the names of results_loopback.csv, results_10g.csv differ in more than numbers: if they are settings, --join settings " +
        "keeps them apart",
    );
  });
  await withFiles({ "run1.csv": run(1), "run2.csv": run(1.01) }, async (paths) => {
    assert(!(await loadTogether(paths)).notes.join().includes("more than numbers"), "numbers of runs");
  });
  const other = await together("07", "53");
  assertEquals(other.rows.length, 96);
  assertStringIncludes(other.notes.join(), "its rows are added");
});

Deno.test("a file for each mode and kind of figure, with the mode in its name, is one experiment", async () => {
  const figures = { results: ["throughput_gbps", "2.5"], perf: ["cycles", "7000"] } as const;
  const files = Object.entries(figures).flatMap(([kind, [column, value]]) =>
    ["A1", "A2", "A3"].map((
      mode,
    ) => [`${kind}_${mode}.csv`, `size,threads,${column}\n64,1,${value}\n64,2,${value}5\n`])
  );
  await withFiles(Object.fromEntries(files), async (paths) => {
    const { rows } = await loadTogether(paths);
    assertEquals(
      rows.map((row) => [row.mode, row.threads, row.throughput_gbps, counterTotal(row, "cycles")]),
      [
        ["two-copy", 1, 2.5, 7000],
        ["two-copy", 2, 2.55, 70005],
        ["one-copy", 1, 2.5, 7000],
        ["one-copy", 2, 2.55, 70005],
        ["zero-copy", 1, 2.5, 7000],
        ["zero-copy", 2, 2.55, 70005],
      ],
    );
  });
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
      assertEquals([rows.length, rows.at(0)?.message_bytes], [48, 512], order.join());
      assert(rows.every((row) => row.throughput_gbps && counterTotal(row, "cycles")));
    }
  });
});

Deno.test("figures that one of two files rounds are those of one run, whichever comes first", async () => {
  const cycles = (_: unknown, i: number) => 1e9 + i * i * i % 97 * 1e7;
  const files = {
    "rounded.csv": madeTable({ throughput_gbps: ({ gbps }) => gbps.toFixed(2) }),
    "whole.csv": madeTable({ throughput_mbps: ({ gbps }) => gbps * 1000, cycles }),
    "other_run.csv": madeTable({ throughput_gbps: ({ gbps }, i) => gbps * (1.01 - i % 3 / 100), cycles }),
  };
  await withFiles(files, async ([rounded, whole, other]) => {
    for (const paths of [[rounded!, whole!], [whole!, rounded!]]) {
      const { rows } = await loadTogether(paths);
      assertEquals(rows.length, 48);
      assert(rows.every((row) => row.throughput_gbps && counterTotal(row, "cycles")));
    }
    assertEquals((await loadTogether([rounded!, other!])).rows.length, 96);
  });
});

Deno.test("netio's own result sets stay netio's, together and beside others", async () => {
  await withFiles({ "a.csv": ownSet("a"), "b.csv": ownSet("b") }, async (paths) => {
    const both = await loadTogether(paths);
    assertEquals([both.origin, both.rows.length], ["netio", 2 * (await loadResults(paths[0]!)).rows.length]);
    assertEquals((await loadTogether([paths[0]!, fieldPath("07")])).origin, "foreign");
  });
});

Deno.test("directories tell settings apart, unless they number runs", async () => {
  const files = { "lab1/out.csv": throughputOf(1), "lab2/out.csv": throughputOf(2) };
  await withFiles(files, async (paths) => {
    const { rows, notes } = await loadTogether(paths);
    assertEquals(topologies(rows), ["lab1", "lab2"]);
    assertEquals(
      notes[0],
      "2 files are read together, 96 rows: 2 settings side by side, which are not compared with each other: lab1, lab2",
    );
    assertEquals(topologies((await loadTogether(paths, "repeats")).rows), [null]);
  });
  for (const [one, two] of [["run1", "run2"], ["2026-11-28T09-55", "2026-11-29T07-10"]] as const) {
    await withFiles(
      { [`${one}/out.csv`]: throughputOf(1), [`${two}/out.csv`]: throughputOf(2) },
      async (paths) => {
        const { rows, notes } = await loadTogether(paths);
        assertEquals(topologies(rows), [null]);
        assertStringIncludes(
          notes[1]!,
          `${two}/out.csv: its rows are further repeats of the configurations of ${one}/out.csv`,
        );
      },
    );
  }
});

Deno.test("a column with one value in each file tells settings apart, a number of the run does not", async () => {
  const of = (columns: Record<string, string>, factor: number) =>
    madeTable({
      throughput_gbps: ({ gbps }) => gbps * factor,
      ...Object.fromEntries(Object.entries(columns).map(([name, word]) => [name, () => word])),
    });
  await withFiles(
    {
      "a.csv": of({ kernel: "mainline", attempt_id: "1", weather: "19" }, 1),
      "b.csv": of({ kernel: "rt", attempt_id: "2", weather: "19" }, 2),
    },
    async (paths) => {
      const { rows, notes } = await loadTogether(paths);
      assertEquals(topologies(rows), ["mainline", "rt"]);
      assertStringIncludes(notes.join("\n"), "a.csv, b.csv: columns that are not used: weather\n");
    },
  );
  await withFiles(
    { "a.csv": of({ attempt_id: "1" }, 1), "b.csv": of({ attempt_id: "2" }, 2) },
    async (paths) => {
      const { rows, notes } = await loadTogether(paths);
      assertEquals(topologies(rows), [null]);
      assert(!notes.join().includes("attempt_id has"), notes.join());
    },
  );
  await withFiles(
    { "a.csv": of({ mtu: "1500" }, 1), "b.csv": of({ mtu: "9000" }, 2) },
    async (paths) => assertEquals(topologies((await loadTogether(paths)).rows), ["mtu=1500", "mtu=9000"]),
  );
  await withFiles(
    { "a.csv": of({ weather: "17.5" }, 1), "b.csv": of({ weather: "19" }, 2) },
    async (paths) =>
      assertStringIncludes(
        (await loadTogether(paths)).notes.join("\n"),
        "column weather has another number in each file (17.5, 19), which was taken for a figure of the run: --join settings",
      ),
  );
  const sets = {
    "1/trials.csv": ownSet("a", { congestion_control: "cubic" }),
    "2/trials.csv": ownSet("b", { congestion_control: "bbr" }),
  };
  await withFiles(sets, async (paths) => {
    assertEquals(topologies((await loadTogether(paths)).rows), [
      "loopback, congestion_control=cubic",
      "loopback, congestion_control=bbr",
    ]);
  });
});

Deno.test("a directory of result sets is these; other machines are other settings, the same are repeats", async () => {
  const environment = (model: string) => JSON.stringify({ host: { kernel_release: "6.8", cpu: { model } } });
  const files = (second: string) => ({
    "20261128/trials.csv": ownSet("a"),
    "20261128/environment.json": environment("Xeon"),
    "20261129/trials.csv": ownSet("b"),
    "20261129/environment.json": environment(second),
    "20261129/notes.txt": "nothing",
  });
  await withFiles(files("EPYC"), async ([path]) => {
    const { rows, files: read, environment } = await loadTogether([dirname(dirname(path!))]);
    assertEquals(topologies(rows), ["loopback, Xeon, Linux 6.8", "loopback, EPYC, Linux 6.8"]);
    assertEquals([read?.length, environment], [2, null]);
  });
  await withFiles(files("Xeon"), async ([path]) => {
    const { rows, environment } = await loadTogether([dirname(dirname(path!))]);
    assertEquals([topologies(rows), environment === null], [["loopback"], false]);
  });
});

Deno.test("a setting that one of several runs alone names is told", async () => {
  const bbr = madeTable({ throughput_gbps: ({ gbps }) => gbps * 1.1, congestion_control: () => "bbr" });
  const told = "congestion_control=bbr in bbr.csv, of which the other files say nothing";
  const counts = madeTable({ cycles: (_, i) => 1e9 + i * i * i % 97 * 1e7, congestion_control: () => "bbr" });
  await withFiles({ "a.csv": throughputOf(1), "bbr.csv": bbr, "c.csv": counts }, async ([a, b, c]) => {
    const notesOf = async (...paths: string[]) => (await loadTogether(paths)).notes.join("\n");
    assertStringIncludes(await notesOf(a!, b!), told);
    assert(!(await notesOf(a!, c!)).includes("say nothing"), "columns of one experiment");
    assert(!(await loadTogether([a!, b!], "repeats")).notes.join().includes("say nothing"), "asked for");
  });
});

Deno.test("a conflict names the file that has the figure, not the one that it was joined to", async () => {
  const cycles = (_: unknown, i: number) => 1e9 + i * i * i % 97 * 1e7;
  const files = {
    "a.csv": throughputOf(1),
    "b.csv": madeTable({ cycles }),
    "c.csv": madeTable({
      cycles: (row, i) => cycles(row, i) + (i === 5 ? 1e8 : 0),
      llc_misses: (_, i) => 7 + i * i % 31,
    }),
  };
  await withFiles(files, async (paths) => {
    await assertRejects(
      () => loadTogether(paths),
      UnreadableResults,
      "b.csv and c.csv contradict each other: cycles of two-copy 1 KiB × 2 threads is 1.28 G in b.csv line 7 " +
        "and 1.38 G in c.csv line 7",
    );
  });
});

Deno.test("a conflict names the line of either file: of tables, JSON, other programs' output and netio's own rows", async () => {
  const cells = "A1,64,1 A1,64,2 A1,64,4 A2,64,1 A2,64,2 A2,64,4".split(" ");
  const csv = (column: string, figures: readonly number[]) =>
    `mode,size,threads,gbps,${column}\n${
      cells.map((cell, i) => `${cell},${figures[i]},${i * i + 7e6}`).join("\n")
    }\n`;
  const gbps = [2, 3, 4, 5, 6, 7];
  const json = gbps.map((figure, i) => {
    const [mode, size, threads] = cells[i]!.split(",");
    return JSON.stringify({ mode, size: Number(size), threads: Number(threads), gbps: i === 4 ? 9 : figure });
  });
  const omni = (size: number, rate: number) =>
    `THROUGHPUT=${rate}\nTHROUGHPUT_UNITS=10^6bits/s\nELAPSED_TIME=10\nLOCAL_SEND_SIZE=${size}\n`;
  const [own] = madeUpRows({ modes: { "two-copy": () => 10 }, repeats: 1 });
  const ownRows = [64, 128, 256].map((message_bytes, i): ResultRow => ({
    ...own!,
    message_bytes,
    repeat: 0,
    trial: i,
    run_id: "a",
    throughput_gbps: 2 + i,
    bytes: null,
  }));
  const files = {
    // comments, an empty line, and rows in another order
    "a.csv": `# by hand\n\n${csv("cycles", gbps)}`,
    "b.csv": csv("llc_misses", [2, 3, 4, 8, 6, 7]),
    "c.json": `[\n\n${json.join(",\n")}]\n`,
    "d.txt": "mode,size,threads,pattern,gbps,cycles\n" +
      "contiguous,64,1,stream,1,7000000\ncontiguous,128,1,stream,3,7000001\n",
    "e.txt": `MIGRATED OMNI TEST netperf\n${omni(64, 1000)}${omni(128, 2000)}`,
    "g.json": [[64, 1], [128, 2]].map(([blksize, gbps]) =>
      JSON.stringify(
        {
          start: { test_start: { protocol: "TCP", blksize, num_streams: 1 } },
          end: { sum_received: { bytes: gbps! * 125e7, seconds: 10, bits_per_second: gbps! * 1e9 } },
        },
        null,
        1,
      )
    ).join("\n"),
    "own.csv": csvHeader() + ownRows.map(csvLine).join(""),
    "f.csv": "mode,size,threads,rx,pattern,topology,interleave,gbps,cycles\n" +
      [[64, 2], [128, 3], [256, 5]].map(([size, gbps]) =>
        `A1,${size},1,recv,stream,loopback,trials,${gbps},700000${gbps}\n`
      ).join(""),
  };
  await withFiles(files, async ([a, b, c, d, e, g, own, f]) => {
    const cases = [
      [[a, b], "is 5 in a.csv line 7 and 8 in b.csv line 5"],
      [[c, b], "is 5 in c.json line 6 and 8 in b.csv line 5"],
      [[b, a, c], "5 in a.csv line"],
      [[a, c], "is 6 in a.csv line 8 and 9 in c.json line 7"],
      [[d, e], "is 3 in d.txt line 3 and 2 in e.txt line 6"],
      [[d, g], "is 3 in d.txt line 3 and 2 in g.json line 17"],
      [[own, f], "is 4 in own.csv line 4 and 5 in f.csv line 4"],
    ] as const;
    for (const [paths, said] of cases) {
      await assertRejects(() => loadTogether(paths.map((path) => path!), "columns"), UnreadableResults, said);
    }
  });
});

Deno.test("conflicts are errors that name both files", async () => {
  const differing = madeTable({
    throughput_gbps: ({ gbps }, i) => i === 5 ? 2 * gbps : gbps,
    cycles: (_, i) => 1e9 + i * i * i % 97 * 1e7,
  });
  const files = {
    "a.csv": throughputOf(1),
    "b.csv": differing,
    "copy.csv": throughputOf(1),
    "near.csv": madeTable({ throughput_gbps: ({ gbps }, i) => i === 5 ? 2 * gbps : gbps }),
    "c.csv": madeTable({ cycles: (_, i) => 1e9 + i * i * i % 97 * 1e7 }),
    "other.csv": "mode,size,threads,throughput_gbps\nA1,77,3,5\n",
    "own.csv": ownSet("a"),
    "same.csv": ownSet("a"),
  };
  await withFiles(files, async ([a, b, copy, near, c, other, own, same]) => {
    const cases: [paths: (string | undefined)[], join: "columns" | "repeats" | null, said: string][] = [
      [
        [a, b],
        null,
        "a.csv and b.csv contradict each other: throughput_gbps of two-copy 1 KiB × 2 threads is",
      ],
      [[a, b], "columns", "a.csv and b.csv contradict each other"],
      [[a, copy], null, "a.csv and copy.csv have the same figures in all 48 rows that both have"],
      [
        [a, near],
        null,
        "a.csv and near.csv contradict each other: throughput_gbps of two-copy 1 KiB × 2 threads is",
      ],
      [[a, c], "repeats", "a.csv and c.csv measure nothing that both have"],
      [[a, other], "columns", "a.csv and other.csv have no configuration in common"],
      [[own, same], null, "own.csv and same.csv have the same trials (run a)"],
      [[a, a], null, "a.csv is given twice"],
    ];
    for (const [paths, join, said] of cases) {
      const error = await assertRejects(
        () => loadTogether(paths.map((path) => path!), join),
        UnreadableResults,
        said,
      );
      assert(!error.message.includes("\n"), error.message);
    }
    assertEquals((await loadTogether([a!, b!], "repeats")).rows.length, 96);
  });
});

Deno.test("--join settings keeps files apart by their names", async () => {
  await withFiles({ "cubic.csv": throughputOf(1), "bbr.csv": throughputOf(1.2) }, async (paths) => {
    assertEquals(topologies((await loadTogether(paths)).rows), [null]);
    assertEquals(topologies((await loadTogether(paths, "settings")).rows), ["cubic", "bbr"]);
  });
});
