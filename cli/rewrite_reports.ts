/** Rewrites reports for `netio analyze`, with links to the figures where these have been drawn. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeFigures } from "../plots/registry.ts";
import type { Analysis } from "../report/analyze.ts";
import { PLOTS_FOLDER, writeReports } from "../report/publish.ts";
import { PAIRS_FILE } from "../results/cluster/pairs_csv.ts";
import { type Whereabouts, whereabouts } from "./text/answer_block.ts";
import { tell } from "./text/output.ts";

/**
 * A sweep's beside its rows, unless a report.md there isn't netio's; a cluster's beside its result sets, if all are in
 * one directory.
 *
 * @returns the directory
 */
export async function rewriteReports(analysis: Analysis): Promise<Whereabouts> {
  const { loaded: { source, files = [] }, cluster } = analysis;
  const directories = cluster === null ? [dirname(source)] : files.map((file) => dirname(dirname(file)));
  const [directory, ...others] = new Set(directories);
  if (directory === undefined || others.length > 0) {
    tell("no report was written: the result sets are in several directories");
    return { label: "Rows", text: source };
  }
  const figures = describeFigures(analysis);
  const hasFigures = figures.some(({ id }) => existsSync(join(directory, PLOTS_FOLDER, `${id}.png`)));
  const reports = await writeReports(analysis, figures, directory, hasFigures ? PLOTS_FOLDER : null);
  const page = reports.at(-1)!;
  if (cluster === null) return whereabouts(directory, page, hasFigures);
  const drawn = hasFigures ? "figures in plots/" : `figures: netio plot ${directory}`;
  return { label: "Report", text: `${page} (${drawn}, all pairs in ${PAIRS_FILE})` };
}
