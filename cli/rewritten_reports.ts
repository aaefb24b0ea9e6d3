/** The reports that `netio analyze` makes again, with links to the figures where these have been drawn. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeFigures } from "../plots/registry.ts";
import type { Analysis } from "../report/analyze.ts";
import { PLOTS_FOLDER, writeReports } from "../report/publish.ts";
import { PAIRS_FILE } from "../results/cluster/pairs_csv.ts";
import type { Whereabouts } from "./text/answer_block.ts";
import { whereabouts } from "./text/whereabouts.ts";

/**
 * Beside the result sets, where all lie in one directory.
 *
 * @returns where everything is
 */
export async function writeClusterReports(analysis: Analysis): Promise<Whereabouts> {
  const { source, files = [] } = analysis.loaded;
  const [directory, ...others] = new Set(files.map((file) => dirname(dirname(file))));
  if (directory === undefined || others.length > 0) {
    console.error("no report was written: the result sets lie in several directories");
    return { label: "Rows", text: source };
  }
  const { page, hasFigures } = await rewritten(analysis, directory);
  const figures = hasFigures ? "figures in plots/" : `figures: netio plot ${directory}`;
  return { label: "Report", text: `${page} (${figures}, all pairs in ${PAIRS_FILE})` };
}

/**
 * Beside the rows of a sweep: elsewhere a report.md is its owner's.
 *
 * @returns where everything is
 */
export async function rewriteReports(analysis: Analysis): Promise<Whereabouts> {
  const directory = dirname(analysis.loaded.source);
  const { page, hasFigures } = await rewritten(analysis, directory);
  return whereabouts(directory, page, hasFigures);
}

async function rewritten(analysis: Analysis, directory: string) {
  const figures = describeFigures(analysis);
  const hasFigures = figures.some(({ id }) => existsSync(join(directory, PLOTS_FOLDER, `${id}.png`)));
  const reports = await writeReports(analysis, figures, directory, hasFigures ? PLOTS_FOLDER : null);
  return { page: reports.at(-1)!, hasFigures };
}
