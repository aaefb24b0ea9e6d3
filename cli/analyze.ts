/** `netio analyze`: the six questions answered from a result set or another program's CSV. */
import { dirname } from "node:path";
import { analyze as analyzeResults } from "../report/findings.ts";
import type { Finding } from "../report/finding.ts";
import { toJson } from "../results/result_set.ts";
import { command } from "./option.ts";
import { figuresOf, writeReports } from "./publish.ts";
import { loadArgument } from "./results_argument.ts";

export const analyze = command({
  name: "analyze",
  summary: "(re)make the analysis and the report of a result set or CSV file; prints the answers",
  positionals: { usage: "[FILE.csv|DIR]", min: 0, max: 1 },
  options: {
    json: { help: "one JSON object on stdout; writes no report", example: "--json", parse: () => true },
  },
  examples: ["netio analyze", "netio analyze results/lab1", "netio analyze their.csv --json"],
  run: async ({ json }, [path]) => {
    const loaded = await loadArgument(path);
    const analysis = analyzeResults(loaded);
    if (json) {
      console.log(toJson(analysis).trimEnd());
      return 0;
    }
    for (const note of loaded.notes) console.error(`note: ${note}`);
    console.log(analysis.findings.map(findingText).join("\n\n"));
    if (loaded.origin === "netio") {
      const reports = await writeReports(loaded, figuresOf(loaded), dirname(loaded.source), null);
      console.log(`\nreport: ${reports.join(", ")}`);
    }
    return 0;
  },
});

const EVIDENCE_SHOWN = 4;

function findingText({ question, title, answer, evidence, hypothesis }: Finding): string {
  return [
    `${question}. ${title}`,
    `   ${answer}`,
    ...evidence.slice(0, EVIDENCE_SHOWN).map(({ text, columns }) => `   · ${text} [${columns.join(", ")}]`),
    ...(evidence.length > EVIDENCE_SHOWN
      ? [`   · ${evidence.length - EVIDENCE_SHOWN} more with --json`]
      : []),
    ...(hypothesis === null ? [] : [`   hypothesis: ${hypothesis}`]),
  ].join("\n");
}
