/**
 * A sweep's progress on stderr: a bar with the current cell, its live rate and the time left (`cli-progress`), or
 * a plain line per trial if stderr isn't a terminal.
 */
import cliProgress from "cli-progress";
import process from "node:process";
import type { ResultRow } from "../../results/columns.ts";
import { groupOf, type PlannedTrial, type TrialGroup } from "../../sweep/plan.ts";
import { cellText, type Crossed, groupText } from "./group_text.ts";
import { canMoveCursor } from "./status.ts";

const REFRESH_MS = 500; // each drawing takes CPU time from the trial

interface Progress extends Disposable {
  /** A trial begins. */
  begin(trial: PlannedTrial): void;
  /** Its rows are on disk. */
  end(rows: readonly ResultRow[]): void;
  /** That many more trials are to come. */
  extend(trials: number): void;
}

interface ProgressOptions {
  readonly plan: Crossed;
  readonly total: number;
  readonly alreadyDone: number;
  /** Time of one trial, on average, for the time left. */
  readonly trialMs: number;
  /** Bytes received so far in the running trial. */
  readonly liveBytes: () => number;
}

/** Shows nothing. */
export const NO_PROGRESS: Progress = { begin() {}, end() {}, extend() {}, [Symbol.dispose]() {} };

/** The progress display that fits stderr. */
export function progress(options: ProgressOptions): Progress {
  return canMoveCursor() ? new BarProgress(options) : new LineProgress(options);
}

/** One trial in a few words: its mode, if it has only one, and the settings that its modes share. */
function trialText({ modes, ...group }: TrialGroup & Pick<PlannedTrial, "modes">, plan: Crossed): string {
  return modes.length === 1 ? cellText({ mode: modes[0]!, ...group }, plan) : groupText(group, plan);
}

/** One line on a terminal that is redrawn. */
export class BarProgress implements Progress {
  readonly #options: ProgressOptions;
  readonly #bar: cliProgress.SingleBar;
  readonly #timer: ReturnType<typeof setInterval>;
  #done: number;
  #total: number;
  #cell = "starting";
  #last = { bytes: 0, ms: 0 };

  constructor(options: ProgressOptions, stream: NodeJS.WritableStream = process.stderr) {
    this.#options = options;
    this.#done = options.alreadyDone;
    this.#total = options.total;
    this.#bar = new cliProgress.SingleBar({
      format: "{bar} {value}/{total} · {cell} · {rate} · {left} left",
      barsize: 24,
      hideCursor: true,
      stream,
      stopOnComplete: false,
    }, cliProgress.Presets.shades_classic);
    this.#bar.start(options.total, this.#done, this.#fields("–"));
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  begin(trial: PlannedTrial): void {
    this.#cell = trialText(trial, this.#options.plan);
    // until the trial starts, the count is that of the one before
    this.#last = { bytes: this.#options.liveBytes(), ms: performance.now() };
  }

  end(): void {
    this.#done += 1;
    this.#bar.update(this.#done, this.#fields("–"));
  }

  extend(trials: number): void {
    this.#total += trials;
    this.#bar.setTotal(this.#total);
  }

  #refresh(): void {
    const bytes = this.#options.liveBytes(), ms = performance.now();
    const gbps = 8 * (bytes - this.#last.bytes) / (ms - this.#last.ms) / 1e6;
    this.#last = { bytes, ms };
    this.#bar.update(this.#done, this.#fields(gbps > 0 ? `${gbps.toFixed(1)} Gbit/s` : "–"));
  }

  #fields(rate: string) {
    const leftMs = (this.#total - this.#done) * this.#options.trialMs;
    return { cell: this.#cell, rate, left: durationText(leftMs) };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#bar.stop();
  }
}

/** A line per trial. */
export class LineProgress implements Progress {
  readonly #options: ProgressOptions;
  readonly #writeLine: (line: string) => void;
  #done: number;
  #total: number;

  constructor(options: ProgressOptions, writeLine: (line: string) => void = console.error) {
    this.#options = options;
    this.#writeLine = writeLine;
    this.#done = options.alreadyDone;
    this.#total = options.total;
  }

  begin(): void {}

  end(rows: readonly ResultRow[]): void {
    this.#done += 1;
    const [row] = rows;
    if (row === undefined) return;
    const modes = rows.map(({ mode }) => mode ?? "");
    const trial = trialText({ modes, ...groupOf(row) }, this.#options.plan);
    const left = durationText((this.#total - this.#done) * this.#options.trialMs);
    this.#writeLine(`[${this.#done}/${this.#total}] ${trial}: ${outcomesText(rows)} (${left} left)`);
  }

  extend(trials: number): void {
    this.#total += trials;
  }

  [Symbol.dispose](): void {}
}

/** The outcome: of the one mode, or of each. A trial fails as a whole. */
function outcomesText(rows: readonly ResultRow[]): string {
  const [first] = rows;
  if (rows.length === 1 || first?.throughput_gbps === null) return outcomeText(first!);
  return rows.map((row) => `${row.mode} ${outcomeText(row)}`).join(", ");
}

function outcomeText(row: ResultRow): string {
  if (row.throughput_gbps === null) return `failed: ${row.warnings}`;
  if (row.verify === "on") return "all arrived as sent";
  if (row.latency_p50_us !== null) return `median round trip ${row.latency_p50_us.toFixed(1)} µs`;
  return `${row.throughput_gbps.toFixed(2)} Gbit/s`;
}

/** A duration for people: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1e3);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
}
