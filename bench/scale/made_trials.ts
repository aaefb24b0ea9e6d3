/** Made-up results of any length, for measuring what reading and answering cost. Nothing here was measured. */
import { csvHeader } from "../../results/csv.ts";
import { type ResultRow, SCHEMA_VERSION, TRIAL_COLUMNS } from "../../results/columns.ts";
import { MODE_CATALOGUE } from "../../results/mode_catalogue.ts";
import { type Random, seededRandom } from "../../stats/random.ts";

/** A sweep's matrix; its blocks are as many as the rows take. */
export interface Shape {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly threads: readonly number[];
}

const MODES = MODE_CATALOGUE.map(({ id }) => id);
/** A block of a sweep: runs begin anew after so many. */
const BLOCKS_OF_A_RUN = 20;
const REPEATS_OF_MANY_CELLS = 7;
const MOST_THREADS = 64;

/** 480 cells of many repeats each. */
export const FEW_CELLS: Shape = {
  name: "480 cells",
  sizes: Array.from({ length: 10 }, (_, i) => 64 * 4 ** i),
  threads: [1, 2, 3, 4, 6, 8, 12, 16],
};

/** As many cells as there can be with seven repeats each. */
export function manyCells(rowCount: number): Shape {
  const places = Math.ceil(rowCount / MODES.length / REPEATS_OF_MANY_CELLS);
  const sizes = Array.from({ length: Math.ceil(places / MOST_THREADS) }, (_, i) => 1024 * (i + 1));
  return {
    name: `${MODES.length * sizes.length * MOST_THREADS} cells`,
    sizes,
    threads: Array.from({ length: MOST_THREADS }, (_, i) => i + 1),
  };
}

/** The text of a `trials.csv` of `rowCount` rows, in pieces. */
export function* ownTrials(shape: Shape, rowCount: number): Generator<string> {
  yield csvHeader();
  yield* lines(
    shape,
    rowCount,
    (trial) => TRIAL_COLUMNS.map(({ name }) => trial[name] ?? "").join(",") + "\r\n",
  );
}

/** The text of a table as another program would write it, in pieces. */
export function* foreignTable(shape: Shape, rowCount: number): Generator<string> {
  yield "impl,msg_size,num_threads,duration_s,total_bytes,throughput_gbps,cpu_cycles,l1_misses,llc_misses,ctx_switches\n";
  yield* lines(shape, rowCount, (trial) => {
    const { mode, message_bytes, threads, duration_s, bytes, throughput_gbps } = trial;
    const counts = [trial.tx_cycles, trial.tx_l1d_load_misses, trial.tx_llc_load_misses];
    return [
      mode,
      message_bytes,
      threads,
      duration_s,
      bytes,
      throughput_gbps,
      ...counts,
      trial.tx_context_switches,
    ]
      .join(",") + "\n";
  });
}

const LINES_OF_A_PIECE = 1000;

function* lines(
  shape: Shape,
  rowCount: number,
  line: (trial: Partial<ResultRow>) => string,
): Generator<string> {
  let text = "", count = 0;
  for (const trial of trials(shape, rowCount)) {
    text += line(trial);
    if (++count % LINES_OF_A_PIECE > 0) continue;
    yield text;
    text = "";
  }
  yield text;
}

function* trials({ sizes, threads }: Shape, rowCount: number): Generator<Partial<ResultRow>> {
  const random = seededRandom(1);
  for (let block = 0, trial = 0; trial < rowCount; block++) {
    for (const size of sizes) {
      for (const count of threads) {
        const blockEffect = 1 + 0.05 * (random.next() - 0.5);
        for (const mode of MODES) {
          if (trial < rowCount) {
            yield madeTrial({ mode, size, threads: count, block, trial: trial++ }, blockEffect, random);
          }
        }
      }
    }
  }
}

interface Place {
  readonly mode: string;
  readonly size: number;
  readonly threads: number;
  readonly block: number;
  readonly trial: number;
}

const SECONDS_OF_A_TRIAL = 1;

function madeTrial(place: Place, blockEffect: number, random: Random): Partial<ResultRow> {
  const { mode, size, threads, block, trial } = place;
  const noisy = (value: number, share = 0.04) => value * blockEffect * (1 + share * (random.next() - 0.5));
  const digits = (value: number) => Number(value.toPrecision(9));
  const duration = digits(SECONDS_OF_A_TRIAL * (1 + 1e-4 * random.next()));
  const nsPerMessage = 400 + 60 * MODES.indexOf(mode as typeof MODES[number]) +
    size * (0.1 + 0.01 * (mode.length % 5));
  const bytes = Math.round(noisy(threads ** 0.7 * size / nsPerMessage * 1e9) * duration / size) * size;
  const gbps = bytes * 8 / 1e9 / duration, messages = bytes / size;
  const count = (perByte: number) => Math.round(noisy(perByte * bytes));
  const isAsking = mode.startsWith("zero");
  return {
    schema: SCHEMA_VERSION,
    run_id: `00000000-0000-4000-8000-${String(Math.floor(block / BLOCKS_OF_A_RUN)).padStart(12, "0")}`,
    trial,
    block: block % BLOCKS_OF_A_RUN,
    repeat: block % BLOCKS_OF_A_RUN,
    started_utc: new Date(Date.UTC(2026, 0, 1) + 1300 * trial).toISOString(),
    status: "ok",
    mode,
    rx: "recv",
    pattern: "stream",
    topology: "loopback",
    message_bytes: size,
    threads,
    interleave: "trials",
    warmup_s: 0.2,
    duration_s: duration,
    bytes,
    messages,
    throughput_gbps: digits(gbps),
    messages_per_s: digits(messages / duration),
    latency_kind: "interval",
    latency_mean_us: digits(threads * duration / messages * 1e6),
    send_call_p50_us: digits(noisy(nsPerMessage / 1e3)),
    send_call_p99_us: digits(noisy(nsPerMessage / 300)),
    tx_cpu_s: digits(noisy(0.9)),
    rx_cpu_s: digits(noisy(0.6)),
    cpu_ns_per_byte: digits(noisy(1.5e9 / bytes)),
    cycles_per_byte: digits(noisy(4e9 / bytes)),
    tx_cycles: count(2),
    rx_cycles: count(1.5),
    tx_instructions: count(3),
    rx_instructions: count(2),
    tx_l1d_load_misses: count(0.02),
    rx_l1d_load_misses: count(0.01),
    tx_llc_load_misses: count(0.002),
    rx_llc_load_misses: count(0.001),
    tx_branches: count(0.3),
    rx_branches: count(0.2),
    tx_branch_misses: count(0.001),
    rx_branch_misses: count(0.001),
    tx_context_switches: random.below(200),
    rx_context_switches: random.below(400),
    tx_page_faults: 2,
    rx_page_faults: 0,
    tx_host_elapsed_s: 1.23,
    tx_host_user_s: 0.2,
    tx_host_system_s: 1.8,
    tx_host_irq_s: 0,
    tx_host_softirq_s: 0.4,
    tx_host_steal_s: 0,
    counters_scope: "user+kernel",
    counters_running_pct: 100,
    edge_cost_pct: digits(0.02 * random.next()),
    ...isAsking
      ? {
        zc_sends: messages,
        zc_completions: messages,
        zc_copied: messages,
        zc_fallbacks: 0,
        enobufs: 0,
        zc_drain_ms: 0.5,
        effective_copy: "copied",
      }
      : {},
    segments_out: Math.ceil(bytes / 32768),
    bytes_per_segment: digits(noisy(32000)),
    retransmits: 0,
    rwnd_limited_pct: 0,
    congestion_control: "cubic",
    nodelay: "off",
    sndbuf: 4194304,
    rcvbuf: 131072,
    mss: 32768,
    align: 4096,
    working_set: 32768,
    tx_cpus: "0",
    rx_cpus: "1",
    core_to_core_ns: digits(noisy(95)),
    verify: "off",
    warnings: random.below(20) === 0 ? `other-load (${(10 * random.next()).toFixed(1)} %)` : null,
  };
}
