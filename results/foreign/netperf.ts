/**
 * Reads netperf's omni output, as CSV (`-o`) or as `KEY=value` lines (`-k`), a row for each run. netperf sends one buffer
 * with send(2), which is the mode `contiguous`; TCP_SENDFILE is `sendfile`. The names are those of `nettest_omni.c`.
 */
import { CsvError } from "../csv.ts";
import { emptyForeignRow, type ForeignContent, type ForeignRow, withoutColumns } from "./foreign_row.ts";
import { bareName } from "./header_name.ts";
import type { Line } from "./lines.ts";
import { splitFields } from "./records.ts";
import { safeText, shownText } from "../safe_text.ts";

/** Each figure under its key and its name in tables. */
const KEYS = {
  throughput: ["THROUGHPUT", "Throughput"],
  units: ["THROUGHPUT_UNITS", "Throughput Units"],
  elapsed: ["ELAPSED_TIME", "Elapsed Time (sec)"],
  sendSize: ["LOCAL_SEND_SIZE", "Local Send Size"],
  remoteSendSize: ["REMOTE_SEND_SIZE", "Remote Send Size"],
  requestSize: ["REQUEST_SIZE", "Request Size Bytes"],
  responseSize: ["RESPONSE_SIZE", "Response Size Bytes"],
  mean: ["MEAN_LATENCY", "Mean Latency Microseconds"],
  roundTrip: ["RT_LATENCY", "Round Trip Latency usec/tran"],
  p50: ["P50_LATENCY", "50th Percentile Latency Microseconds"],
  p90: ["P90_LATENCY", "90th Percentile Latency Microseconds"],
  p99: ["P99_LATENCY", "99th Percentile Latency Microseconds"],
  max: ["MAX_LATENCY", "Maximum Latency Microseconds"],
  mss: ["TRANSPORT_MSS", "Transport MSS bytes"],
  retransmits: ["LOCAL_TRANSPORT_RETRANS", "Local Transport Retransmissions"],
  congestion: ["LOCAL_CONG_CONTROL", "Local Congestion Control Algorithm"],
  protocol: ["PROTOCOL", "Protocol"],
} as const;

type Key = keyof typeof KEYS;
type Run = ReadonlyMap<Key, string>;

const BY_NAME: ReadonlyMap<string, Key> = new Map(
  (Object.keys(KEYS) as Key[]).flatMap((key) =>
    KEYS[key].map((name): [string, Key] => [bareName(name), key])
  ),
);

const BANNER = /^MIGRATED (.*?) TEST\b/;
const CLASSIC = /^ *Recv +Send +Send|^Socket +Message +Elapsed|^Local *\/?Remote/m;

/** Whether text is netperf's. */
export function isNetperf(head: string): boolean {
  return /^MIGRATED (TCP|UDP|SCTP|DCCP|OMNI)?/m.test(head) && /netperf|^MIGRATED/m.test(head) ||
    /^OMNI Send|^(.*,)?Throughput Units(,|$)|^THROUGHPUT_UNITS=/m.test(head);
}

/** What to run so that netio can read it. */
const RUN_INSTEAD =
  "run netperf with -- -o THROUGHPUT,THROUGHPUT_UNITS,ELAPSED_TIME,LOCAL_SEND_SIZE,REQUEST_SIZE,RESPONSE_SIZE," +
  "MEAN_LATENCY,P50_LATENCY,P99_LATENCY";

const MOST_LINES = 100_000;

/** Takes netperf's output. Every method throws {@linkcode CsvError} saying what it is and what to run instead. */
export class NetperfReader {
  readonly #lines: Line[] = [];

  push(line: Line): void {
    if (this.#lines.push(line) > MOST_LINES) {
      throw new CsvError("this is netperf's output, and too much of it");
    }
  }

  pushUnterminated(line: Line): void {
    this.push(line);
  }

  end(): ForeignContent {
    const runs = runsIn(this.#lines);
    if (runs.length === 0) {
      const isClassic = CLASSIC.test(this.#lines.map(({ text }) => text).join("\n"));
      const what = isClassic ? "netperf's output for people" : "netperf's output, without a run";
      throw new CsvError(`this is ${what}: ${RUN_INSTEAD}`);
    }
    return withoutColumns({
      rows: runs.map(({ test, run }) => rowOf(test, run)),
      lineOf: (row) => runs[row]!.line,
      notes: ["this is netperf's omni output: a row is a whole run over one connection"],
    });
  }
}

function runsIn(lines: readonly Line[]): { test: string; run: Run; line: number }[] {
  const runs: { test: string; run: Run; line: number }[] = [];
  let test = "", start = 0;
  let columns: readonly (Key | undefined)[] | null = null;
  let pairs = new Map<Key, string>();
  const close = () => {
    if (pairs.size > 0) runs.push({ test, run: pairs, line: start });
    pairs = new Map();
  };
  for (const { number, text } of lines) {
    const banner = BANNER.exec(text)?.[1];
    if (banner !== undefined) {
      close();
      [test, columns] = [banner, null];
      continue;
    }
    const [, name, value] = /^([A-Z0-9_]+)=(.*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) {
      const key = BY_NAME.get(bareName(name));
      if (key === undefined) continue;
      if (pairs.has(key)) close();
      if (pairs.size === 0) start = number;
      pairs.set(key, value);
      continue;
    }
    const fields = splitFields(text, ",");
    if (typeof fields === "string") continue;
    const known = fields.map((field) => BY_NAME.get(bareName(field)));
    if (known.includes("throughput")) columns = known;
    else if (columns?.length === fields.length && fields.length > 1) {
      const named = columns.flatMap((key, i) => key === undefined ? [] : [[key, fields[i]!] as const]);
      runs.push({ test, run: new Map(named), line: number });
    }
  }
  close();
  return runs;
}

function rowOf(test: string, run: Run): ForeignRow {
  const number = (key: Key) => {
    const value = Number(run.get(key)?.trim() || NaN);
    return Number.isFinite(value) && value >= 0 ? value : null;
  };
  const units = run.get("units")?.trim() ?? "";
  const what = `this is netperf's omni output (${
    shownText([test, `${run.get("throughput") ?? ""} ${units}`.trim()].filter((part) => part).join(", "))
  })`;
  if (/UDP|SCTP|DCCP/i.test(`${test} ${run.get("protocol") ?? ""}`)) {
    throw new CsvError(`${what} of another protocol; netio compares TCP`);
  }
  const rate = number("throughput");
  const isRoundTrips = /^trans/i.test(units);
  const size = isRoundTrips
    ? number("requestSize") ?? number("responseSize")
    : number("sendSize") || number("remoteSendSize");
  const factor = RATE_FACTORS.get(units.toLowerCase());
  const missing = rate === null
    ? "the throughput"
    : !size
    ? "the message size"
    : !isRoundTrips && factor === undefined
    ? "the throughput's units"
    : null;
  if (missing !== null || rate === null || !size) {
    throw new CsvError(`${what}, which does not say ${missing}: ${RUN_INSTEAD}`);
  }
  const seconds = number("elapsed");
  const gbps = isRoundTrips ? rate * (number("responseSize") ?? size) * 8 / 1e9 : rate * (factor ?? NaN);
  return {
    ...emptyForeignRow(),
    status: "ok",
    mode: /sendfile/i.test(test) ? "sendfile" : "contiguous",
    pattern: isRoundTrips ? "rr" : "stream",
    message_bytes: size,
    threads: 1,
    duration_s: seconds,
    bytes: seconds === null ? null : Math.round(gbps * 1e9 / 8 * seconds),
    throughput_gbps: gbps,
    messages_per_s: isRoundTrips ? rate : null,
    ...latencies(number, isRoundTrips),
    retransmits: number("retransmits"),
    mss: number("mss"),
    congestion_control: run.get("congestion") ? safeText(run.get("congestion")!) : null,
  };
}

function latencies(number: (key: Key) => number | null, isRoundTrips: boolean): Partial<ForeignRow> {
  if (!isRoundTrips) return {};
  return {
    latency_kind: "rtt",
    latency_mean_us: number("mean") ?? number("roundTrip"),
    latency_p50_us: number("p50"),
    latency_p90_us: number("p90"),
    latency_p99_us: number("p99"),
    latency_max_us: number("max"),
  };
}

/** netperf's words for units, which count bytes in 1024, as factors to Gbit/s. */
const RATE_FACTORS: ReadonlyMap<string, number> = new Map([
  ["10^0bits/s", 1e-9],
  ["10^3bits/s", 1e-6],
  ["10^6bits/s", 1e-3],
  ["10^9bits/s", 1],
  ["bytes/s", 8 / 1e9],
  ["kbytes/s", 8 * 2 ** 10 / 1e9],
  ["mbytes/s", 8 * 2 ** 20 / 1e9],
  ["gbytes/s", 8 * 2 ** 30 / 1e9],
]);
