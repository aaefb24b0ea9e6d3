import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { TRIAL_COLUMNS } from "../../../results/columns.ts";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { loadResults } from "../../../results/load.ts";
import { analysisJson, analyze } from "../../../report/analyze.ts";
import { madeUpRows } from "../../report/made_up_trials.ts";
import { fieldPath } from "../../results/foreign/field_files.ts";
import { parseTrials } from "../../results/plain_reader.ts";
import { convertedHeader, convertedLine } from "../../../results/foreign/converted.ts";
import { netioHere } from "../here.ts";
import { withDirectory } from "../program.ts";
import type { Rows } from "../../../results/table/rows.ts";

Deno.test("netio convert writes netio's columns; notes go to stderr, and what is there is left alone", async () => {
  await withDirectory(async (directory) => {
    const out = join(directory, "trials.csv");
    const first = await netioHere("convert", fieldPath("13"), "--out", out);
    assertEquals([first.code, first.stdout], [0, `${out}: 48 rows\n`]);
    assertStringIncludes(first.stderr, "note: MessageSize is the size of one of 8 fields");
    const text = await Deno.readTextFile(out);
    const [header = ""] = text.split("\r\n");
    assertStringIncludes(header, csvHeader().trim());
    const rows = parseTrials(text);
    assertEquals([
      rows.length,
      rows.at(0)?.mode,
      rows.at(0)?.message_bytes,
      rows.at(0)?.throughput_gbps,
      rows.at(0)?.schema,
    ], [48, "two-copy", 4096, 12.867482, 1]);
    const again = await netioHere("convert", fieldPath("13"), "--out", out);
    assertEquals([again.code, again.stdout], [2, ""]);
    assertStringIncludes(again.stderr, `--out ${out}: the file already exists`);
    assertEquals(await Deno.readTextFile(out), text);
  });
});

Deno.test("what can't be read, and a missing --out, are one sentence and no file", async () => {
  await withDirectory(async (directory) => {
    const out = join(directory, "trials.csv");
    for (
      const [args, said] of [
        [[fieldPath("03"), "--out", out], "no row is a measurement"],
        [[fieldPath("07"), join(directory, "absent.csv"), "--out", out], "absent.csv: there is no such file"],
        [[fieldPath("07"), "--out", join(directory, "no", "trials.csv")], "--out"],
        [[fieldPath("07")], "convert needs --out FILE"],
        [["--out", out], "missing argument; expected: FILE…"],
      ] as const
    ) {
      const { code, stdout, stderr } = await netioHere("convert", ...args);
      assertEquals([code, stdout], [2, ""], stderr);
      assertStringIncludes(stderr, said);
      assert(!/\bat .*\.ts:/.test(stderr), stderr);
    }
    assertEquals([...Deno.readDirSync(directory)], []);
  });
});

/** By column, whatever reader the rows come from. */
function valuesOf(rows: Rows): unknown[][] {
  return rows.map((row) => TRIAL_COLUMNS.map(({ name }) => row[name]));
}

Deno.test("a converted file gives the same analysis as the original", async () => {
  await withDirectory(async (directory) => {
    for (
      const number of [
        "02",
        "06",
        "07",
        "13",
        "16",
        "17",
        "18",
        "23",
        "24",
        "25",
        "26",
        "32",
        "45",
        "46",
        "50",
        "51",
        "53",
        "62",
      ]
    ) {
      const original = await loadResults(fieldPath(number));
      const path = join(directory, `${number}.csv`);
      const lines = ({ rows }: typeof original) => rows.map((row) => convertedLine(row, "their.csv"));
      await Deno.writeTextFile(path, convertedHeader() + lines(original).join(""));
      const converted = await loadResults(path);
      assertEquals(valuesOf(converted.rows), valuesOf(original.rows), number);
      assertEquals(analysisJson(analyze(converted)), analysisJson(analyze(original)), number);
    }
  });
});

Deno.test("files of one experiment become one, and netio's own rows stay its own", async () => {
  await withDirectory(async (directory) => {
    const joined = join(directory, "joined.csv");
    const { code, stderr } = await netioHere(
      "convert",
      fieldPath("23"),
      fieldPath("24"),
      fieldPath("25"),
      "--out",
      joined,
    );
    assertEquals(code, 0, stderr);
    const { rows, origin } = await loadResults(joined);
    assertEquals([rows.length, origin], [48, "foreign"]);
    assert(rows.every((row) => row.throughput_gbps && row.latency_mean_us && row.cycles_per_byte));
    const own = csvHeader() +
      madeUpRows({ modes: { "two-copy": () => 10 }, repeats: 2, columns: () => ({ interleave: "trials" }) })
        .map(csvLine).join("");
    await Deno.writeTextFile(join(directory, "mine.csv"), own);
    const out = join(directory, "again.csv");
    assertEquals((await netioHere("convert", join(directory, "mine.csv"), "--out", out)).code, 0);
    assertEquals(await Deno.readTextFile(out), own);
  });
});

// deno-lint-ignore no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

Deno.test("names of files and modes bring no control characters to the terminal", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "their.csv");
    await Deno.writeTextFile(path, "mode,size,threads,gbps,\u001b[31mx\na\u001b[2Jb,64,1,2,\u0007\n");
    for (
      const args of [["convert", path, "--out", join(directory, "o.csv")], ["analyze", path], [
        "analyze",
        path,
        "--json",
      ]]
    ) {
      const { code, stdout, stderr } = await netioHere(...args);
      assertEquals(code, 0, stderr);
      assert(
        !CONTROLS.test(stdout + stderr),
        JSON.stringify(stdout + stderr),
      );
    }
  });
});
