/**
 * `netio analyze`: from a result set or another program's CSV the six questions, and the answer that a sweep ends with;
 * from the pairs of a cluster which hosts and links are outliers.
 */
import { type Analysis, analysisJson, analyze as analyzeResults } from "../../report/analyze.ts";
import type { Finding } from "../../report/findings/finding.ts";
import { integerText } from "../../results/number_text.ts";
import { command, switchOption } from "../options/option.ts";
import { answerBlock, clusterBlock, type Whereabouts } from "../text/answer_block.ts";
import { outScreen } from "../text/screen.ts";
import { printJson, tell } from "../text/output.ts";
import { wrapped } from "../text/wrap.ts";
import { JOIN_OPTION, loadArguments, RESULTS_USAGE } from "../results_argument.ts";

export const analyze = command({
  name: "analyze",
  summary:
    "the answer, and the answers to the six questions, from result sets or CSV files; rewrites a result set's report",
  positionals: { usage: RESULTS_USAGE, min: 0, max: Infinity },
  options: {
    join: JOIN_OPTION,
    json: switchOption("one JSON object on stdout; writes no report"),
  },
  examples: [
    "netio analyze",
    "netio analyze results/lab1",
    "netio analyze throughput.csv counters.csv",
    "netio analyze results/pairs/* --join settings",
    "netio analyze their.csv --json",
  ],
  run: async ({ join: how, json }, paths) => {
    const analysis = analyzeResults(await loadArguments(paths, how)), { cluster } = analysis;
    if (json) {
      printJson(analysisJson(analysis));
      return 0;
    }
    const screen = outScreen();
    const findings = analysis.findings.map((finding) => findingText(finding, screen.columns));
    if (cluster === null) console.log(findings.join("\n\n"));
    const where = await reported(analysis);
    const block = cluster === null
      ? ["", ...answerBlock(analysis, { where }, screen)]
      : clusterBlock(analysis, cluster, where, screen);
    for (const line of block) console.log(line);
    return 0;
  },
});

/** @returns where everything is */
async function reported(analysis: Analysis): Promise<Whereabouts> {
  const { loaded, cluster } = analysis;
  if (cluster !== null || loaded.plan !== null) {
    const { rewriteReports } = await import("../rewrite_reports.ts"); // much, and not always needed
    return await rewriteReports(analysis);
  }
  const why = loaded.files === undefined
    ? `${loaded.source} is not the trials.csv of a result set with its plan.json`
    : "several files have none; netio view shows one";
  tell(`no report was written: ${why}`);
  return { label: "Rows", text: loaded.source };
}

const EVIDENCE_SHOWN = 4;
const PARTS_SHOWN = 20;

function findingText({ question, title, answer, evidence, hypothesis }: Finding, columns: number): string {
  const lines = [
    ...answer.split("\n").map((line) => `   ${shortened(line)}`),
    ...evidence.slice(0, EVIDENCE_SHOWN).map(({ text }) => `   · ${shortened(text)}`),
    ...(evidence.length > EVIDENCE_SHOWN
      ? [`   · ${evidence.length - EVIDENCE_SHOWN} more with --json`]
      : []),
    ...(hypothesis === null ? [] : [`   possible cause (not tested): ${hypothesis}`]),
  ];
  const fitting = lines.flatMap((line) => wrapped(line, columns, line.startsWith("   ·") ? "     " : "   "));
  return [`${question}. ${title}`, ...fitting].join("\n");
}

/** A long list cut short for the terminal; the report and --json have all of it. */
function shortened(text: string): string {
  const parts = text.split(", ");
  const left = parts.length - PARTS_SHOWN;
  return left <= 0 ? text : `${parts.slice(0, PARTS_SHOWN).join(", ")} and ${integerText(left)} more`;
}
