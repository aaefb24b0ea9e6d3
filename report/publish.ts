/** From a result set to what people read: the figures, `report.md`, `report.html`, and the exercise's `report.tex`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "../plots/figure.ts";
import { describeFigures } from "../plots/registry.ts";
import { renderFigures, type Rendering } from "../plots/render.ts";
import { reportDocument } from "./content.ts";
import type { Analysis } from "./analyze.ts";
import { exerciseFigures, isExercise } from "./exercise.ts";
import { toHtml } from "./html.ts";
import { type PictureOf, toLatex } from "./latex.ts";
import { toMarkdown } from "./markdown.ts";
import { PAIRS_FILE, pairsCsv } from "../results/cluster/pairs_csv.ts";
import { writeWhole } from "../results/storage.ts";

export const PLOTS_FOLDER = "plots";

/** What became of some figures. */
interface Drawn {
  /** The files. */
  readonly paths: readonly string[];
  /** A line for each figure that was not drawn, with the reason. */
  readonly missing: readonly string[];
}

/**
 * Draws what there is data for.
 *
 * @throws Error saying why the canvas could not be loaded or the files not written
 */
export async function drawFigures(
  figures: readonly Figure[],
  directory: string,
  rendering: Rendering = {},
): Promise<Drawn> {
  try {
    const rendered = await renderFigures(figures, directory, rendering);
    return {
      paths: rendered.flatMap(({ path }) => path ?? []),
      missing: rendered.flatMap((one) =>
        one.path === null ? [`not drawn: ${one.figure.title}, because ${one.figure.because}`] : []
      ),
    };
  } catch (error) {
    throw new Error(`figures could not be drawn into ${directory}: ${withCauses(error)}`);
  }
}

/** The exercise's figures as its `report.tex` wants them. */
export async function drawPaperFigures(analysis: Analysis, directory: string): Promise<void> {
  if (isExercise(analysis)) {
    await drawFigures(exerciseFigures(analysis), directory, { formats: ["pdf"], isBare: true });
  }
}

/**
 * Writes the reports into a directory; a cluster's beside its result sets, under names of their own, with all pairs as
 * CSV.
 *
 * @returns their paths, the page last
 */
export async function writeReports(
  analysis: Analysis,
  figures: readonly Figure[],
  directory: string,
  plotsFolder: string | null,
): Promise<string[]> {
  const document = reportDocument(analysis, figures), { cluster } = analysis;
  const name = cluster === null ? "report" : "cluster";
  const texts = {
    ...(cluster === null ? {} : { [PAIRS_FILE]: pairsCsv(cluster) }),
    [`${name}.md`]: toMarkdown(document, plotsFolder),
    ...(isExercise(analysis) ? { "report.tex": toLatex(document, pdfIn(directory)) } : {}),
    [`${name}.html`]: await toHtml(document),
  };
  for (const [name, text] of Object.entries(texts)) writeWhole(directory, name, text);
  return Object.keys(texts).map((name) => join(directory, name));
}

/** Where figures have been drawn as PDF. */
function pdfIn(directory: string): PictureOf {
  return ({ id }) => {
    const path = `${PLOTS_FOLDER}/${id}.pdf`;
    return existsSync(join(directory, path)) ? path : null;
  };
}

/** The report as one page. */
export async function reportPage(analysis: Analysis): Promise<string> {
  return await toHtml(reportDocument(analysis, describeFigures(analysis)));
}

/** The canvas is unpacked into a temporary directory at first use; why that failed is nested in the causes of its error. */
function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message.split("\n")[0]!;
  let cause = error.cause;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return `the native canvas could not be loaded: ${withCauses(cause)} ` +
    "(is TMPDIR, where it is unpacked, full or mounted noexec?)";
}
