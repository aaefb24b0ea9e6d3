/**
 * Is a small difference found? A mode that is one-copy and then spins for a twentieth of the time that took, in a copy of
 * the checkout, against one-copy itself.
 */
import { join } from "node:path";
import { compareCells } from "../../results/comparisons.ts";
import { loadResults } from "../../results/load.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { CheckoutCopy, type Edit } from "../../scripts/checkout_copy.ts";
import { outputOf } from "../../scripts/command.ts";
import { cellOf } from "./cells.ts";

const RUNS = 5;
const SLOWED_BY = 0.05;
const SWEEP = [
  ...["--modes", "one-copy,slowed", "--sizes", "16KiB", "--threads", "1"],
  ...["--repeats", "40", "--no-plots", "--no-report"],
];

const MODE =
  `/** \`slowed\`: one-copy, and after every few batches 5 % of the time that they took spent spinning. */
import { Clock } from "../ffi/clock.ts";
import { ForwardingTransmitter } from "./forwarding_transmitter.ts";
import type { OpenTransmitter } from "./mode.ts";
import { openOneCopy } from "./one_copy.ts";

/** Reading the clock takes time as well: seldom enough to be nothing beside the spinning. */
const BATCHES = 16;

class Slowed extends ForwardingTransmitter {
  readonly #clock = new Clock();
  #batches = 0;
  #sinceNs = 0;

  override sendMany(n: number): number {
    if (this.#batches === 0) this.#sinceNs = this.#clock.now();
    const result = this.inner.sendMany(n);
    if (++this.#batches === BATCHES) {
      this.#batches = 0;
      const nowNs = this.#clock.now();
      const untilNs = nowNs + ${SLOWED_BY} * (nowNs - this.#sinceNs);
      while (this.#clock.now() < untilNs);
    }
    return result;
  }

  override begin(): void {
    this.#batches = 0;
    super.begin();
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#clock[Symbol.dispose]();
  }
}

export const openSlowed: OpenTransmitter = (fd, payload) => new Slowed(openOneCopy(fd, payload));
`;

const ENTRY = '  mode("slowed", "S", "one-copy, slowed", { baselines: ["one-copy"] }),';
const IMPORT = 'import { openSlowed } from "./slowed.ts";';

/** @returns Markdown */
export async function slowdown(): Promise<string> {
  await using copy = await CheckoutCopy.create();
  const edits: Edit[] = [
    { file: "modes/slowed.ts", place: "new file", anchor: "", text: MODE },
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
