/**
 * What other people's programs call the columns of `columns.ts`: the one table of names, beside the one of columns.
 *
 * Names are compared without regard to case, blanks, underscores, brackets and units, and without the words of
 * {@linkcode QUALIFIERS}: `Avg_Latency(us)`, `avgLatencyUs` and `latency` are one name. netio's own column names are
 * understood everywhere and are not repeated here.
 */
import type { ResultRow } from "../columns.ts";
import type { Counter } from "../counters.ts";

/** What a column of numbers is measured in; `text` for words, `plain` for numbers that have no unit. */
export type Dimension = "text" | "plain" | "size" | "threads" | "time" | "rate" | "message rate" | "count";

/** What a foreign column fills: a column of netio's, a count over unstated ends, or the size of one of 8 fields. */
export type Target = keyof ResultRow | Counter | "field_size";

interface NamedColumn {
  readonly target: Target;
  readonly dimension: Dimension;
  readonly names: readonly string[];
  /** Names that only a unit makes clear: `avg_us`, `total_gbps`. */
  readonly namesWithUnit?: readonly string[];
}

// deno-fmt-ignore
const LATENCY_WORDS = [
  "latency", "lat", "delay", "rtt", "round trip", "round trip time", "response time", "latenz", "latence",
];

/** `p99`, `p99 latency`, `latency p99` …; a percentile on its own needs a unit to count as a latency. */
function percentile(target: Target, words: readonly string[]): NamedColumn {
  const names = words.flatMap((word) =>
    LATENCY_WORDS.flatMap((latency) => [`${word} ${latency}`, `${latency} ${word}`])
  );
  return { target, dimension: "time", names, namesWithUnit: words };
}

/** Counts are called by their events, in singular and plural. */
function counter(target: Counter, ...names: readonly string[]): NamedColumn {
  const plurals = names.map((name) =>
    name.endsWith("miss") || name.endsWith("ch") ? `${name}es` : `${name}s`
  );
  return { target, dimension: "count", names: [...names, ...plurals] };
}

// deno-fmt-ignore
export const COLUMN_NAMES: readonly NamedColumn[] = [
  { target: "mode", dimension: "text", names: [
    "mode", "implementation", "impl", "method", "approach", "technique", "strategy", "scheme", "type", "variant", "version",
    "label", "part", "part no", "part number", "kind", "copy mode", "copy type", "transfer mode", "send mode", "send method",
    "socket mode", "name", "test", "test name", "case", "config", "configuration", "program", "binary", "algorithm", "model", "api",
    "copies", "num copies", "number of copies", "copy count", "modus", "verfahren", "methode", "variante",
  ] },
  { target: "message_bytes", dimension: "size", names: [
    "size", "message size", "msg size", "message length", "message len", "msg length", "msg len", "length", "len",
    "payload", "payload size", "payload length", "payload bytes", "buffer size", "buf size", "block size", "blk size", "chunk size",
    "packet size", "pkt size", "data size", "transfer size", "request size", "record size", "write size", "send size",
    "bytes per message", "bytes per msg", "message bytes", "msg bytes", "sz", "msg sz", "struct size",
    "payload len", "buffer length", "buffer len", "buf len", "packet length", "packet len", "data length", "data len",
    "buf sz", "io size", "record length", "record len", "größe", "groesse", "nachrichtengröße", "nachrichtengroesse",
    "nachrichtenlänge", "taille", "taille message", "taille du message", "taille des messages",
  ], namesWithUnit: ["message", "msg", "buffer", "block", "packet", "chunk"] },
  { target: "field_size", dimension: "size", names: [
    "field size", "field length", "field len", "field bytes", "bytes per field", "size per field",
  ] },
  { target: "threads", dimension: "threads", names: [
    "threads", "thread", "workers", "worker", "connections", "connection", "conns", "clients", "client count", "client threads", "streams",
    "parallel", "parallelism", "parallel streams", "concurrency", "flows", "sockets", "n conn", "num conn", "n thr", "num thr",
    "processes", "procs", "verbindungen", "connexions",
  ] },
  { target: "throughput_gbps", dimension: "rate", names: [
    "throughput", "thruput", "through put", "tput", "thrput", "thrpt", "thpt", "bandwidth", "bw", "goodput", "bit rate", "data rate",
    "transfer rate", "speed", "durchsatz", "datenrate", "bandbreite", "débit",
  ], namesWithUnit: ["", "rate"] },
  { target: "messages_per_s", dimension: "message rate", names: [
    "message rate", "msg rate", "messages per s", "msgs per s", "messages per sec", "msgs per sec", "ops per sec", "requests per sec",
  ], namesWithUnit: ["", "rate", "throughput", "tput", "thruput", "messages", "msgs", "message", "msg"] },
  { target: "latency_mean_us", dimension: "time", names: [
    ...LATENCY_WORDS, "round trip latency", "one way", "one way latency", "one way delay", "time per message", "time per msg", "per message latency", "per msg latency",
    "latency per message", "latency per msg", "message time", "msg time", "message latency", "msg latency",
  ], namesWithUnit: ["avg", "average", "mean", "per message", "per msg"] },
  percentile("latency_p50_us", ["p50", "median", "50th", "50th percentile", "50 percentile"]),
  percentile("latency_p90_us", ["p90", "90th", "90th percentile", "90 percentile"]),
  percentile("latency_p99_us", ["p99", "99th", "99th percentile", "99 percentile"]),
  percentile("latency_p99_9_us", ["p99.9", "p999", "99.9th", "99.9th percentile", "99.9 percentile"]),
  percentile("latency_max_us", ["max", "maximum"]),
  { target: "duration_s", dimension: "time", names: [
    "duration", "elapsed", "elapsed time", "time elapsed", "run time", "test time", "test duration", "run duration", "wall time",
    "wall clock", "wall clock time", "total time", "measurement time", "execution time", "exec time", "time taken", "interval",
    "dauer", "durée",
  ] },
  { target: "bytes", dimension: "size", names: [
    "bytes", "data sent", "data received", "data transferred", "bytes transferred", "bytes moved",
  ], namesWithUnit: ["", "data", "volume", "transfer", "transferred"] },
  { target: "messages", dimension: "count", names: [
    "messages", "msgs", "message count", "msg count", "packets", "packet count", "operations", "requests", "transactions",
  ] },
  { target: "cycles_per_byte", dimension: "plain", names: ["cycles per byte", "cpb", "cycle per byte", "cyc per byte"] },
  { target: "retransmits", dimension: "count", names: ["retransmits", "retransmit", "retrans", "retransmissions"] },
  { target: "repeat", dimension: "plain", names: [
    "repeat", "repetition", "rep", "run", "iteration", "iter", "round", "attempt", "sample", "trial number", "trial no", "seed",
    "lauf", "durchlauf", "wiederholung", "essai",
  ] },
  { target: "status", dimension: "text", names: ["exit code", "exit status", "return code", "ret code", "exit", "rc"] },
  counter("cycles", "cycle", "cyc", "clock cycle", "zyklen", "taktzyklen"),
  counter("instructions", "instruction", "instr", "insn", "inst", "instructions retired", "retired instruction"),
  counter("l1d_load_misses", "l1 miss", "l1d miss", "l1 dcache load miss", "l1 dcache miss", "l1 cache miss", "l1d load miss",
    "l1d cache miss", "l1 load miss", "l1 data cache miss", "l1 data miss", "l1 cache load miss", "l1d cache load miss",
    "l1 data load miss", "l1 data cache load miss", "l1dcm", "misses l1", "cache misses l1"),
  counter("llc_load_misses", "llc miss", "llc load miss", "llc cache miss", "llc cache load miss", "last level cache miss",
    "last level cache load miss", "l3 miss", "l3 cache miss", "l3 load miss", "llcm", "misses llc", "cache misses llc"),
  counter("llc_store_misses", "llc store miss", "llc cache store miss", "l3 store miss"),
  counter("cache_misses", "cache miss"),
  counter("branches", "branch", "branch instruction"),
  counter("branch_misses", "branch miss", "branch mispredict", "branch misprediction", "mispredicted branch"),
  counter("context_switches", "context switch", "ctx switch", "ctxt switch", "cswitch", "context sw", "ctx sw", "ctxsw", "ctx", "ctxt",
    "csw", "cs", "switch", "kontextwechsel", "changements de contexte"),
  counter("page_faults", "page fault", "pg fault", "fault"),
];

/** Words that do not change what a column is; the rest of a name has to be known as a whole. */
// deno-fmt-ignore
export const QUALIFIERS: Readonly<Record<Dimension, readonly string[]>> = {
  text: ["name", "id", "test", "used", "the"],
  plain: ["number", "no", "num", "id", "index", "idx", "total", "avg", "average", "mean"],
  size: ["total", "overall", "sum", "in", "each", "per send", "transmitted", "count", "size of"],
  threads: [
    "number of", "number", "num", "no of", "nr of", "no", "nr", "n", "count", "total", "server", "client", "concurrent",
    "parallel", "of", "anzahl", "nombre de", "nb", "nb de",
  ],
  time: [
    "avg", "average", "mean", "weighted", "total", "overall", "actual", "measured", "app", "tcp", "e2e", "end to end", "in",
    "mittlere", "moyenne",
  ],
  rate: [
    "total", "agg", "aggregate", "aggregated", "overall", "sum", "combined", "avg", "average", "mean", "median", "net",
    "measured", "achieved", "effective", "application", "app", "tcp", "network", "system", "in",
  ],
  "message rate": ["total", "agg", "aggregate", "overall", "avg", "average", "mean", "measured", "in"],
  count: [
    "total", "overall", "sum", "all", "number of", "number", "num", "no of", "nr of", "of", "n", "count", "counts", "events",
    "event", "avg", "average", "mean", "cpu", "core", "hw", "hardware", "sw", "perf", "process", "system", "in",
  ],
};

/** Names of what holds columns, which say nothing about these: `config.mode`. */
// deno-fmt-ignore
export const CONTAINERS: readonly string[] = [
  "config", "configuration", "param", "params", "parameters", "settings", "args", "options", "result", "results", "metric", "metrics",
  "stats", "summary", "data", "output",
];

/** Whose figure it is, where a name says so. */
export const SIDES = {
  tx: ["tx", "sender", "sent", "send", "snd"],
  rx: ["rx", "receiver", "received", "receive", "recv", "rcv", "recvd"],
  server: ["server", "srv"],
  client: ["client", "cli"],
} as const;

/** Ambiguous names: the columns beside them decide, or they are not used. */
export const AMBIGUOUS_NAMES: Readonly<Record<string, readonly Target[]>> = {
  thr: ["threads", "throughput_gbps"],
  t: ["threads", "duration_s"],
  n: ["threads", "repeat"],
  count: ["threads", "messages"],
  time: ["duration_s", "latency_mean_us"],
  rate: ["throughput_gbps", "messages_per_s"],
  misses: ["l1d_load_misses", "llc_load_misses", "cache_misses"],
  "load misses": ["l1d_load_misses", "llc_load_misses"],
  data: ["message_bytes", "bytes"],
  "total size": ["message_bytes", "bytes"],
};
