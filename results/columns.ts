/**
 * The columns of `trials.csv`: one table for the header, the writer, the reader and the documentation.
 *
 * `null` in a row means "not measured" and is an empty field in the file: never 0 for unknown, never NaN.
 * Units are in the names. Renaming or removing a column needs a new {@linkcode SCHEMA_VERSION}.
 */

export const SCHEMA_VERSION = 1;

/** How a field is read back: `text` as is, `integer` and `real` as numbers; an empty field is `null`. */
type ColumnType = "text" | "integer" | "real";

interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly doc: string;
  /**
   * Only for columns that tell how a trial was set up, not what it measured: the paths in `plan.json` of the settings that
   * appear in it; empty where the kernel or the machine decided.
   */
  readonly shows?: readonly string[];
}

const text = <N extends string>(name: N, doc: string) => ({ name, type: "text", doc } as const);
const integer = <N extends string>(name: N, doc: string) => ({ name, type: "integer", doc } as const);
const real = <N extends string>(name: N, doc: string) => ({ name, type: "real", doc } as const);
const setUp = <C extends Column>(column: C, ...shows: readonly string[]) => ({ ...column, shows });

const bothEnds = <N extends string>(name: N, doc: string) =>
  [
    integer(`tx_${name}`, `${doc}, sender threads`),
    integer(`rx_${name}`, `${doc}, receiver threads`),
  ] as const;

/** How the CPU time of an end's host was spent. */
function hostTimes<E extends "tx" | "rx">(end: E, who: string) {
  const share = <N extends string>(name: N, what: string) =>
    real(
      `${end}_host_${name}_s`,
      `CPU seconds ${what}, on the ${who}'s whole host around the window (within ${end}_host_elapsed_s; /proc/stat); empty with slices, which are too short to tell`,
    );
  return [
    real(
      `${end}_host_elapsed_s`,
      `seconds between the two readings of /proc/stat on the ${who}'s host, around the window: from late in the warm-up, but from before it where a trial's threads have all CPUs`,
    ),
    share("user", "in user mode, all processes"),
    share("system", "in the kernel"),
    share("irq", "in interrupts"),
    share("softirq", "in soft interrupts: most of the network stack's receive path"),
    share("steal", "that a hypervisor gave to others"),
  ] as const;
}

export const TRIAL_COLUMNS = [
  integer("schema", "version of this table"),
  text("run_id", "one id per result set"),
  integer(
    "trial",
    "position in the order of execution, from 0; modes that took turns in one trial share it; those that follow the planned ones may skip numbers",
  ),
  integer(
    "block",
    "repeat block: every configuration runs once in each, in a shuffled order; sizes that --refine adds have their own blocks",
  ),
  integer("repeat", "which repeat of its configuration, from 0"),
  text("started_utc", "ISO 8601 start of the trial"),
  text("status", "ok or failed; the reason of a failure is in warnings"),
  text("mode", "transmit mode"),
  setUp(text("rx", "receive strategy"), "rx"),
  setUp(
    text(
      "pattern",
      "stream or rr; in files of other programs also whatever else distinguishes rows of one configuration",
    ),
    "pattern",
  ),
  setUp(text("topology", "loopback, netns, or hosts"), "topology.kind"),
  integer("message_bytes", "size of one message of 8 fields"),
  integer("threads", "connections; each has one sender and one receiver thread"),
  setUp(
    text(
      "interleave",
      "slices: the modes took turns in one trial; trials: each mode had trials of its own",
    ),
    "interleave",
  ),
  integer("slices", "with slices: how many of this mode were measured in the trial"),
  setUp(real("slice_ms", "with slices: length of each"), "sliceMs"),
  setUp(
    real(
      "washout_ms",
      "with slices: the unmeasured time before each, in which the previous mode's data drains",
    ),
    "washoutMs",
  ),
  setUp(real("warmup_s", "warm-up before the window, or before the first turn"), "warmupMs"),
  real(
    "duration_s",
    "the window as the receivers saw it, on average: between the bytes at which the senders opened and closed theirs; with slices, all of them together",
  ),
  integer("bytes", "sum of what was sent and received in the windows"),
  real("messages", "bytes / message_bytes; may be fractional"),
  setUp(
    real(
      "offered_gbps",
      "the rate the senders were paced at, all together; empty where they sent as fast as they could",
    ),
    "rateBps",
  ),
  real("throughput_gbps", "sum over receivers of 8 × bytes / elapsed / 1e9"),
  real("messages_per_s", "sum over receivers of messages / elapsed"),
  setUp(
    text(
      "latency_kind",
      "interval (stream: mean time per message on a connection) or rtt (round trips, without the first of a window or slice)",
    ),
  ),
  real("latency_mean_us", "interval: threads × duration / messages; rtt: mean round trip"),
  real("latency_p50_us", "median round trip"),
  real("latency_p90_us", "90th percentile of round trips"),
  real("latency_p99_us", "99th percentile of round trips"),
  real("latency_p99_9_us", "99.9th percentile of round trips"),
  real("latency_max_us", "longest round trip"),
  real("send_call_p50_us", "median time of a sampled message's send calls"),
  real("send_call_p99_us", "99th percentile of the same"),
  real("tx_cpu_s", "CLOCK_THREAD_CPUTIME_ID of the sender threads in their windows, summed"),
  real("rx_cpu_s", "the same of the receiver threads"),
  real(
    "tx_pacing_cpu_s",
    "the part of tx_cpu_s in which senders that have a rate fell asleep and were woken, once for each burst; it is much the same in all modes, so it makes their costs per byte more alike; empty without a rate",
  ),
  real(
    "tx_task_clock_s",
    "perf's task-clock of the sender threads in their windows, summed: unlike CPU time it leaves out switching in; with --counters all",
  ),
  real("rx_task_clock_s", "the same of the receiver threads"),
  real(
    "cpu_ns_per_byte",
    "each end's CPU time divided by its own window's bytes, added; with a rate the sleeping of the senders is in it (tx_pacing_cpu_s); what a network card makes the kernel receive, and what other CPUs and kernel threads receive (receive-apart), is not",
  ),
  real(
    "cycles_per_byte",
    "each end's cycles divided by its own window's bytes, added; user+kernel counts only",
  ),
  ...bothEnds("cycles", "CPU cycles"),
  ...bothEnds("instructions", "retired instructions"),
  ...bothEnds("l1d_load_misses", "level-1 data cache load misses"),
  ...bothEnds("llc_load_misses", "last-level cache load misses"),
  ...bothEnds("llc_store_misses", "last-level cache store misses"),
  ...bothEnds("cache_misses", "the generic cache-misses event, whose meaning is the CPU's"),
  ...bothEnds("branches", "retired branches"),
  ...bothEnds("branch_misses", "mispredicted branches"),
  ...bothEnds("context_switches", "voluntary + involuntary (getrusage)"),
  ...bothEnds("page_faults", "minor + major (getrusage)"),
  ...hostTimes("tx", "sender"),
  ...hostTimes("rx", "receiver"),
  setUp(text("counters_scope", "user+kernel, user, or none")),
  real(
    "counters_running_pct",
    "smallest share of the window in which an event was actually counted; below 100 its count was scaled",
  ),
  real(
    "edge_cost_pct",
    "what readings of clocks and counters took, at a sender's edges outside the window, at a stream's receiver inside it: their number times what one takes (the lower quartile of the trial's edges, the median of notes tried before it), as a share of the window; worst end, percent",
  ),
  integer("zc_sends", "successful zero-copy sends, from the connection's start until it was drained"),
  integer("zc_completions", "completions the kernel reported for them"),
  integer("zc_copied", "completions that report that the kernel copied"),
  integer("zc_fallbacks", "messages, or remainders of messages, sent by a plain send after ENOBUFS"),
  integer("enobufs", "ENOBUFS results, of io_uring ENOMEM (optmem_max or RLIMIT_MEMLOCK exhausted)"),
  real(
    "zc_drain_ms",
    "time from the last send to the last completion, longest of the senders; empty with slices",
  ),
  real(
    "zc_completion_p50_us",
    "median time from the return of a sampled zero-copy send to the reading of its completion, over the whole connection; with slices only those read in a turn of the mode",
  ),
  real("zc_completion_p99_us", "99th percentile of the same"),
  setUp(
    text(
      "effective_copy",
      "zero-copied, copied or mixed: what the kernel did with sends that requested zero-copy",
    ),
  ),
  integer(
    "rx_mapped_bytes",
    "bytes received in the windows by mapping their pages; empty where the strategy does not request that",
  ),
  integer("rx_copied_bytes", "likewise, bytes that were copied all the same"),
  setUp(
    text(
      "effective_receive",
      "mapped, copied or mixed: what the kernel did with receives that requested mapping",
    ),
  ),
  integer("segments_out", "data segments sent in the window (TCP_INFO)"),
  real("bytes_per_segment", "bytes sent / data segments sent in the window (TCP_INFO)"),
  integer("retransmits", "segments retransmitted in the window (TCP_INFO)"),
  integer(
    "spurious_retransmits",
    "of these, segments that had arrived after all, late or out of order, as the receiver reported in the window (D-SACK; TCP_INFO)",
  ),
  real(
    "rwnd_limited_pct",
    "share of the senders' busy time in which the receiver's window held them back (TCP_INFO), percent",
  ),
  setUp(text("congestion_control", "the algorithm in force on the sending sockets"), "congestion"),
  setUp(text("nodelay", "on or off: TCP_NODELAY as read back"), "nodelay"),
  setUp(integer("sndbuf", "SO_SNDBUF of the sending sockets as read back, bytes"), "sndbufBytes"),
  setUp(integer("rcvbuf", "SO_RCVBUF of the receiving sockets as read back, bytes"), "rcvbufBytes"),
  setUp(integer("mss", "TCP_MAXSEG of the sending sockets as read back, bytes"), "mssBytes"),
  setUp(integer("align", "alignment of the 8 fields, bytes"), "alignBytes"),
  integer("working_set", "memory of the messages each sender cycles through, alignment gaps included, bytes"),
  setUp(
    text("tx_cpus", "CPUs of the sender threads, in order of connection; empty when not pinned"),
    ...["pin.kind", "pin.tx"],
  ),
  setUp(
    text("rx_cpus", "CPUs of the receiver threads, in order of connection; empty when not pinned"),
    "pin.rx",
  ),
  real(
    "core_to_core_ns",
    "round trip of a cache line between the CPUs of the first connection's two ends, just before the trial; empty between hosts, where the ends are not pinned to two CPUs, and where other load kept the two threads from running at the same time",
  ),
  integer("reap_every", "sends after which MSG_ZEROCOPY modes read completions"),
  integer(
    "queue_depth",
    "messages that io_uring modes submit per system call: --queue-depth, or fewer where they are long or a --rate has fewer due, or 1 where each waits for the one before",
  ),
  text("verify", "on in integrity mode, whose timings do not count; otherwise off"),
  integer(
    "pool_depth",
    "in integrity mode, send buffers used round-robin, each rewritten after its completion",
  ),
  text("warnings", "what limits this row's validity, or why it failed; joined by '; '"),
] as const satisfies readonly Column[];

type TrialColumn = typeof TRIAL_COLUMNS[number];

/** One row of `trials.csv`; `null` is "not measured". */
export type ResultRow = {
  -readonly [C in TrialColumn as C["name"]]: (C["type"] extends "text" ? string : number) | null;
};

/** The name of a numeric column of {@linkcode ResultRow}. */
export type NumericColumn = Extract<TrialColumn, { type: "integer" | "real" }>["name"];

/** A row in which nothing was measured. */
export function emptyRow(): ResultRow {
  return Object.fromEntries(TRIAL_COLUMNS.map((c) => [c.name, null])) as ResultRow;
}

/** The columns that tell how a trial was set up. */
export const SET_UP_COLUMNS: readonly Column[] = TRIAL_COLUMNS.filter((column) => "shows" in column);

/** What modes are never compared across: only rows that agree in all of these columns are compared. */
export const SETTING_KEY = [
  "rx",
  "pattern",
  "topology",
  "interleave",
  "offered_gbps",
] as const satisfies readonly (keyof ResultRow)[];

/** The columns that identify a cell: trials that agree in all of these are repeats of each other. */
export const CELL_KEY = ["mode", ...SETTING_KEY, "message_bytes", "threads"] as const;

/** What a row holds in some columns, as one text: the same for rows that agree in all of them. */
export function rowKey(row: ResultRow, columns: readonly (keyof ResultRow)[]): string {
  return columns.map((column) => row[column] ?? "\0").join("\n");
}

/** The metrics that `summary.csv` has per cell. */
export const SUMMARY_METRICS = [
  "throughput_gbps",
  "messages_per_s",
  "latency_mean_us",
  "latency_p50_us",
  "latency_p99_us",
  "cpu_ns_per_byte",
  "cycles_per_byte",
] as const satisfies readonly NumericColumn[];

export type SummaryMetric = typeof SUMMARY_METRICS[number];
