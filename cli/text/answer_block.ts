/**
 * The end of the terminal's output, from the same analysis as the report's summary: the answer in at most twelve lines;
 * for a cluster its throughput, and the slow hosts and bad links.
 */
import { join } from "node:path";
import type { Analysis } from "../../report/analyze.ts";
import { type Answer, answerOf, namedHeadline } from "../../report/answer.ts";
import { type ReportWarning, SHARE_MIN, warningText } from "../../report/warnings.ts";
import { MOST_SENTENCES, outlierTexts, overviewText } from "../../report/cluster/findings.ts";
import { rankedCrossings } from "../../report/crossing_text.ts";
import { receiverAnswers } from "../../report/findings/receivers.ts";
import type { Cluster } from "../../results/cluster/cluster.ts";
import { integerText } from "../../results/number_text.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import { countText, firstOf, joined } from "../../results/words.ts";
import { answerGrid } from "./answer_grid.ts";
import { type Screen, type Style, styled } from "./screen.ts";
import { wrapped } from "./wrap.ts";

export const ANSWER_LINES = 12;

const INDENT = "  ";
const WARNINGS_MAX = 2;
const GRID_LINES_MIN = 2;
const CROSSINGS_MAX = 3;
/** With several settings there is only room for the headlines. */
const SETTINGS_MAX = 4;

/** Where everything else is: the report and its files, or the rows if there is no report. */
export interface Whereabouts {
  readonly label: "Report" | "Rows";
  readonly text: string;
}

/** Where everything of a result set is. */
export function whereabouts(directory: string, report: string | null, hasFigures: boolean): Whereabouts {
  const figures = hasFigures && "figures in plots/";
  return report === null
    ? { label: "Rows", text: joined([join(directory, TRIALS_FILE), figures && `(${figures})`]) }
    : { label: "Report", text: `${report} (${joined([figures, `all rows in ${TRIALS_FILE}`], ", ")})` };
}

/** What a command's answer says besides the analysis. */
interface AnswerContext {
  /** Where everything else is. */
  readonly where: Whereabouts;
  /** What comes first if not everything went as planned. */
  readonly remarks?: readonly string[];
  /** In place of what the analysis answers. */
  readonly answer?: string | undefined;
}

/** The warnings that matter most: failures, then what concerns the most trials and is not said beside it. */
export function gravestWarnings(analysis: Analysis): ReportWarning[] {
  return toldWarnings(analysis).filter(({ share }) => share >= SHARE_MIN).slice(0, WARNINGS_MAX);
}

/** All that are not said beside it. */
function toldWarnings({ warnings }: Analysis): ReportWarning[] {
  return warnings.filter(({ id }) => !SAID_BESIDE.includes(id));
}

/** The answer says what the kernel copied; where threads run was the user's choice. */
const SAID_BESIDE: readonly ReportWarning["id"][] = ["zero-copy-copied", "unpinned"];

/** Lines; what is least needed is left out where there is no room. */
export function answerBlock(analysis: Analysis, context: AnswerContext, screen: Screen): string[] {
  const answers = analysis.rankings.flatMap((ranking) => answerOf(ranking) ?? []);
  const only = answers.length === 1 ? answers[0]! : null;
  const moreLines = (count: number, thing: string) => moreOf(count, thing, context.where, screen);
  let left = toldWarnings(analysis).length;
  /** For how many more there are: neither settings nor warnings are left out without a word. */
  let kept = moreLines(left, "warning").length;
  let room = ANSWER_LINES - kept;
  const taken = (lines: readonly string[]) => {
    if (lines.length > room) return [];
    room -= lines.length;
    return lines;
  };
  const said = (label: string, text: string | false | null | undefined) =>
    text ? taken(labelled(label, text, screen)) : [];
  const warned = (warning: ReportWarning | undefined) => {
    const lines = warning === undefined ? [] : labelled("Warning", warningText(warning), screen);
    const free = left === 1 ? kept : 0;
    if (lines.length === 0 || lines.length > room + free) return [];
    left--;
    kept -= free;
    room += free - lines.length;
    return lines;
  };
  const report = said(context.where.label, context.where.text);
  const remarks = (context.remarks ?? []).flatMap((text) => said("Note", text));
  const told = answers.length === 0
    ? [context.answer ?? "none; there is no valid trial with a throughput or a round trip."]
    : answers.slice(0, SETTINGS_MAX).map(namedHeadline);
  const headlines: string[] = [];
  let settings = moreLines(answers.length, "setting");
  for (const [i, text] of told.entries()) {
    const lines = labelled("Answer", text, screen), others = moreLines(answers.length - i - 1, "setting");
    if (lines.length + others.length > room) break;
    headlines.push(...taken(lines));
    settings = others;
  }
  room -= settings.length;
  const receivers = receiverAnswers(analysis).flatMap((text) => said("Receiver", text));
  const found = only === null ? [] : rankedCrossings(analysis, only.ranking);
  const crossings = said("Crossover", firstOf(found, CROSSINGS_MAX).join("; "));
  const avoid = said("Avoid", only?.avoid);
  const [first, second] = gravestWarnings(analysis);
  const gravest = warned(first);
  const grid = taken(only === null || room < GRID_LINES_MIN ? [] : gridLines(only, screen, room));
  const next = warned(second);
  const kernel = said("Copied", only?.copied);
  return [
    headlines,
    settings,
    receivers,
    grid,
    crossings,
    avoid,
    kernel,
    remarks,
    gravest,
    next,
    moreLines(left, "warning"),
    report,
  ].flat();
}

function gridLines({ ranking }: Answer, { columns }: Screen, linesMax: number): string[] {
  return answerGrid(ranking, columns - INDENT.length, linesMax).map((line) => INDENT + line);
}

const LABEL_STYLES: Readonly<Record<string, Style>> = {
  Answer: "bold",
  Receiver: "bold",
  Avoid: "red",
  Warning: "yellow",
  Note: "yellow",
};

/** `Avoid: …`, wrapped; without a label the text. */
function labelled(label: string, text: string, screen: Screen): string[] {
  const lines = wrapped(label === "" ? text : `${label}: ${text}`, screen.columns, INDENT);
  const style = LABEL_STYLES[label];
  if (style === undefined) return lines;
  return [styled(`${label}:`, style, screen) + lines[0]!.slice(label.length + 1), ...lines.slice(1)];
}

/** How many more there are, and where; `netio view` makes the page of a report of any rows. */
function moreOf(count: number, thing: string, { label }: Whereabouts, screen: Screen): string[] {
  const elsewhere = label === "Report" ? "in the report" : "in netio view";
  return count > 0 ? labelled("", `${countText(count, `more ${thing}`)} ${elsewhere}.`, screen) : [];
}

/** Lines on a cluster. */
export function clusterBlock(
  analysis: Analysis,
  cluster: Cluster,
  where: Whereabouts,
  screen: Screen,
): string[] {
  const found = cluster.shown === null ? [] : outlierTexts(cluster.shown);
  const more = found.length - MOST_SENTENCES;
  const rest = more > 0 ? [`${integerText(more)} more with --json`] : [];
  const gravest = gravestWarnings(analysis);
  return [
    labelled("Answer", overviewText(cluster), screen),
    ...[...found.slice(0, MOST_SENTENCES), ...rest].map((text) => labelled("", `· ${text}`, screen)),
    ...gravest.map((warning) => labelled("Warning", warningText(warning), screen)),
    moreOf(toldWarnings(analysis).length - gravest.length, "warning", where, screen),
    labelled(where.label, where.text, screen),
  ].flat();
}
