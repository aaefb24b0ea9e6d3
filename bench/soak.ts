/**
 * `deno task soak`: does `netio serve` stay as it is among clients that misbehave? A sweep runs against it from beginning to
 * end; every other minute strangers come, vanish, hang, send garbage or break off in mid-conversation. What the server holds
 * (memory, descriptors, threads) is sampled all along, and the sweep's rows with strangers are compared with those without.
 * Prints Markdown on stdout.
 */
import fc from "fast-check";
import { median } from "simple-statistics";
import { formOption } from "../cli/options/forms.ts";
import { CELL_OPTIONS } from "../cli/options/sweep_options.ts";
import type { ResultRow } from "../results/columns.ts";
import { pairedRatio } from "../stats/paired.ts";
import { type Random, seededRandom } from "../stats/random.ts";
import { MATRIX } from "../sweep/plan.ts";
import { rowsIn } from "../tests/cli/program.ts";
import { broken, play, scriptOf } from "../tests/control/conversations.ts";
import { ServerProcess, startSweepTo } from "../tests/control/processes.ts";
import { pause } from "../tests/waiting.ts";
import { runTask, type Task } from "./task.ts";

const { seed } = CELL_OPTIONS;

const OPTIONS = {
  minutes: formOption({ ...MATRIX.repeats, byDefault: 30 }, {
    value: "N",
    help: "how long the sweep lasts; strangers come every other minute",
    example: "30",
  }),
  seed: { ...seed, byDefault: "drawn and printed" },
} as const;

interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
}

const SOAK: Task<typeof OPTIONS, SoakOptions> = {
  name: "soak",
  summary:
    "netio serve among clients that misbehave, beside a sweep that must not notice (Markdown on stdout)",
  positionals: { usage: "", min: 0, max: 0 },
  options: OPTIONS,
  examples: ["deno task soak", "deno task soak --minutes 4"],
  read: ({ minutes = 30, seed = Date.now() % 2 ** 31 }) => ({ minutes, seed }),
};

const MINUTE_MS = 60_000;
const SAMPLE_EVERY_MS = 5000;
const STRANGERS_PER_S = 8;
const HANG_MS_MAX = 20_000;
/** What a stranger waits for an answer. */
const [IMPATIENCE_MS, PATIENCE_MS] = [60, 5000];
/** After the sweep, when strangers get as far as a trial of their own. */
const AFTER_MS = 2 * MINUTE_MS;

/** So many trials are the most; they are as long as it takes to outlast the soak. */
const TRIALS = 1000, TRIAL_MS_MIN = 300;

/** At a rate that leaves the machine time for the strangers: what they cost it shows in its CPU time and slowest messages. */
function sweepOptions(minutes: number): string[] {
  const durationMs = Math.max(TRIAL_MS_MIN, Math.ceil(minutes * MINUTE_MS / TRIALS));
  return [
    ...["--modes", "one-copy", "--sizes", "64KiB", "--threads", "1", "--rate", "1G", "--warmup", "100ms"],
    ...["--duration", `${durationMs}ms`, "--repeats", String(TRIALS), "--no-plots", "--no-report"],
  ];
}

/** What the server process holds at a moment. */
interface Sample {
  readonly minute: number;
  readonly residentMib: number;
  readonly openFiles: number;
  readonly threads: number;
}

/** What strangers do. */
const STRANGERS: Readonly<Record<string, (port: number, random: Random) => Promise<unknown>>> = {
  vanishes: async (port) => (await connect(port)).close(),
  hangs: async (port, random) => {
    using connection = await connect(port);
    await pause(random.below(HANG_MS_MAX));
    connection.close();
  },
  "sends garbage": async (port, random) => {
    using connection = await connect(port);
    await connection.write(crypto.getRandomValues(new Uint8Array(1 + random.below(4096))));
    await pause(random.below(1000));
  },
  "breaks off": async (port, random) => {
    const [script] = fc.sample(broken, { numRuns: 1, seed: random.below(2 ** 31) });
    await play(port, script!, IMPATIENCE_MS);
  },
};

async function soak({ minutes, seed }: SoakOptions): Promise<void> {
  const random = seededRandom(seed);
  await using server = await ServerProcess.start();
  const out = await Deno.makeTempDir();
  const sweep = startSweepTo(server.where, out, sweepOptions(minutes));
  const begin = Date.now(), end = begin + minutes * MINUTE_MS;
  const came = new Map<string, number>(), samples: Sample[] = [];
  const minuteNow = () => (Date.now() - begin) / MINUTE_MS;
  const sampling = setInterval(() => {
    const { residentMib, openFiles, threads } = server;
    samples.push({ minute: minuteNow(), residentMib, openFiles, threads });
  }, SAMPLE_EVERY_MS);
  await visit(server.port, random, came, () => Date.now() < end, () => hasStrangers(minuteNow()));
  sweep.kill("SIGINT");
  await sweep.output();
  const rows = rowsIn(out);
  await visit(server.port, random, came, () => Date.now() < end + AFTER_MS, () => true);
  await pause(HANG_MS_MAX);
  const isWhole = await wholeConversation(server.port, "send") &&
    await wholeConversation(server.port, "receive");
  await pause(2 * SAMPLE_EVERY_MS);
  clearInterval(sampling);
  console.log(report({ seed, begin, rows, samples, came, isWhole }));
  await Deno.remove(out, { recursive: true });
}

/** Lets strangers come at random moments, as long as `goesOn`, in the minutes that are theirs. */
async function visit(
  port: number,
  random: Random,
  came: Map<string, number>,
  goesOn: () => boolean,
  isTheirs: () => boolean,
): Promise<void> {
  const names = Object.keys(STRANGERS);
  while (goesOn()) {
    await pause(random.below(2000 / STRANGERS_PER_S));
    if (!isTheirs()) continue;
    const name = names[random.below(names.length)]!;
    came.set(name, (came.get(name) ?? 0) + 1);
    // The server may hang up on any of them.
    STRANGERS[name]!(port, random).catch(() => {});
  }
}

function hasStrangers(minute: number): boolean {
  return Math.floor(minute) % 2 === 1;
}

/** Whether a well-behaved client is served to the end. */
async function wholeConversation(port: number, side: "send" | "receive"): Promise<boolean> {
  const script = scriptOf(side);
  return await play(port, script, PATIENCE_MS) === script.length;
}

function connect(port: number): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}

interface Soaked {
  readonly seed: number;
  readonly begin: number;
  readonly rows: readonly ResultRow[];
  readonly samples: readonly Sample[];
  readonly came: ReadonlyMap<string, number>;
  readonly isWhole: boolean;
}

function report({ seed, begin, rows, samples, came, isWhole }: Soaked): string {
  const failed = rows.filter(({ status }) => status !== "ok");
  const why = failed.length === 0 ? "" : ` (${failed[0]!.warnings})`;
  const visitors = [...came].map(([name, count]) => `${count} × ${name}`).join(", ");
  return [
    `# Soak\n`,
    `${new Date(begin).toISOString()}, Deno ${Deno.version.deno}, seed ${seed}. Strangers: ${visitors}.\n`,
    ...held(samples),
    `\n${rows.length} trials of the sweep, ${failed.length} failed${why}.`,
    ...againstQuiet(rows, begin),
    `\nAfter all that, a well-behaved client was ${isWhole ? "" : "NOT "}served to the end.`,
  ].join("\n");
}

/** The server's memory, descriptors and threads: medians of each twelfth of the time. */
function held(samples: readonly Sample[]): string[] {
  const last = samples.at(-1)?.minute ?? 0, step = Math.max(1, last / 12);
  const rows: string[] = [];
  for (let from = 0; from < last; from += step) {
    const part = samples.filter(({ minute }) => minute >= from && minute < from + step);
    if (part.length === 0) continue;
    const figures = (["residentMib", "openFiles", "threads"] as const)
      .map((name) => Math.round(median(part.map((sample) => sample[name]))));
    rows.push(`| ${from.toFixed(1)} to ${(from + step).toFixed(1)} | ${figures.join(" | ")} |`);
  }
  return ["| minutes | resident, MiB | open files | threads |", "|---|---|---|---|", ...rows];
}

/** What the sweep's rows are compared by. */
const FIGURES = [
  ["throughput", "throughput_gbps"],
  ["CPU time per byte", "cpu_ns_per_byte"],
  ["99th percentile of a send call", "send_call_p99_us"],
] as const satisfies readonly (readonly [string, keyof ResultRow])[];

/** The sweep's figures in minutes with strangers over those of the minute before, pair by pair. */
function againstQuiet(rows: readonly ResultRow[], begin: number): string[] {
  const byMinute = Map.groupBy(
    rows.filter(({ status }) => status === "ok"),
    ({ started_utc }) => Math.floor((Date.parse(String(started_utc)) - begin) / MINUTE_MS),
  );
  const minutes = [...byMinute.keys()].filter((minute) => hasStrangers(minute) && byMinute.has(minute - 1));
  if (minutes.length === 0) return ["Too short to compare minutes with and without strangers."];
  const lines = FIGURES.map(([label, column]) => {
    const typical = (minute: number) => median(byMinute.get(minute)!.map((row) => Number(row[column])));
    const { estimate, interval } = pairedRatio(
      minutes.map((minute) => [typical(minute - 1), typical(minute)]),
    );
    const range = interval === null ? "" : `${interval.lo.toFixed(3)} to ${interval.hi.toFixed(3)}`;
    return `| ${label} | ${estimate.toFixed(3)} | ${range} |`;
  });
  const head = `Minutes with strangers over the minute before, median of ${minutes.length} pairs:\n`;
  return [head, "| by | ratio | CI |", "|---|---|---|", ...lines];
}

if (import.meta.main) await runTask(SOAK, soak);
