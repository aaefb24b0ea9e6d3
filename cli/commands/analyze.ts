/** `netio analyze`: the six questions answered from a result set or another program's CSV. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeFigures } from "../../plots/registry.ts";
import type { Figure } from "../../plots/figure.ts";
import { type Analysis, analysisJson, analyze as analyzeResults } from "../../report/analyze.ts";
import type { Finding } from "../../report/finding.ts";
import { toJson } from "../../results/json.ts";
import { command, switchOption } from "../options/option.ts";
import { PLOTS_FOLDER, writeReports } from "../../report/publish.ts";
import { loadArgument } from "../results_argument.ts";

export const analyze = command({
  name: "analyze",
  summary: "the six answers from a result set or CSV file; (re)makes a result set's report",
  positionals: { usage: "[FILE.csv|DIR]", min: 0, max: 1 },
  options: {
    json: switchOption("json", "one JSON object on stdout; writes no report"),
  },
  examples: ["netio analyze", "netio analyze results/lab1", "netio analyze their.csv --json"],
  run: async ({ json }, [path]) => {
    const loaded = await loadArgument(path);
    const analysis = analyzeResults(loaded);
    for (const note of loaded.notes) console.error(`note: ${note}`);
    if (json) {
      console.log(toJson(analysisJson(analysis)).trimEnd());
      return 0;
    }
    console.log(analysis.findings.map(findingText).join("\n\n"));
    await rewriteReports(analysis);
    return 0;
  },
});

/** Only where a sweep wrote: elsewhere a report.md is its owner's. */
async function rewriteReports(analysis: Analysis): Promise<void> {
  const { loaded } = analysis;
  if (loaded.plan === null) {
    console.error(
      `no report was written: ${loaded.source} is not the trials.csv of a result set with its plan.json`,
    );
    return;
  }
  const directory = dirname(loaded.source);
  const figures = describeFigures(analysis);
  const reports = await writeReports(analysis, figures, directory, picturesOf(figures, directory));
  console.log(`\nreport: ${reports.join(", ")}`);
}

/** The folder of the figures, for links to them; `null` where none were drawn. */
function picturesOf(figures: readonly Figure[], directory: string): string | null {
  const drawn = figures.some(({ id }) => existsSync(join(directory, PLOTS_FOLDER, `${id}.png`)));
  return drawn ? PLOTS_FOLDER : null;
}

const EVIDENCE_SHOWN = 4;

function findingText({ question, title, answer, evidence, hypothesis }: Finding): string {
  return [
    `${question}. ${title}`,
    `   ${answer}`,
    ...evidence.slice(0, EVIDENCE_SHOWN).map(({ text }) => `   · ${text}`),
    ...(evidence.length > EVIDENCE_SHOWN
      ? [`   · ${evidence.length - EVIDENCE_SHOWN} more with --json`]
      : []),
    ...(hypothesis === null ? [] : [`   possible cause (not tested): ${hypothesis}`]),
  ].join("\n");
}
