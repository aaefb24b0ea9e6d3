/** What a folder of results must hold, by the contract of the result files. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "node:path";
import type { ResultRow } from "../results/columns.ts";
import { csvHeader } from "../results/csv.ts";
import { wholeRows } from "../results/own/reader.ts";

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Tags and style rules that make a browser fetch something; links to follow do not. */
const LOADS_FROM_OUTSIDE =
  /<(?:script|img|iframe)\b[^>]*\ssrc=(?!["']?data:)|<link\b[^>]*\shref=(?!["']?data:)|@import|url\(["']?https?:/i;

/** The rows of `trials.csv`, after a look at its header and at every row's status. */
export async function okRows(folder: string): Promise<ResultRow[]> {
  const csv = await Deno.readFile(join(folder, "trials.csv"));
  const text = new TextDecoder().decode(csv);
  assert(text.startsWith(csvHeader()), "the header of trials.csv is not the table of columns");
  const rows = wholeRows(csv);
  for (const row of rows) {
    assertEquals(row.status, "ok", `trial ${row.trial} failed: ${row.warnings}`);
    assert((row.throughput_gbps ?? 0) > 0, `trial ${row.trial} has no throughput`);
  }
  return rows;
}

/** Throws unless `folder` holds a finished sweep: `trials` rows, `cells` cells, plots and both reports. */
export async function assertFinished(folder: string, trials: number, cells: number): Promise<ResultRow[]> {
  const rows = await okRows(folder);
  assertEquals(rows.length, trials, "rows of trials.csv");
  await assertSummary(folder, cells);
  for (const name of ["environment.json", "plan.json"]) {
    JSON.parse(await Deno.readTextFile(join(folder, name)));
  }
  assert(await pngCount(folder) > 0, "no plots");
  await assertReports(folder);
  return rows;
}

/** Throws unless both reports are there and `report.html` asks for nothing outside itself. */
export async function assertReports(folder: string): Promise<void> {
  assertMatch(await Deno.readTextFile(join(folder, "report.md")), /^# /m);
  const html = await Deno.readTextFile(join(folder, "report.html"));
  assertMatch(html, /<html/i);
  const outside = LOADS_FROM_OUTSIDE.exec(html);
  assertEquals(outside?.[0], undefined, "report.html is not self-contained");
}

/** How many `plots/*.png` there are. Throws if one is not a PNG. */
export async function pngCount(folder: string): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir(join(folder, "plots"))) {
    if (!name.endsWith(".png")) continue;
    const bytes = await Deno.readFile(join(folder, "plots", name));
    assertEquals([...bytes.subarray(0, 8)], PNG_SIGNATURE, `${name} is no PNG`);
    count++;
  }
  return count;
}

async function assertSummary(folder: string, cells: number): Promise<void> {
  const [header, ...lines] = parse(await Deno.readTextFile(join(folder, "summary.csv")));
  assert(header?.includes("throughput_gbps_median"), "summary.csv has no throughput_gbps_median");
  assertEquals(lines.length, cells, "rows of summary.csv");
}
