/**
 * Is a small difference found? A mode that is one-copy and then spins for a twentieth of the time that took (`slowed.ts`),
 * in a copy of the checkout, against one-copy itself.
 */
import { join } from "node:path";
import { compareCells } from "../../results/comparisons.ts";
import { loadResults } from "../../results/load.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { CheckoutCopy, type Edit } from "../../scripts/checkout_copy.ts";
import { outputOf } from "../../scripts/command.ts";
import { cellOf } from "./cells.ts";

const RUNS = 5;
const SWEEP = [
  ...["--modes", "one-copy,slowed", "--sizes", "16KiB", "--threads", "1"],
  ...["--repeats", "120", "--no-plots", "--no-report"],
];

const ENTRY = '  mode("slowed", "S", "one-copy, slowed", { baselines: ["one-copy"] }),';
const IMPORT = 'import { openSlowed } from "./slowed.ts";';

/** @returns Markdown */
export async function slowdown(): Promise<string> {
  await using copy = await CheckoutCopy.create();
  const mode = (await Deno.readTextFile(new URL("slowed.ts", import.meta.url))).replaceAll(
    "../../modes/",
    "./",
  )
    .replaceAll("../../", "../");
  const edits: Edit[] = [
    { file: "modes/slowed.ts", place: "new file", anchor: "", text: mode },
    { file: "results/mode_catalogue.ts", place: "before", anchor: "] as const satisfies", text: ENTRY },
    { file: "modes/registry.ts", place: "after", anchor: "import { openSendfile }", text: IMPORT },
    {
      file: "modes/registry.ts",
      place: "after",
      anchor: '"two-copy": openTwoCopy',
      text: '  "slowed": openSlowed,',
    },
  ];
  for (const edit of edits) copy.apply(edit);
  const lines = [];
  for (let run = 1; run <= RUNS; run++) {
    const out = join(copy.directory, `result${run}`);
    const startMs = performance.now();
    await outputOf(Deno.execPath(), copy.netio("sweep", ...SWEEP, "--out", out));
    const seconds = (performance.now() - startMs) / 1e3;
    const { rows } = await loadResults(out);
    const [plain, slowed] = ["one-copy", "slowed"].map((mode) =>
      cellOf(rows.filter((row) => row.mode === mode))
    );
    const { ratio: { estimate, interval }, verdict } = compareCells(plain!, slowed!, THROUGHPUT)!;
    const [lo, hi] = [interval!.lo, interval!.hi].map((bound) => bound.toFixed(3));
    lines.push(`| ${run} | ${seconds.toFixed(0)} s | ${estimate.toFixed(3)} (${lo}–${hi}) | ${verdict} |`);
    console.error(`slow-down: run ${run} of ${RUNS}: ${verdict}`);
  }
  return [
    "\n## A slow-down of 5 %\n",
    "one-copy, and the same that spins for 5 % of the time it took, at 16 KiB and 1 thread; each run a sweep of its own.\n",
    "| run | took | ratio of throughput | netio says |\n|---|---|---|---|",
    ...lines,
  ].join("\n");
}
