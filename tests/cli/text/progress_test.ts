import { assert, assertEquals, assertMatch } from "@std/assert";
import { Writable } from "node:stream";
import type { Crossed } from "../../../cli/text/group_text.ts";
import { BarProgress, durationText, LineProgress } from "../../../cli/text/progress.ts";
import { ReadingProgress } from "../../../cli/text/reading_progress.ts";
import { emptyRow, type ResultRow } from "../../../results/columns.ts";
import type { PlannedTrial } from "../../../sweep/plan.ts";
import { pause } from "../../waiting.ts";

const TRIAL: PlannedTrial = {
  trial: 1,
  block: 0,
  modes: ["one-copy"],
  messageBytes: 16384,
  threads: 2,
  rx: "recv",
  rateBps: null,
  payloadSeed: 1,
};

const PLAN = { rx: ["recv"], rateBps: null };

const ROW: ResultRow = {
  ...emptyRow(),
  status: "ok",
  mode: "one-copy",
  message_bytes: 16384,
  threads: 2,
  throughput_gbps: 41.2849,
};

/** Longer than the bar waits before it draws what has changed, and than it waits between two looks at the rate. */
const DRAWN_MS = 250, LOOKED_MS = 700;

/** A terminal that keeps what is written to it. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 200;
  readonly writes: string[] = [];

  override _write(chunk: Uint8Array | string, _encoding: string, done: () => void): void {
    this.writes.push(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk));
    done();
  }

  /** What the bar shows. */
  get shown(): string {
    return this.writes.findLast((text) => /[█░]/.test(text)) ?? "";
  }
}

Deno.test("the bar shows what is done of how much, the cell, its rate, and the time left", async () => {
  const terminal = new Terminal();
  let bytesPerMs = 0, begunMs = 0;
  {
    const liveBytes = () => bytesPerMs * (performance.now() - begunMs);
    using bar = new BarProgress(
      { plan: PLAN, total: 4, alreadyDone: 1, trialMs: 30_000, liveBytes },
      terminal,
    );
    assertEquals(terminal.shown, `${"█".repeat(6)}${"░".repeat(18)} 1/4 · starting · – · 1 min 30 s left`);
    [bytesPerMs, begunMs] = [1e6, performance.now()];
    bar.begin(TRIAL);
    await pause(LOOKED_MS);
    const rate = /(7\.[5-9]|8\.[0-5]) Gbit\/s/.exec(terminal.shown)?.[0];
    assertEquals(terminal.shown.slice(25), `1/4 · one-copy 16 KiB × 2 · ${rate} · 1 min 30 s left`);
    bar.end();
    await pause(DRAWN_MS);
    assertMatch(terminal.shown, /^█{12}░{12} 2\/4 · one-copy 16 KiB × 2 · .* · 1 min 0 s left$/);
    bytesPerMs = 0;
    bar.begin({ ...TRIAL, modes: ["one-copy", "zero-copy"] });
    bar.extend(4);
    await pause(LOOKED_MS);
    assertEquals(
      terminal.shown,
      `${"█".repeat(6)}${"░".repeat(18)} 2/8 · 16 KiB × 2 · – · 3 min 0 s left`,
    );
  }
});

Deno.test("the rate is that of the last half second, not of the whole trial", async () => {
  const terminal = new Terminal();
  const begunMs = performance.now();
  const liveBytes = () => 125e3 * Math.max(0, performance.now() - begunMs - 500); // 1 Gbit/s, after half a second
  using bar = new BarProgress({ plan: PLAN, total: 1, alreadyDone: 0, trialMs: 1000, liveBytes }, terminal);
  bar.begin(TRIAL);
  await pause(1300);
  assert(terminal.shown.includes("· 1.0 Gbit/s ·"), terminal.shown);
});

Deno.test("a trial that has not begun to send has no rate, although the count is still that of the one before", async () => {
  const terminal = new Terminal();
  const liveBytes = () => 1e12;
  using bar = new BarProgress({ plan: PLAN, total: 1, alreadyDone: 0, trialMs: 1000, liveBytes }, terminal);
  bar.begin(TRIAL);
  await pause(LOOKED_MS);
  assert(terminal.shown.includes("· – ·"), terminal.shown);
});

Deno.test({
  name:
    "the bar hides the cursor, draws over itself, and leaves its last state, a cursor and no timer behind",
  sanitizeOps: true,
  fn: () => {
    const terminal = new Terminal();
    {
      using bar = new BarProgress(
        { plan: PLAN, total: 2, alreadyDone: 0, trialMs: 1000, liveBytes: () => 0 },
        terminal,
      );
      bar.begin(TRIAL);
      bar.end();
    }
    const all = terminal.writes.join("");
    assertMatch(terminal.shown, /^█{12}░{12} 1\/2 · one-copy 16 KiB × 2 · – · 1 s left$/);
    const order = ["\x1B[?25l", terminal.shown, "\x1B[?25h"].map((text) => all.lastIndexOf(text));
    assertEquals([-1, ...order].toSorted((a, b) => a - b), [-1, ...order]);
    assertEquals(new Set([-1, ...order]).size, 4, "each is there, in this order");
    assertEquals(all.split("\n").length, 2, "one line feed, at the end");
    assert(all.endsWith("\n"));
  },
});

/** The lines that a sweep of four trials, one of them done, writes. */
function linesOf(use: (progress: LineProgress) => void, plan: Crossed = PLAN): string[] {
  const lines: string[] = [];
  const options = { plan, total: 4, alreadyDone: 1, trialMs: 30_000, liveBytes: () => 0 };
  using progress = new LineProgress(options, (line) => lines.push(line));
  use(progress);
  return lines;
}

Deno.test("a plain line per trial tells its place, its cell, what came out, and the time left", () => {
  const lines = linesOf((progress) => {
    progress.begin();
    progress.end([ROW]);
    progress.extend(3);
    progress.begin();
    progress.end([{ ...ROW, mode: "zero-copy", message_bytes: 64 }]);
  });
  assertEquals(lines, [
    "[2/4] one-copy 16 KiB × 2: 41.28 Gbit/s (1 min 0 s left)",
    "[3/7] zero-copy 64 B × 2: 41.28 Gbit/s (2 min 0 s left)",
  ]);
});

Deno.test("a plain line tells round trips of rr, the check of --verify, and why a trial failed", () => {
  const outcomes = [
    [{ latency_p50_us: 28.7689 }, "median round trip 28.8 µs"],
    [{ verify: "on" }, "all arrived as sent"],
    [{ throughput_gbps: null, warnings: "ECONNRESET" }, "failed: ECONNRESET"],
    [
      { verify: "on", throughput_gbps: null, warnings: "message 3 was cut off" },
      "failed: message 3 was cut off",
    ],
  ] as const;
  for (const [changes, outcome] of outcomes) {
    assertEquals(linesOf((progress) => progress.end([{ ...ROW, ...changes }])), [
      `[2/4] one-copy 16 KiB × 2: ${outcome} (1 min 0 s left)`,
    ]);
  }
});

Deno.test("a plain line of modes that took turns tells what came out of each, or why all failed", () => {
  const ofModes = (changes: Partial<ResultRow>) =>
    linesOf((progress) => progress.end([ROW, { ...ROW, mode: "zero-copy", ...changes }]));
  assertEquals(ofModes({ throughput_gbps: 9.5 }), [
    "[2/4] 16 KiB × 2: one-copy 41.28 Gbit/s, zero-copy 9.50 Gbit/s (1 min 0 s left)",
  ]);
  const failed = { throughput_gbps: null, status: "failed", warnings: "ECONNRESET" };
  const rows = ["one-copy", "zero-copy"].map((mode) => ({ ...ROW, ...failed, mode }));
  assertEquals(linesOf((progress) => progress.end(rows)), [
    "[2/4] 16 KiB × 2: failed: ECONNRESET (1 min 0 s left)",
  ]);
});

Deno.test("where a plan has several receive strategies or rates, a line names which", () => {
  const rows = [{ ...ROW, rx: "recvmsg", offered_gbps: 2.5 }];
  const lineWith = (plan: Crossed) => linesOf((progress) => progress.end(rows), plan)[0]!.split(":")[0];
  assertEquals(
    [
      lineWith({ rx: ["recv", "recvmsg"], rateBps: [2.5e9] }),
      lineWith({ rx: ["recvmsg"], rateBps: [1e9, 2.5e9] }),
      lineWith({ rx: ["recv", "recvmsg"], rateBps: [1e9, 2.5e9] }),
    ],
    [
      "[2/4] one-copy 16 KiB × 2, recvmsg",
      "[2/4] one-copy 16 KiB × 2, at 2.5 Gbit/s",
      "[2/4] one-copy 16 KiB × 2, recvmsg, at 2.5 Gbit/s",
    ],
  );
});

Deno.test("spans of time are in words for people", () => {
  const spans = [0, 499, 500, 59_499, 59_500, 200_000, 3_599_499, 3_599_500, 7_500_000];
  assertEquals(spans.map(durationText), [
    "0 s",
    "0 s",
    "1 s",
    "59 s",
    "1 min 0 s",
    "3 min 20 s",
    "59 min 59 s",
    "1 h 0 min",
    "2 h 5 min",
  ]);
});

/** What is written when chunks come every 150 ms, for `seconds`. */
function written(isTerminal: boolean, seconds: number): string[] {
  let now = 0;
  const texts: string[] = [];
  const progress = new ReadingProgress(isTerminal, (text) => texts.push(text), () => now);
  for (; now <= seconds * 1000; now += 150) progress.read("results/a.csv", now, seconds * 1000);
  progress.end(1_000_000);
  return texts;
}

Deno.test("reading that takes under a second is not worth a word", () => {
  assertEquals(written(true, 0.9), []);
  assertEquals(written(false, 0.9), []);
});

Deno.test("where stderr is no terminal there is a line after one second, and one every ten", () => {
  assertEquals(written(false, 12), [
    "reading a.csv: 8 % of 1 MB\n",
    "reading a.csv: 92 % of 1 MB\n",
    "1,000,000 rows read\n",
  ]);
});

Deno.test("on a terminal one line changes, and is gone at the end", () => {
  const texts = written(true, 2);
  assertEquals(texts[0], "\r\x1b[Kreading a.csv: 52 % of 1 MB");
  assertEquals(texts.at(-1), "\r\x1b[K1,000,000 rows read\n");
  assertEquals(texts.slice(0, -1).every((text) => !text.includes("\n")), true);
});
