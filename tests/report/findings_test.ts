/** The answers to the six questions: what holds for all of them, and questions 4 and 6. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { analysisJson, analyze } from "../../report/analyze.ts";
import { loadResults } from "../../results/load.ts";
import { fieldPath } from "../results/foreign/field_files.ts";
import { answerOf, findingsOf, loaded, madeUpRows, type MadeUpSweep, SWEEP } from "./made_up_trials.ts";

const KIB = 1024;

Deno.test("there are six findings, in order, for any rows", () => {
  for (const rows of [[], madeUpRows(SWEEP), madeUpRows({ ...SWEEP, repeats: 1 })]) {
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
  const finding = answerOf(findingsOf(SWEEP), 4);
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
  const { answer, measurable } = answerOf(findingsOf({ ...SWEEP, repeats: 1, noise: 0 }), 4);
  assertEquals(measurable, true);
  assertStringIncludes(
    answer,
    "from 16 KiB on, crossover between 4 KiB and 16 KiB (1 and 2 threads). Single runs, no confidence intervals",
  );
});

Deno.test("two to five repeats decide nothing", () => {
  const { answer, measurable } = answerOf(findingsOf({ ...SWEEP, repeats: 3 }), 4);
  assertEquals([measurable, answer], [
    false,
    "not measurable here, because no configuration has the six repeats that a comparison needs.",
  ]);
});

Deno.test("question 6 does not say that there is nothing where repeats are too few to see it", () => {
  const falling: MadeUpSweep = { ...SWEEP, modes: { "two-copy": (_, threads) => threads === 1 ? 10 : 4 } };
  assertStringIncludes(answerOf(findingsOf(falling), 6).answer, "collapse at more threads");
  const { answer, measurable } = answerOf(findingsOf({ ...falling, repeats: 3 }), 6);
  assertEquals([measurable, answer], [
    false,
    "not measurable here, because no configuration has the six repeats that a comparison needs.",
  ]);
});

Deno.test("question 6 tells by which rule it looked, also where a sweep was interrupted in its second block", () => {
  const falling = { ...SWEEP, modes: { "two-copy": (_: number, threads: number) => threads === 1 ? 10 : 4 } };
  const rows = madeUpRows({ ...falling, repeats: 2 });
  const interrupted = rows.filter(({ block, message_bytes }) => block === 0 || message_bytes === 64 * KIB);
  const { answer } = answerOf(analyze(loaded(interrupted)).findings, 6);
  assertStringIncludes(answer, "(single runs: change > 10 %)");
});

Deno.test("a mode that costs more CPU time in most cases is no evidence for a saved copy", () => {
  const costs = (costlyFrom: number) =>
    analyze(loaded(madeUpRows({
      ...SWEEP,
      columns: (row) => {
        const isCostly = (row.message_bytes ?? 0) >= costlyFrom;
        const base = 1 + 0.01 * ((row.block ?? 0) % 3);
        return { cpu_ns_per_byte: row.mode === "one-copy" ? base * (isCostly ? 1.5 : 0.8) : base };
      },
    }))).findings[3]?.hypothesis ?? "";
  assertStringIncludes(costs(4 * KIB), "weak evidence against the claim that a copy was saved");
  assertStringIncludes(costs(16 * KIB), "no evidence either way that a copy was saved");
  assertStringIncludes(costs(64 * KIB), "weak evidence that a copy was saved");
  assertStringIncludes(costs(Infinity), ": evidence that a copy was saved");
});

Deno.test("counts without bytes and throughput are there, and have nothing to be set against", async () => {
  const { findings } = analyze(await loadResults(fieldPath("18")));
  assertEquals([answerOf(findings, 2).answer, answerOf(findings, 3).answer], [
    "not measurable here, because the rows have cache misses, but neither bytes nor a throughput to set them against.",
    "not measurable here, because no mode has a throughput at two thread counts and the same size.",
  ]);
});

Deno.test("missing modes are named", () => {
  const findings = findingsOf({ ...SWEEP, modes: { "one-copy": () => 10 } });
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

Deno.test("several settings are answered apart, each by its name, in a line of its own", () => {
  const rows = [
    ...madeUpRows(SWEEP),
    ...madeUpRows({ ...SWEEP, modes: { "two-copy": () => 10, "one-copy": () => 5 } }).map((row) => ({
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
    "By throughput, the zero-copy mode is slower than at least one copying mode in 16 of 16 cases",
  );
  assertStringIncludes(answerOf(findings, 1).hypothesis ?? "", "fixed cost per message");
  assertStringIncludes(answerOf(findings, 4).answer, "at every size measured (1, 2, 4 and 8 threads)");
  const { hypothesis, evidence } = answerOf(findings, 6);
  assertStringIncludes(hypothesis ?? "", ": what the file calls two-copy sends the fields one by one");
  assertStringIncludes(
    evidence.map(({ text }) => text).join("\n"),
    "; possibly what the file calls two-copy",
  );
  assertEquals(crossovers.length, 3 * 4);
  assert(crossovers.every(({ singleRun, metric }) => singleRun && metric === "throughput_gbps"));
});

Deno.test("the published request/response table shows its 40 ms stalls", async () => {
  const results = await loadResults(new URL("../data/published-rr-field-size.csv", import.meta.url).pathname);
  const { findings, crossovers } = analyze(results);
  assertStringIncludes(answerOf(findings, 6).answer, "4 × 40 ms per message");
  assertStringIncludes(answerOf(findings, 4).answer, "at 512 B two-copy takes about 40 ms per message");
  const line = crossovers.find(({ baseline, candidate, threads }) =>
    baseline === "two-copy" && candidate === "one-copy" && threads === 8
  );
  assertEquals([line?.winsAt, line?.firstWin, line?.winsFrom], [[512, 8192, 32768], 512, 8192]);
});

Deno.test("a hundred thousand rows are analysed in seconds", () => {
  const rows = madeUpRows({ ...SWEEP, repeats: 4_200 });
  assert(rows.length > 100_000);
  const start = performance.now();
  analyze(loaded(rows));
  assert(performance.now() - start < 10_000, `${performance.now() - start} ms`);
});
