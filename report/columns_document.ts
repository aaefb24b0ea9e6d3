/** `columns.md` of a result set: what its columns mean, for anyone who has only the files. */
import { SUMMARY_METRICS, TRIAL_COLUMNS } from "../results/columns.ts";

export const COLUMNS_FILE = "columns.md";

/** What `summary.csv` has besides the columns that name a cell. */
export const SUMMARY_EXPLAINED =
  "summary.csv has a row for each mode, message size and thread count: n valid trials, n_failed, and of " +
  `${SUMMARY_METRICS.join(", ")} each the median, mean, ci_lo and ci_hi (the confidence interval of the ` +
  "median, from six trials on), ci_level (its exact level), cv (standard deviation over mean), min and max; until_ci says " +
  "whether --until-ci was reached.";

/** Markdown: every column with its type and meaning. */
export function columnsMarkdown(): string {
  const rows = TRIAL_COLUMNS.map(({ name, type, doc }) =>
    `| ${name} | ${type} | ${doc.replaceAll("|", "\\|")} |`
  );
  return [
    "# Columns",
    "",
    "`trials.csv` has a row for each trial and mode. An empty field was not measured. Units are in the names.",
    "",
    "| column | type | meaning |",
    "|---|---|---|",
    ...rows,
    "",
    SUMMARY_EXPLAINED,
    "",
  ].join("\n");
}
