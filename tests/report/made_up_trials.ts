/** Constructed result rows whose right answers are known. Nothing here was measured. */
import { assertEquals } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import type { Finding } from "../../report/findings/finding.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import type { LoadedResults } from "../../results/load.ts";
import { asksForZeroCopy } from "../../results/mode_catalogue.ts";
import { seededRandom } from "../../stats/random.ts";

export interface MadeUpSweep {
  /** Throughput in Gbit/s of each mode by size and thread count. */
  readonly modes: Readonly<Record<string, (messageBytes: number, threads: number) => number>>;
  readonly sizes?: readonly number[];
  readonly threads?: readonly number[];
  readonly repeats?: number;
  /** Relative noise of a single trial, uniform. */
  readonly noise?: number;
  readonly seed?: number;
  /** Further columns of a row. */
  readonly columns?: (row: ResultRow) => Partial<ResultRow>;
}

const KIB = 1024;

/** one-copy overtakes two-copy between 4 and 16 KiB, zero-copy is a third slower. */
export const SWEEP: MadeUpSweep = {
  modes: {
    "two-copy": () => 10,
    "one-copy": (size) => size >= 16 * KIB ? 13 : 8,
    "zero-copy": () => 7,
  },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  threads: [1, 2],
};

export function madeUpRows(sweep: MadeUpSweep): ResultRow[] {
  const { modes, sizes = [1024, 16384], threads = [1], repeats = 7, noise = 0.01, seed = 1 } = sweep;
  const random = seededRandom(seed);
  return Array.from({ length: repeats }, (_, block) => block).flatMap((block) =>
    sizes.flatMap((messageBytes) =>
      threads.flatMap((threadCount) => {
        const blockEffect = 1 + 0.1 * (random.next() - 0.5);
        return Object.entries(modes).map(([mode, gbps]) => {
          const throughput = gbps(messageBytes, threadCount) * blockEffect *
            (1 + noise * (2 * random.next() - 1));
          const row: ResultRow = {
            ...emptyRow(),
            schema: 1,
            run_id: "made-up",
            block,
            repeat: block,
            status: "ok",
            mode,
            rx: "recv",
            pattern: "stream",
            topology: "loopback",
            interleave: "trials",
            message_bytes: messageBytes,
            threads: threadCount,
            duration_s: 1,
            bytes: Math.round(throughput * 1e9 / 8),
            messages: throughput * 1e9 / 8 / messageBytes,
            throughput_gbps: throughput,
            counters_scope: "none",
            effective_copy: asksForZeroCopy(mode) ? "copied" : null,
            verify: "off",
          };
          return { ...row, ...sweep.columns?.(row) };
        });
      })
    )
  );
}

export function loaded(rows: readonly ResultRow[]): LoadedResults {
  return { source: "made-up/trials.csv", origin: "netio", rows, environment: null, plan: null, notes: [] };
}

export function findingsOf(sweep: MadeUpSweep): readonly Finding[] {
  return analyze(loaded(madeUpRows(sweep))).findings;
}

export function answerOf(findings: readonly Finding[], question: number): Finding {
  const finding = findings[question - 1];
  assertEquals(finding?.question, question);
  return finding!;
}
