import { assertEquals, assertStringIncludes } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { machineChange } from "../../report/machine_change.ts";
import { tabulate } from "../../results/cells.ts";
import type { ResultRow } from "../../results/columns.ts";
import { loaded, madeUpRows, SWEEP } from "./made_up_trials.ts";

const REPEATS = 12;

interface MadeUp {
  readonly mode: string;
  readonly bytes: number;
  readonly threads: number;
  readonly block: number;
}

/** Twelve repeats of 24 cells, each row's throughput times its factor. */
function rowsOf(factor: (row: MadeUp) => number, further: Partial<ResultRow> = {}): ResultRow[] {
  return madeUpRows({
    ...SWEEP,
    repeats: REPEATS,
    columns: ({ mode, message_bytes, threads, block, throughput_gbps }) => {
      const row = { mode: mode!, bytes: message_bytes!, threads: threads!, block: block! };
      return { throughput_gbps: throughput_gbps! * factor(row), ...further };
    },
  });
}

const changeIn = (rows: readonly ResultRow[]) => machineChange(tabulate(rows).tables);

/** Half as fast from the sixth repeat on, two-copy a repeat later. */
const slower = ({ block, mode }: MadeUp) => block < (mode === "two-copy" ? 6 : 5) ? 1 : 0.5;

Deno.test("a machine that became slower for good is told of, with since when and how much", () => {
  const change = changeIn(rowsOf(slower))!;
  assertEquals(
    change.what.replace(/are [\d.]+ to [\d.]+ times/, "are … times"),
    "the machine changed after 5 to 6 repeats: since then 24 of 24 throughputs are … times what they were",
  );
  const [least = NaN, most = NaN] = change.what.match(/are ([\d.]+) to ([\d.]+) times/)!.slice(1).map(Number);
  assertEquals([least > 0.45, most < 0.55], [true, true], change.what);
  assertEquals(change.share, 1);
});

Deno.test("it comes before the warnings of rows, after failures", () => {
  const rows = rowsOf(slower, { warnings: "oversubscribed (4 on 2 CPUs)" });
  const failed = { ...rows[0]!, status: "failed", warnings: "ECONNRESET" } as const;
  const ids = analyze(loaded([...rows.slice(1), failed])).warnings.map(({ id }) => id);
  assertEquals(ids, ["failed", "machine-change", "oversubscribed"]);
});

Deno.test("a single mode that changed, changes back and forth, or at different times, are no change of the machine", () => {
  const oneOf = ({ mode, threads, block }: MadeUp) =>
    mode === "one-copy" && threads === 2 && block > 5 ? 0.5 : 1;
  const forth = ({ block }: MadeUp) => block % 4 < 2 ? 1 : 0.5;
  const apart = ({ bytes, block }: MadeUp) => block < 3 + 2 * Math.log2(bytes / 1024) ? 1 : 0.5;
  for (const factor of [oneOf, forth, apart, () => 1]) assertEquals(changeIn(rowsOf(factor)), null);
});

Deno.test("the order of another program's rows is not that of time", () => {
  assertStringIncludes(changeIn(rowsOf(slower))!.what, "changed");
  assertEquals(changeIn(rowsOf(slower, { schema: null })), null);
});
