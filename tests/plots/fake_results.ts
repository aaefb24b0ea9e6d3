/**
 * Made-up result rows for the tests of figures and reports: a formula and seeded noise, never a measurement. Every
 * row and every context says "FAKE".
 */
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { asksForZeroCopy, MODE_CATALOGUE } from "../../results/mode_catalogue.ts";
import { type Random, seededRandom } from "../../stats/random.ts";
import { describeFigures } from "../../plots/registry.ts";
import type { Figure } from "../../plots/figure.ts";
import { tabulate } from "../../results/cells.ts";
import type { Provenance } from "../../results/provenance.ts";
import { rank } from "../../results/ranking.ts";

export const FAKE_CONTEXT: Provenance = {
  title: null,
  hostName: "fake-host",
  cpuModel: "FAKE CPU 3000 @ 4.20 GHz",
  kernel: "Linux 6.99-FAKE",
  topology: "loopback",
  load: null,
  pinning: "auto",
  dateUtc: "2001-02-03 04:05 UTC",
  repeats: "7",
  netioVersion: "0.0.0-fake",
};

/** The figures of some rows. */
export function figuresOf(rows: readonly ResultRow[], provenance: Provenance = FAKE_CONTEXT): Figure[] {
  return describeFigures({ rankings: tabulate(rows).tables.map(rank), provenance });
}

export interface FakeSweep {
  readonly modes: readonly string[];
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
  readonly repeats: number;
  readonly pattern: "stream" | "rr";
  /** Whether there are hardware counters. */
  readonly counters: boolean;
  readonly copied: boolean;
}

export const FOUR_MODES = ["two-copy", "per-field", "one-copy", "zero-copy"];
/** Those of netio and six that no catalogue has. */
export const TWELVE_MODES = [
  ...MODE_CATALOGUE.map(({ id }) => id),
  ...["a", "b", "c", "d", "e", "f"].map((name) => `fake-${name}`),
].slice(0, 12);

export const EIGHT_SIZES = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

/** One size, one thread count, four modes, as `netio run` would leave them. */
export const ONE_PLACE: FakeSweep = {
  modes: FOUR_MODES,
  sizes: [16384],
  threads: [1],
  repeats: 7,
  pattern: "stream",
  counters: false,
  copied: true,
};

/** 48 cells: 3 modes × 4 sizes × 4 thread counts, with counters. */
export const FORTY_EIGHT_CELLS: FakeSweep = {
  modes: ["two-copy", "one-copy", "zero-copy"],
  sizes: [16384, 65536, 262144, 1048576],
  threads: [1, 2, 4, 8],
  repeats: 7,
  pattern: "stream",
  counters: true,
  copied: false,
};

/** The rows of a made-up sweep; the same sweep always has the same rows. */
export function fakeRows(sweep: FakeSweep): ResultRow[] {
  const random = seededRandom(7);
  const rows: ResultRow[] = [];
  for (let block = 0; block < sweep.repeats; block++) {
    for (const threads of sweep.threads) {
      for (const messageBytes of sweep.sizes) {
        const blockEffect = 1 + 0.04 * (random.next() - 0.5);
        for (const mode of sweep.modes) {
          rows.push(
            fakeRow(sweep, { block, threads, messageBytes, mode, trial: rows.length }, blockEffect, random),
          );
        }
      }
    }
  }
  return rows;
}

interface FakeTrial {
  readonly block: number;
  readonly threads: number;
  readonly messageBytes: number;
  readonly mode: string;
  readonly trial: number;
}

/** Nanoseconds per message and per byte, in place of a machine. */
const COSTS: Readonly<Record<string, readonly [perMessage: number, perByte: number]>> = {
  "two-copy": [900, 0.30],
  "per-field": [5200, 0.21],
  "one-copy": [1200, 0.22],
  "zero-copy": [3900, 0.14],
  "contiguous": [850, 0.21],
  "zero-copy-contiguous": [2500, 0.12],
};

function fakeRow(sweep: FakeSweep, trial: FakeTrial, blockEffect: number, random: Random): ResultRow {
  const { mode, messageBytes, threads } = trial;
  const [perMessage, perByte] = COSTS[mode] ?? [2000, 0.25];
  const contention = 1 + 0.12 * (threads - 1) + (messageBytes > 200_000 && threads > 4 ? 0.8 : 0);
  const noise = blockEffect * (1 + 0.05 * (random.next() - 0.5)) * (random.below(14) === 0 ? 0.62 : 1);
  const nsPerMessage = (perMessage + perByte * messageBytes) * contention / noise;
  const messagesPerSecond = threads * 1e9 / nsPerMessage;
  const bytes = Math.round(messagesPerSecond * messageBytes);
  return {
    ...emptyRow(),
    schema: 1,
    run_id: "FAKE",
    trial: trial.trial,
    block: trial.block,
    repeat: trial.block,
    started_utc: "2001-02-03T04:05:06Z",
    status: "ok",
    mode,
    rx: "recv",
    pattern: sweep.pattern,
    topology: "loopback",
    message_bytes: messageBytes,
    threads,
    warmup_s: 0.1,
    duration_s: 1,
    bytes,
    messages: bytes / messageBytes,
    throughput_gbps: bytes * 8e-9,
    messages_per_s: messagesPerSecond,
    ...latencies(sweep, nsPerMessage / 1000),
    tx_cpu_s: threads * 0.9,
    rx_cpu_s: threads * 0.7,
    cpu_ns_per_byte: threads * 1.6e9 / bytes,
    ...(sweep.counters ? counters(messageBytes, threads, bytes, mode) : { counters_scope: "none" }),
    ...(asksForZeroCopy(mode) ? completions(sweep, Math.round(messagesPerSecond), random) : {}),
    bytes_per_segment: Math.min(asksForZeroCopy(mode) ? 13_400 : 30_600, messageBytes * 12) * noise,
    segments_out: Math.round(bytes / 20_000),
    verify: "off",
  };
}

function latencies({ pattern }: FakeSweep, us: number): Partial<ResultRow> {
  if (pattern === "stream") return { latency_kind: "interval", latency_mean_us: us };
  return {
    latency_kind: "rtt",
    latency_mean_us: us * 2.2,
    latency_p50_us: us * 2,
    latency_p90_us: us * 2.6,
    latency_p99_us: us * 4,
    latency_p99_9_us: us * 11,
    latency_max_us: us * 60,
  };
}

function counters(messageBytes: number, threads: number, bytes: number, mode: string): Partial<ResultRow> {
  const copies = mode === "two-copy" ? 2 : mode === "zero-copy" ? 0.5 : 1;
  const perMib = (misses: number) => Math.round(misses * bytes / 2 ** 20 / 2);
  const l1 = perMib(9000 * copies + 4000);
  const llc = perMib((messageBytes > 100_000 ? 700 : 60) * copies * Math.sqrt(threads));
  const cycles = Math.round(threads * 3.1e9);
  return {
    counters_scope: "user+kernel",
    counters_running_pct: 100,
    cycles_per_byte: 2 * cycles / bytes,
    tx_cycles: cycles,
    rx_cycles: cycles,
    tx_l1d_load_misses: l1,
    rx_l1d_load_misses: l1,
    tx_llc_load_misses: llc,
    rx_llc_load_misses: llc,
  };
}

function completions({ copied }: FakeSweep, sends: number, random: Random): Partial<ResultRow> {
  const fallbacks = Math.round(sends * 0.05 * random.next());
  const flagged = copied ? sends : Math.round(sends * 0.2 * random.next());
  return {
    zc_sends: sends,
    zc_completions: sends,
    zc_copied: flagged,
    zc_fallbacks: fallbacks,
    enobufs: fallbacks,
    effective_copy: copied ? "copied" : "mixed",
  };
}
