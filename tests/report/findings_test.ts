import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Finding } from "../../report/findings/finding.ts";
import { analysisJson, analyze } from "../../report/analyze.ts";
import { answerOf as answerTo, answerSentences } from "../../report/answer.ts";
import type { ResultRow } from "../../results/columns.ts";
import { loadResults } from "../../results/load.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;

function findingsOf(sweep: MadeUpSweep): Finding[] {
  return [...analyze(loaded(madeUpRows(sweep))).findings];
}

function answerOf(findings: readonly Finding[], question: number): Finding {
  const finding = findings[question - 1];
  assertEquals(finding?.question, question);
  return finding as Finding;
}

function everySentence(rows: readonly ResultRow[]): string {
  const { findings, rankings } = analyze(loaded(rows));
  const answers = rankings.flatMap((ranking) => answerTo(ranking) ?? []);
  const told = findings.flatMap((
    { answer, hypothesis, evidence },
  ) => [answer, hypothesis ?? "", ...evidence.map(({ text }) => text)]);
  return [...told, ...answers.flatMap(answerSentences)].join("\n");
}

/** one-copy overtakes two-copy between 4 and 16 KiB, zero-copy is a third slower. */
const sweep: MadeUpSweep = {
  modes: {
    "two-copy": () => 10,
    "one-copy": (size) => size >= 16 * KIB ? 13 : 8,
    "zero-copy": () => 7,
  },
  sizes: [1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB],
  threads: [1, 2],
};

Deno.test("there are six findings, in order, for any rows", () => {
  for (const rows of [[], madeUpRows(sweep), madeUpRows({ ...sweep, repeats: 1 })]) {
    const { schema, findings } = analysisJson(analyze(loaded(rows)));
    assertEquals([schema, findings.map(({ question }) => question)], [1, [1, 2, 3, 4, 5, 6]]);
    for (const { answer, measurable } of findings) {
      assertEquals(answer.startsWith("not measurable here, because "), !measurable, answer);
      assert(!/undefined|NaN|Infinity|null/.test(answer), answer);
    }
  }
});

Deno.test("without rows every question says that there is no valid trial", () => {
  for (const { answer } of analyze(loaded([])).findings) {
    assertEquals(answer, "not measurable here, because there is no valid trial.");
  }
});

Deno.test("a crossover is told per thread count, with the evidence of every size", () => {
  const finding = answerOf(findingsOf(sweep), 4);
  assertEquals(
    finding.answer,
    "By throughput, one-copy beats two-copy from 16 KiB on, crossover between 4 KiB and 16 KiB (1 and 2 threads).",
  );
  assertEquals(finding.evidence.length, 2);
  assertMatch(
    finding.evidence[0]?.text ?? "",
    /^throughput, 1 thread: 1 KiB −2\d % \(.*\), 4 KiB .*, 16 KiB \+[23]\d % /,
  );
});

Deno.test("a tie is undecided, not a win", () => {
  const modes = { "two-copy": () => 10, "one-copy": () => 10 };
  const { answer } = answerOf(findingsOf({ modes, sizes: [4 * KIB], noise: 0.03 }), 4);
  assertEquals(
    answer,
    "By throughput, one-copy beats two-copy at no size, undecided at 4 KiB (1 thread).",
  );
});

Deno.test("single runs are called single runs", () => {
  const { answer, measurable } = answerOf(findingsOf({ ...sweep, repeats: 1, noise: 0 }), 4);
  assertEquals(measurable, true);
  assertStringIncludes(
    answer,
    "from 16 KiB on, crossover between 4 KiB and 16 KiB (1 and 2 threads). Single runs, no confidence intervals",
  );
});

Deno.test("two to five repeats decide nothing", () => {
  const { answer, measurable } = answerOf(findingsOf({ ...sweep, repeats: 3 }), 4);
  assertEquals([measurable, answer], [
    false,
    "not measurable here, because no configuration has the six repeats that a comparison needs.",
  ]);
});

Deno.test("question 6 does not say that there is nothing where repeats are too few to see it", () => {
  const falling: MadeUpSweep = { ...sweep, modes: { "two-copy": (_, threads) => threads === 1 ? 10 : 4 } };
  assertStringIncludes(answerOf(findingsOf(falling), 6).answer, "collapse at more threads");
  const { answer, measurable } = answerOf(findingsOf({ ...falling, repeats: 3 }), 6);
  assertEquals([measurable, answer], [
    false,
    "not measurable here, because no configuration has the six repeats that a comparison needs.",
  ]);
});

Deno.test("question 6 tells by which rule it looked, also where a sweep was interrupted in its second block", () => {
  const falling = { ...sweep, modes: { "two-copy": (_: number, threads: number) => threads === 1 ? 10 : 4 } };
  const rows = madeUpRows({ ...falling, repeats: 2 });
  const interrupted = rows.filter(({ block, message_bytes }) => block === 0 || message_bytes === 64 * KIB);
  const { answer } = answerOf(analyze(loaded(interrupted)).findings, 6);
  assertStringIncludes(answer, "(single runs: change > 10 %)");
});

Deno.test("a mode that is dearer in most cells does not speak for a saved copy", () => {
  const costs = (dearerFrom: number) =>
    analyze(loaded(madeUpRows({
      ...sweep,
      columns: (row) => {
        const isDearer = (row.message_bytes ?? 0) >= dearerFrom;
        const base = 1 + 0.01 * ((row.block ?? 0) % 3);
        return { cpu_ns_per_byte: row.mode === "one-copy" ? base * (isDearer ? 1.5 : 0.8) : base };
      },
    }))).findings[3]?.hypothesis ?? "";
  assertStringIncludes(costs(4 * KIB), "weak evidence against the claim that a copy was saved");
  assertStringIncludes(costs(16 * KIB), "no evidence either way that a copy was saved");
  assertStringIncludes(costs(64 * KIB), "weak evidence that a copy was saved");
  assertStringIncludes(costs(Infinity), ": evidence that a copy was saved");
});

Deno.test("missing modes are named", () => {
  const findings = findingsOf({ ...sweep, modes: { "one-copy": () => 10 } });
  assertEquals(
    answerOf(findings, 1).answer,
    "not measurable here, because these results have no mode that requests zero-copy.",
  );
  assertEquals(
    answerOf(findings, 4).answer,
    "not measurable here, because these results have no trial of two-copy.",
  );
  assertEquals(
    answerOf(findings, 5).answer,
    "not measurable here, because these results have no trial of two-copy and zero-copy.",
  );
});

Deno.test("where zero-copy was copied, no sentence says how zero-copy as such did", () => {
  const verdict =
    /zero-copy( mode)? (is|was|gives?|gave|beats?|wins?|won|loses?|lost|has|costs?)\b|(better|worse|slower|faster) than zero-copy/i;
  const asSuch = (text: string) =>
    text.replaceAll(/zero-copy(-contiguous)? \((partly )?copied\)|question \d.*|, not zero-copy/gi, "…");
  for (const zeroCopy of [7, 14]) {
    const modes = {
      ...sweep.modes,
      "zero-copy": () => zeroCopy,
      "contiguous": () => 12,
      "zero-copy-contiguous": () => zeroCopy,
    };
    const text = everySentence(madeUpRows({ ...sweep, modes }));
    assertStringIncludes(text, "the overhead of requesting zero-copy");
    const offending = asSuch(text).split("\n").filter((sentence) => verdict.test(sentence));
    assertEquals(offending, []);
  }
  const zeroCopied = everySentence(madeUpRows({ ...sweep, columns: zeroCopiedColumns }));
  assert(verdict.test(asSuch(zeroCopied)), "the pattern has to find such a sentence where it is allowed");
});

function zeroCopiedColumns(row: ResultRow): Partial<ResultRow> {
  return row.mode === "zero-copy" ? { effective_copy: "zero-copied" } : {};
}

Deno.test("question 5 is not measurable where every send was copied, and says what requesting it cost", () => {
  const { answer, measurable, evidence } = answerOf(findingsOf(sweep), 5);
  assertEquals(measurable, false);
  assertMatch(
    answer,
    /^not measurable here, because the kernel copied every zero-copy send in all 56 trials of zero-copy, as always on loopback: these rows show the overhead of requesting zero-copy, not zero-copy\. Throughput against two-copy: −3\d % to −(2\d|3\d) % over 8 configurations/,
  );
  assertEquals(evidence.length, 2);
});

Deno.test("question 5 names the size where zero-copy really happened", () => {
  const modes = { "two-copy": () => 10, "zero-copy": (size: number) => size >= 16 * KIB ? 15 : 4 };
  const { answer } = answerOf(findingsOf({ ...sweep, modes, columns: zeroCopiedColumns }), 5);
  assertEquals(
    answer,
    "By throughput, zero-copy beats two-copy from 16 KiB on, crossover between 4 KiB and 16 KiB (1 and 2 threads).",
  );
});

Deno.test("question 1 tells a cost per message from one per byte", () => {
  const costing = (fixedNs: number, perByteNs: number) => (size: number) =>
    size * 8 / (fixedNs + perByteNs * size);
  const sizes = [256, 1 * KIB, 4 * KIB, 16 * KIB];
  const hypothesisOf = (zeroCopy: (size: number) => number) =>
    answerOf(
      findingsOf({ modes: { "one-copy": costing(500, 0.2), "zero-copy": zeroCopy }, sizes, noise: 0.001 }),
      1,
    ).hypothesis;
  assertStringIncludes(hypothesisOf(costing(1500, 0.2)) ?? "", "like a fixed cost per message");
  assertStringIncludes(
    hypothesisOf(costing(500, 0.5)) ?? "",
    "not a fixed cost per message but one per byte or page",
  );
});

Deno.test("question 1 shows smaller segments and fallbacks where the columns do", () => {
  const finding = answerOf(
    findingsOf({
      ...sweep,
      columns: (row) =>
        row.mode === "zero-copy"
          ? { bytes_per_segment: 13400, zc_fallbacks: 10, enobufs: 12 }
          : { bytes_per_segment: 30600 },
    }),
    1,
  );
  assertStringIncludes(finding.hypothesis ?? "", "Its segments are smaller");
  assertStringIncludes(finding.hypothesis ?? "", "net.core.optmem_max");
  assert(finding.evidence.some(({ columns }) => columns.includes("bytes_per_segment")));
});

Deno.test("sentences of an earlier netio's environment.json are given whole", () => {
  const environment = { notMeasured: ["no hardware counters: this virtual machine has no PMU"] };
  assertEquals(
    answerOf(analyze({ ...loaded(madeUpRows(sweep)), environment }).findings, 2).answer,
    "not measurable here, because no hardware counters: this virtual machine has no PMU.",
  );
});

Deno.test("cache questions give the run's own reason when nothing was counted", () => {
  const reason = "this virtual machine has no PMU (ENOENT)";
  const rows = madeUpRows(sweep);
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
    ...sweep,
    columns: () => ({ counters_scope: "user", tx_l1d_load_misses: 5, rx_l1d_load_misses: 5 }),
  });
  assertStringIncludes(answerOf(analyze(loaded(userOnly)).findings, 2).answer, "counters saw user mode only");
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
    findingsOf({ ...sweep, modes: { "two-copy": () => 10, "one-copy": () => 12 }, columns: missColumns }),
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
  const swapped = { ...sweep, modes: { "two-copy": () => 10, "one-copy": () => 12 } };
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

Deno.test("several settings are answered apart, each by its name, in a line of its own", () => {
  const rows = [
    ...madeUpRows(sweep),
    ...madeUpRows({ ...sweep, modes: { "two-copy": () => 10, "one-copy": () => 5 } }).map((row) => ({
      ...row,
      topology: "netns",
    })),
  ];
  const { answer } = answerOf(analyze(loaded(rows)).findings, 4);
  assertEquals(
    answer,
    "loopback: By throughput, one-copy beats two-copy from 16 KiB on, crossover between 4 KiB and 16 KiB (1 and 2 threads).\n" +
      "netns: By throughput, one-copy beats two-copy at no size (1 and 2 threads).",
  );
});

Deno.test("the published veth table is answered as its numbers say", async () => {
  const results = await loadResults(new URL("../data/published-veth-64B-4KiB.csv", import.meta.url).pathname);
  const { findings, crossovers } = analyze(results);
  assertStringIncludes(
    answerOf(findings, 1).answer,
    "By throughput, the zero-copy mode is slower than at least one copying mode in 16 of 16 configurations",
  );
  assertStringIncludes(answerOf(findings, 1).hypothesis ?? "", "fixed cost per message");
  assertStringIncludes(answerOf(findings, 4).answer, "at every size measured (1, 2, 4 and 8 threads)");
  assertStringIncludes(answerOf(findings, 6).hypothesis ?? "", "sends the fields one by one");
  assertEquals(crossovers.length, 3 * 4);
  assert(crossovers.every(({ single_run, metric }) => single_run && metric === "throughput_gbps"));
});

Deno.test("the published request/response table shows its 40 ms stalls", async () => {
  const results = await loadResults(new URL("../data/published-rr-field-size.csv", import.meta.url).pathname);
  const { findings, crossovers } = analyze(results);
  assertStringIncludes(answerOf(findings, 6).answer, "4 × 40 ms per message");
  assertStringIncludes(answerOf(findings, 4).answer, "at 512 B two-copy takes about 40 ms per message");
  const line = crossovers.find(({ baseline, candidate, threads }) =>
    baseline === "two-copy" && candidate === "one-copy" && threads === 8
  );
  assertEquals([line?.wins_at, line?.first_win, line?.wins_from], [[512, 8192, 32768], 512, 8192]);
});

Deno.test("a hundred thousand rows are analysed in seconds", () => {
  const rows = madeUpRows({ ...sweep, repeats: 4_200 });
  assert(rows.length > 100_000);
  const start = performance.now();
  analyze(loaded(rows));
  assert(performance.now() - start < 10_000, `${performance.now() - start} ms`);
});
