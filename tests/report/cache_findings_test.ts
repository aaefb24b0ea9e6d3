/** Questions 2 and 3: cache misses, and why there may be none. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import type { ResultRow } from "../../results/columns.ts";
import { answerOf, findingsOf, loaded, madeUpRows, SWEEP } from "./made_up_trials.ts";

const KIB = 1024;

Deno.test("sentences of an earlier netio's environment.json are given whole", () => {
  const environment = { notMeasured: ["no hardware counters: this virtual machine has no PMU"] };
  assertEquals(
    answerOf(analyze({ ...loaded(madeUpRows(SWEEP)), environment }).findings, 2).answer,
    "not measurable here, because no hardware counters: this virtual machine has no PMU.",
  );
});

Deno.test("cache questions give the run's own reason when nothing was counted", () => {
  const reason = "this virtual machine has no PMU (ENOENT)";
  const rows = madeUpRows(SWEEP);
  const notMeasured = [
    { counters: ["task_clock_ns", "cycles"], why: "of no interest here" },
    { counters: ["cycles", "llc_load_misses"], why: reason },
  ];
  const environment = { notMeasured };
  const { findings } = analyze({ ...loaded(rows), environment });
  assertEquals(answerOf(findings, 2).answer, `not measurable here, because ${reason}.`);
  assertStringIncludes(
    answerOf(findings, 3).answer,
    `because ${reason}. What was measured: from 1 to 2 threads, throughput per thread`,
  );
  const userOnly = madeUpRows({
    ...SWEEP,
    columns: () => ({ counters_scope: "user", tx_l1d_load_misses: 5, rx_l1d_load_misses: 5 }),
  });
  assertStringIncludes(answerOf(analyze(loaded(userOnly)).findings, 2).answer, "counters saw user mode only");
});

Deno.test("a median above one half is written as a factor where the span that it is the median of goes below", () => {
  const halved = (size: number, threads: number) => threads === 1 ? 10 : size === 1024 ? 9 : 11;
  const { answer, evidence } = answerOf(
    findingsOf({ modes: { "two-copy": halved }, sizes: [1024, 4096, 16384], threads: [1, 2] }),
    3,
  );
  assertMatch(
    answer,
    /throughput per thread: 0\.5\d*× \(median over 3 modes and sizes; 0\.4\d*× to 0\.5\d*×\)/,
  );
  const perThread = evidence.flatMap(({ text }) => /, per thread (.*)$/.exec(text)?.[1] ?? []);
  assertEquals(perThread.map((text) => text.at(-1)), ["×", "×", "×"], perThread.join());
});

/** L1 misses halve from two-copy to one-copy, last-level misses fall by a tenth; both per byte. */
function missColumns(row: ResultRow): Partial<ResultRow> {
  const mib = (row.bytes ?? 0) / 2 ** 20;
  const oneCopy = row.mode === "one-copy";
  return {
    counters_scope: "user+kernel",
    tx_l1d_load_misses: Math.round(mib * (oneCopy ? 5_000 : 10_000)),
    rx_l1d_load_misses: Math.round(mib * 100),
    tx_llc_load_misses: Math.round(mib * (oneCopy ? 9 : 10) * 100),
    rx_llc_load_misses: Math.round(mib * 10),
  };
}

Deno.test("question 2 names the level, the modes and the size of the largest reduction", () => {
  const { answer, measurable } = answerOf(
    findingsOf({ ...SWEEP, modes: { "two-copy": () => 10, "one-copy": () => 12 }, columns: missColumns }),
    2,
  );
  assertEquals(measurable, true);
  assertStringIncludes(
    answer,
    "The largest relative reduction is in L1 data cache load misses per MiB: 49.5 % fewer with one-copy than with two-copy",
  );
  assertStringIncludes(answer, "It is also the largest in absolute numbers.");
});

Deno.test("question 2 finds the reduction in whichever direction it goes", () => {
  const swapped = { ...SWEEP, modes: { "two-copy": () => 10, "one-copy": () => 12 } };
  const rows = madeUpRows({
    ...swapped,
    columns: (row) => missColumns({ ...row, mode: row.mode === "one-copy" ? "two-copy" : "one-copy" }),
  });
  assertStringIncludes(
    answerOf(analyze(loaded(rows)).findings, 2).answer,
    "49.5 % fewer with two-copy than with one-copy",
  );
});

Deno.test("question 3 sets growing misses against throughput per thread", () => {
  const contended = (size: number, threads: number) =>
    threads * 10 / (1 + (threads - 1) * Math.log2(size) / 20);
  const sizes = [64, 1 * KIB, 16 * KIB, 256 * KIB];
  const { answer, hypothesis } = answerOf(
    findingsOf({
      modes: { "two-copy": contended, "one-copy": contended },
      sizes,
      threads: [1, 4],
      columns: (row) => {
        const growth = 1 + ((row.threads ?? 1) - 1) * Math.log2(row.message_bytes ?? 1) / 10;
        const misses = Math.round((row.bytes ?? 0) / 1000 * growth);
        return { counters_scope: "user+kernel", tx_llc_load_misses: misses, rx_llc_load_misses: misses };
      },
    }),
    3,
  );
  assertMatch(
    answer,
    /^From 1 to 4 threads, throughput per thread: 0\.\d+× \(median over 8 modes and sizes/,
  );
  assertStringIncludes(
    hypothesis ?? "",
    "Threads may contend for cache: last-level cache load misses per MiB grow with the threads",
  );
});
