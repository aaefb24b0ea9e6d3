/** `netio run`: one cell, once or a few times, explained. */
import { modeById } from "../../modes/registry.ts";
import { RECEIVE_STRATEGIES } from "../../receive/registry.ts";
import type { ResultRow } from "../../results/columns.ts";
import { distinctFacts, type NotMeasured } from "../../results/not_measured.ts";
import { bytesText, timeText } from "../../results/number_text.ts";
import { joined } from "../../results/words.ts";
import { plannedTrials, type SweepPlan } from "../../sweep/plan.ts";
import { Session } from "../../sweep/session.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { FAILURE } from "../exit_codes.ts";
import { Interruption } from "../interruption.ts";
import { command, type Given, type OptionTable, switchOption } from "../options/option.ts";
import { planOption } from "../options/plan_option.ts";
import type { Preset } from "../options/presets.ts";
import { CELL_OPTIONS, planFrom } from "../options/sweep_options.ts";
import { requireFeasible, withoutRefused } from "../preflight.ts";
import { closingNotes } from "../text/closing_notes.ts";
import { print, printJson, tell } from "../text/output.ts";
import { verifiedText } from "../text/verify_table.ts";
import { openTopology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";

/** The cell that runs by default. */
const CELL = { modes: ["one-copy"], sizes: [16 * 1024], threads: [1], repeats: 1 } satisfies Preset;

const { modes, sizes, threads, duration, warmup, repeats } = CELL_OPTIONS;

const RUN_OPTIONS = {
  ...CELL_OPTIONS,
  modes: {
    ...modes,
    value: "MODE",
    byDefault: modes.text(CELL.modes),
    help: "one transmit mode",
    example: "zero-copy",
  },
  sizes: planOption("sizes", {
    value: "SIZE",
    byDefault: sizes.text(CELL.sizes),
    help: "one message size",
    example: "64KiB",
    also: "size",
  }),
  threads: planOption("threads", {
    value: "N",
    byDefault: threads.text(CELL.threads),
    help: "one thread count",
    example: "2",
    also: "thread",
  }),
  rx: planOption("rx", {
    value: "NAME",
    help: `one receive strategy: ${RECEIVE_STRATEGIES.map(({ id }) => id).join(", ")}`,
    example: "recvmsg",
  }),
  rate: planOption("rateBps", {
    value: "BITS",
    help: "bits per second that all senders together offer, by the clock",
    example: "5G",
  }),
  duration: { ...duration, byDefault: duration.text(DEFAULTS.durationMs) },
  warmup: { ...warmup, byDefault: warmup.text(DEFAULTS.warmupMs) },
  repeats: planOption("repeats", {
    value: "N",
    byDefault: repeats.text(CELL.repeats),
    help: "how many trials to run",
    example: "10",
  }),
  json: switchOption("the rows as one JSON object on stdout, and nothing else"),
} as const satisfies OptionTable;

type RunGiven = Given<typeof RUN_OPTIONS>;

export const run = command({
  name: "run",
  summary: "measure one configuration and explain what happened",
  positionals: { usage: "", min: 0, max: 0 },
  options: RUN_OPTIONS,
  examples: [
    "netio run --modes zero-copy --sizes 64KiB",
    "netio run --modes A1 --sizes 1KiB --threads 2 --repeats 3 --json",
  ],
  run: runCell,
});

async function runCell(given: RunGiven): Promise<number> {
  const plan = withoutRefused(cellPlan(given), true);
  requireFeasible(plan);
  using interruption = new Interruption();
  await using topology = await openTopology(plan, given.token, interruption.signal);
  if (topology === null) return interruption.code ?? FAILURE;
  await using session = await Session.start(plan, topology, interruption.signal);
  const rows: ResultRow[] = [];
  const facts: NotMeasured[] = [];
  for (const trial of plannedTrials(plan)) {
    const records = await session.run(trial);
    if (records === null) break;
    for (const { row, notMeasured } of records) {
      rows.push(row);
      facts.push(...notMeasured);
      if (!given.json) print(explain(row, plan));
    }
  }
  const notMeasured = distinctFacts(facts);
  if (given.json) printJson({ schema: 2, rows, notMeasured });
  for (const line of closingNotes(rows, notMeasured)) tell(line);
  return interruption.code ?? (rows.some((row) => row.status === "failed") ? FAILURE : 0);
}

function cellPlan(given: RunGiven): SweepPlan {
  for (const name of ["modes", "sizes", "threads", "rx", "rate"] as const) {
    const count = given[name]?.length ?? 1;
    if (count > 1) throw new UsageError(`--${name} has ${count} values; run takes one (sweep takes lists)`);
  }
  return planFrom(given, CELL);
}

/** One trial in words; what was not measured is left out, and warnings are printed once for all trials. */
export function explain(row: ResultRow, plan: SweepPlan): string {
  const { mode, message_bytes: size, threads } = row;
  const what = `${mode} (${modeById(mode ?? "").summary}), ${bytesText(size ?? 0)} × ${threads}`;
  if (row.status === "failed") return `${what}: failed: ${row.warnings}`;
  if (row.verify === "on") return `${what}: ${verifiedText(row)}`;
  const isStream = row.latency_kind !== "rtt";
  const parts: Readonly<Record<string, string | null | false>> = {
    "throughput": `${number(row.throughput_gbps)} Gbit/s, ${number(row.messages_per_s)} messages/s`,
    "per message": isStream && `${number(row.latency_mean_us)} µs between messages on a connection`,
    "round trip": roundTripText(row),
    "window": `${number(row.duration_s)} s after ${timeText(plan.warmupMs)} of warm-up`,
    "CPU time": cpuText(row),
    "cycles": row.cycles_per_byte !== null && `${number(row.cycles_per_byte)} per byte, both ends`,
    "switches": `${number(row.tx_context_switches)} sending, ${number(row.rx_context_switches)} receiving`,
    "segments": segmentText(row),
    "zero-copy": zeroCopyText(row),
    "sockets": socketText(row),
    "placement": row.tx_cpus && `sending on CPU ${row.tx_cpus}, receiving on CPU ${row.rx_cpus}`,
  };
  const lines = Object.entries(parts).map(([name, text]) => text && `  ${name.padEnd(12)} ${text}`);
  return joined([what, ...lines], "\n");
}

function roundTripText(row: ResultRow): string | null {
  if (row.latency_p50_us === null) return null;
  const { latency_p50_us: p50, latency_p99_us: p99, latency_p99_9_us: p99_9, latency_max_us: max } = row;
  const tail = `99 % under ${number(p99)}, 99.9 % under ${number(p99_9)}, longest ${number(max)}`;
  return `median ${number(p50)} µs, ${tail}`;
}

function socketText({ congestion_control, nodelay, sndbuf, rcvbuf }: ResultRow): string | null {
  if (sndbuf === null || rcvbuf === null) return null;
  const buffers = `sndbuf ${bytesText(sndbuf)}, rcvbuf ${bytesText(rcvbuf)}`;
  return `${congestion_control}, nodelay ${nodelay}, ${buffers}`;
}

function cpuText(row: ResultRow): string | null {
  if (row.cpu_ns_per_byte === null) return null;
  const { tx_cpu_s, rx_cpu_s, cpu_ns_per_byte } = row;
  const ends = `${number(tx_cpu_s)} s sending, ${number(rx_cpu_s)} s receiving`;
  return `${number(cpu_ns_per_byte)} ns per byte: ${ends}`;
}

function segmentText(row: ResultRow): string | null {
  if (row.bytes_per_segment === null) return null;
  return `${number(row.bytes_per_segment)} bytes each, ${row.retransmits} retransmitted`;
}

function zeroCopyText(row: ResultRow): string | null {
  if (row.zc_sends === null) return null;
  const { zc_sends, zc_completions, zc_copied, zc_fallbacks, enobufs } = row;
  return `${row.effective_copy ?? "no verdict"}: ${zc_sends} calls, ${zc_completions} completed, ` +
    `${zc_copied} copied by the kernel, ${enobufs} ENOBUFS, ${zc_fallbacks} fallbacks to a plain send`;
}

function number(value: number | null): string {
  return value === null ? "?" : String(Number(value.toPrecision(4)));
}
