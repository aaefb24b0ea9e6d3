/** The report of the exercise: known by its plan, in its order, and a LaTeX article of the same. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeFigures } from "../../plots/registry.ts";
import { analyze } from "../../report/analyze.ts";
import { reportDocument } from "../../report/content.ts";
import { isExercise } from "../../report/exercise.ts";
import { escapeLatex, toLatex } from "../../report/latex.ts";
import { EXERCISE_MODES } from "../../results/mode_catalogue.ts";
import { fakeRows, FORTY_EIGHT_CELLS } from "../plots/fake_results.ts";
import { execute, withDirectory } from "../cli/program.ts";
import { fakeLoaded } from "./fake_report.ts";

const hasLatex = await execute(["pdflatex", "--version"]).then(({ code }) => code === 0, () => false);
if (!hasLatex) {
  console.log("the test that compiles LaTeX is skipped: pdflatex (texlive-latex-base) is not installed");
}

const SWEEP = { ...FORTY_EIGHT_CELLS, counters: false, copied: true };
const environment = { notMeasured: [{ counters: ["cycles"], why: "this virtual machine has no PMU" }] };

function analysisOf(modes: readonly string[]) {
  const plan = { schema: 4, modes: [...modes] };
  return analyze(fakeLoaded(fakeRows({ ...SWEEP, modes: EXERCISE_MODES }), { plan, environment }));
}

const analysis = analysisOf(EXERCISE_MODES.toReversed());
const report = reportDocument(analysis, describeFigures(analysis));
const pictureOf = ({ id }: { readonly id: string }) => `plots/${id}.pdf`;

Deno.test("the exercise is known by its three modes, in any order, and no others", () => {
  assert(isExercise(analysis));
  assert(!isExercise(analysisOf([...EXERCISE_MODES, "per-field"])));
  assert(!isExercise(analysisOf(["two-copy", "one-copy", "contiguous"])));
  assert(!isExercise({ loaded: fakeLoaded([]) }));
});

Deno.test("its report goes from the set-up to what could not be measured, with its four figures", () => {
  const text = report.sections.filter(({ isPageOnly }) => !isPageOnly).map(({ id }) => id);
  assertEquals(text, ["summary", "warnings", "setup", "figures", "tables", "answers", "unmeasured"]);
  const figures = report.sections.find(({ id }) => id === "figures")!.blocks;
  assertEquals(figures.map((block) => block.kind === "figure" && block.figure.id), [
    "throughput_by_size",
    "time_per_message_by_threads",
    "cpu_time_per_byte_by_size",
    "cache_misses_by_size",
  ]);
});

Deno.test("what could not be measured is named with its reason and what it takes", () => {
  const blocks = report.sections.find(({ id }) => id === "unmeasured")!.blocks;
  const text = JSON.stringify(blocks);
  for (const part of ["Question 2: not measurable here", "“Cache misses by message size”", "has no PMU"]) {
    assertStringIncludes(text, part);
  }
});

Deno.test("LaTeX sees no command in anybody's text", () => {
  assertEquals(
    escapeLatex("50 % of a_b & c#1 {x} $y ~ ^ \\end"),
    "50 \\% of a\\_b \\& c\\#1 \\{x\\} \\$y " +
      "\\textasciitilde{} \\textasciicircum{} \\textbackslash{}end",
  );
  assertEquals(
    escapeLatex("−12 % (CI 1.2× to 3×), µs é"),
    "$-$12 \\% (CI 1.2$\\times$ to 3$\\times$), $\\mu$s é",
  );
  assertEquals(escapeLatex("--resume"), "{-}{-}resume");
  assertEquals(escapeLatex("a\n\n中"), "a [U+4E2D]");
});

Deno.test("the article has the figures that are there, and leaves no character to chance", () => {
  const text = toLatex(
    report,
    (figure) => figure.id === "time_per_message_by_threads" ? null : pictureOf(figure),
  );
  assertStringIncludes(text, "\\includegraphics[width=\\textwidth]{plots/throughput_by_size.pdf}");
  assertMatch(text, /Time per message by thread count[^\n]*There is no PDF of this figure/);
  assert(!text.includes("[U+"), /\S*\[U\+\S*/.exec(text)?.[0]);
  assert(!text.includes("Everything recorded"));
});

Deno.test({
  name: "the article compiles with the base packages",
  ignore: !hasLatex,
  fn: () =>
    withDirectory(async (cwd) => {
      await Deno.writeTextFile(`${cwd}/report.tex`, toLatex(report, () => null));
      const { code, stdout } = await execute(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"],
        { cwd },
      );
      assertEquals(code, 0, stdout.slice(-2000));
    }),
});
