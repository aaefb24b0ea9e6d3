import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { loadResults, UnreadableResults } from "../../results/load.ts";
import { madeUpRows } from "../report/made_up_trials.ts";
import { cases, SEED } from "./foreign/hostile.ts";
import { withDirectory } from "../cli/program.ts";

const rows = madeUpRows({ modes: { "two-copy": () => 10, "one-copy": () => 12 }, repeats: 2 });
const trials = csvHeader() + rows.map(csvLine).join("");

function withFiles<T>(files: Record<string, string>, test: (directory: string) => Promise<T>): Promise<T> {
  return withDirectory(async (directory) => {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(directory, name), text);
    return await test(directory);
  });
}

Deno.test("a result directory and its trials.csv are the same, with the environment", async () => {
  await withFiles(
    { "trials.csv": trials, "environment.json": '{ "netioVersion": "0.1.0" }' },
    async (directory) => {
      for (const path of [directory, join(directory, "trials.csv")]) {
        const loaded = await loadResults(path);
        assertEquals(loaded.origin, "netio");
        assertEquals(loaded.source, join(directory, "trials.csv"));
        assertEquals(loaded.rows.length, 8);
        assertEquals(loaded.rows.at(0)?.throughput_gbps?.toFixed(6), rows.at(0)?.throughput_gbps?.toFixed(6));
        assertEquals(loaded.environment, { netioVersion: "0.1.0" });
        assertEquals(loaded.notes, []);
      }
    },
  );
});

Deno.test("a byte order mark and a quoted header, as spreadsheets leave them, do not make it somebody else's", async () => {
  const [header, ...lines] = trials.split("\r\n");
  const quoted = header?.split(",").map((name) => `"${name}"`).join(",");
  await withFiles({ "saved.csv": `\uFEFF${[quoted, ...lines].join("\n")}` }, async (directory) => {
    const { origin, rows: read } = await loadResults(join(directory, "saved.csv"));
    assertEquals([origin, read.length], ["netio", 8]);
  });
});

Deno.test("a missing or damaged environment is a note, not an error", async () => {
  await withFiles({ "trials.csv": trials }, async (directory) => {
    const { environment, notes } = await loadResults(directory);
    assertEquals([environment, notes.length], [null, 1]);
  });
  await withFiles({ "trials.csv": trials, "environment.json": "{" }, async (directory) => {
    const { environment, notes } = await loadResults(directory);
    assertEquals([environment, notes], [null, ["environment.json is damaged: the machine is not known"]]);
  });
});

Deno.test("the plan is read where there is one of netio's; anything else is none, without a note", async () => {
  const planOf = (files: Record<string, string>) =>
    withFiles({ "trials.csv": trials, "environment.json": "{}", ...files }, async (directory) => {
      const { plan, notes } = await loadResults(directory);
      assertEquals(notes, []);
      return plan;
    });
  const plan = { schema: 2, runId: "1", topology: { kind: "netns", netem: "delay 1ms" } };
  assertEquals(await planOf({ "plan.json": JSON.stringify(plan) }), plan);
  assertEquals(await planOf({}), null);
  for (const other of ["{", "[]", "null", '{ "lessons": 3 }']) {
    assertEquals(await planOf({ "plan.json": other }), null, other);
  }
});

Deno.test("a file of another name has no plan, though one lies beside it", async () => {
  await withFiles({ "mine.csv": trials, "plan.json": '{ "runId": "1" }' }, async (directory) => {
    assertEquals((await loadResults(join(directory, "mine.csv"))).plan, null);
  });
});

Deno.test("a last line that was cut off is left out, with a note", async () => {
  await withFiles({ "trials.csv": trials.slice(0, -40), "environment.json": "{}" }, async (directory) => {
    const { rows: read, notes } = await loadResults(directory);
    assertEquals([read.length, notes], [7, ["the last line was cut off and is left out"]]);
  });
});

Deno.test("a file without netio's columns is read as somebody else's", async () => {
  await withFiles({ "theirs.csv": "mode,size,threads\na1,64,1\n" }, async (directory) => {
    const { origin, environment, rows: read } = await loadResults(join(directory, "theirs.csv"));
    assertEquals([origin, environment, read.length], ["foreign", null, 1]);
  });
});

Deno.test("a result set that has only its header is empty, with a note", async () => {
  await withFiles({ "trials.csv": csvHeader(), "environment.json": "{}" }, async (directory) => {
    const { rows: read, notes } = await loadResults(directory);
    assertEquals([[...read], notes], [[], ["no trial has been written yet"]]);
  });
});

Deno.test("what can't be read is named, with its line and column", async () => {
  const broken = csvHeader() + csvLine({ ...rows.at(0)!, threads: null });
  const newer = csvHeader() + csvLine({ ...rows.at(0)!, schema: 2 });
  const files = {
    "empty.csv": "",
    "broken.csv": broken,
    "newer.csv": newer,
    "text.csv": "hello\n",
    "number.csv": trials.replace(",16384,", ",many,"),
  };
  await withFiles(files, async (directory) => {
    const cases: [name: string, message: string][] = [
      ["absent.csv", "absent.csv: there is no such file"],
      ["empty.csv", "empty.csv: the file is empty"],
      ["broken.csv", "broken.csv: line 2, column threads: the field is empty"],
      ["newer.csv", "newer.csv: line 2: schema 2, this netio reads schema 1"],
      ["text.csv", "text.csv: line 1: no column is recognised as the mode"],
      ["number.csv", 'column message_bytes: "many" is not a number'],
      [
        ".",
        ": neither this directory nor one in it has a trials.csv; other programs' tables are given as ",
      ],
    ];
    for (const [name, message] of cases) {
      await assertRejects(() => loadResults(join(directory, name)), UnreadableResults, message);
    }
  });
});

Deno.test("damage anywhere in a result file is an error that names the file, or does no harm", async () => {
  await withFiles({}, async (directory) => {
    const path = join(directory, "trials.csv");
    await fc.assert(
      fc.asyncProperty(
        fc.nat(trials.length),
        fc.nat(50),
        fc.string({ unit: "binary" }),
        async (at, length, text) => {
          await Deno.writeTextFile(path, trials.slice(0, at) + text + trials.slice(at + length));
          try {
            await loadResults(path);
          } catch (error) {
            assert(error instanceof UnreadableResults, String(error));
            assert(error.message.startsWith(path), error.message);
          }
        },
      ),
      { numRuns: cases(100), seed: SEED },
    );
  });
});
