/** What the findings say of modes that request zero-copy: questions 1 and 5, and what no sentence may claim. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { answerOf as answerTo, answerSentences } from "../../report/answer.ts";
import type { ResultRow } from "../../results/columns.ts";
import { answerOf, findingsOf, loaded, madeUpRows, SWEEP } from "./made_up_trials.ts";

const KIB = 1024;

function everySentence(rows: readonly ResultRow[]): string {
  const { findings, rankings } = analyze(loaded(rows));
  const answers = rankings.flatMap((ranking) => answerTo(ranking) ?? []);
  const told = findings.flatMap((
    { answer, hypothesis, evidence },
  ) => [answer, hypothesis ?? "", ...evidence.map(({ text }) => text)]);
  return [...told, ...answers.flatMap(answerSentences)].join("\n");
}

function zeroCopiedColumns(row: ResultRow): Partial<ResultRow> {
  return row.mode === "zero-copy" ? { effective_copy: "zero-copied" } : {};
}

Deno.test("where zero-copy was copied, no sentence says how zero-copy as such did", () => {
  const verdict =
    /zero-copy( mode)? (is|was|gives?|gave|beats?|wins?|won|loses?|lost|has|costs?)\b|(better|worse|slower|faster) than zero-copy/i;
  const asSuch = (text: string) =>
    text.replaceAll(/zero-copy(-contiguous)? \((partly )?copied\)|question \d.*|, not zero-copy/gi, "…");
  for (const zeroCopy of [7, 14]) {
    const modes = {
      ...SWEEP.modes,
      "zero-copy": () => zeroCopy,
      "contiguous": () => 12,
      "zero-copy-contiguous": () => zeroCopy,
    };
    const text = everySentence(madeUpRows({ ...SWEEP, modes }));
    assertStringIncludes(text, "the overhead of requesting zero-copy");
    const offending = asSuch(text).split("\n").filter((sentence) => verdict.test(sentence));
    assertEquals(offending, []);
  }
  const zeroCopied = everySentence(madeUpRows({ ...SWEEP, columns: zeroCopiedColumns }));
  assert(verdict.test(asSuch(zeroCopied)), "the pattern has to find such a sentence where it is allowed");
});

Deno.test("question 5 is not measurable where every send was copied, and says what requesting it cost", () => {
  const { answer, measurable, evidence } = answerOf(findingsOf(SWEEP), 5);
  assertEquals(measurable, false);
  assertMatch(
    answer,
    /^not measurable here, because the kernel copied every zero-copy send in all 56 trials of zero-copy, as always on loopback: these rows show the overhead of requesting zero-copy, not zero-copy\. Throughput against two-copy: −3\d % to −(2\d|3\d) % over 8 cases/,
  );
  assertEquals(evidence.length, 2);
});

Deno.test("question 5 names the size where zero-copy really happened", () => {
  const modes = { "two-copy": () => 10, "zero-copy": (size: number) => size >= 16 * KIB ? 15 : 4 };
  const { answer } = answerOf(findingsOf({ ...SWEEP, modes, columns: zeroCopiedColumns }), 5);
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
      ...SWEEP,
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

Deno.test("question 1 gives counts where there are some, and no 0 for one that was not counted", () => {
  const evidenceOf = (counts: Partial<ResultRow>) => {
    const columns = (row: ResultRow) => row.mode === "zero-copy" ? counts : {};
    return answerOf(findingsOf({ ...SWEEP, columns }), 1).evidence.map(({ text }) => text).join("\n");
  };
  const counted = evidenceOf({ zc_completions: 100, zc_copied: 30, zc_fallbacks: 0 });
  assertStringIncludes(
    counted,
    "1,680 of 5,600 completions say that the kernel copied, and 0 sends fell back",
  );
  for (const counts of [{}, { zc_completions: 100 }, { zc_completions: 100, zc_fallbacks: 0 }]) {
    assert(!evidenceOf(counts).includes("completions say"), JSON.stringify(counts));
  }
  const fallen = evidenceOf({ zc_fallbacks: 10 });
  assertMatch(
    fallen,
    /56 of 56 trials .* ran out of memory for completions: 560 fallbacks to a plain send/,
  );
  assert(!fallen.includes("ENOBUFS"));
});
