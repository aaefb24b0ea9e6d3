/** The reports that `netio analyze` makes again, with links to the figures where these have been drawn. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Figure } from "../plots/figure.ts";
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
  const figures = describeFigures(analysis);
  const pictures = picturesOf(figures, directory);
  const reports = await writeReports(analysis, figures, directory, pictures);
  const drawn = pictures === null ? `figures: netio plot ${directory}` : "figures in plots/";
  return { label: "Report", text: `${reports.at(-1)} (${drawn}, all pairs in ${PAIRS_FILE})` };
}

/**
 * Beside the rows of a sweep: elsewhere a report.md is its owner's.
 *
 * @returns where everything is
 */
export async function rewriteReports(analysis: Analysis): Promise<Whereabouts> {
  const { source } = analysis.loaded;
  const directory = dirname(source);
  const figures = describeFigures(analysis);
  const pictures = picturesOf(figures, directory);
  const reports = await writeReports(analysis, figures, directory, pictures);
  return whereabouts(directory, reports.at(-1)!, pictures !== null);
}

/** The folder of the figures, for links to them; `null` where none were drawn. */
function picturesOf(figures: readonly Figure[], directory: string): string | null {
  const drawn = figures.some(({ id }) => existsSync(join(directory, PLOTS_FOLDER, `${id}.png`)));
  return drawn ? PLOTS_FOLDER : null;
}
