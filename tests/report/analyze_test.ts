import { assertEquals } from "@std/assert";
import { describeFigures } from "../../plots/registry.ts";
import { analysisJson, analyze } from "../../report/analyze.ts";
import { writeReports } from "../../report/publish.ts";
import type { ResultRow } from "../../results/columns.ts";
import { summaryCsv } from "../../results/summary.ts";
import { fakeRows, FORTY_EIGHT_CELLS } from "../plots/fake_results.ts";
import { fakeLoaded } from "./fake_report.ts";

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

Deno.test("the rows are gone through three times for everything that a sweep publishes: for redone trials, cells, and warnings", async () => {
  const { rows, passes } = countedRows(fakeRows(FORTY_EIGHT_CELLS));
  const directory = await Deno.makeTempDir();
  const analysis = analyze(fakeLoaded(rows));
  analysisJson(analysis);
  summaryCsv(analysis.cells);
  await writeReports(analysis, describeFigures(analysis), directory, null);
  await Deno.remove(directory, { recursive: true });
  assertEquals(passes(), 3);
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
