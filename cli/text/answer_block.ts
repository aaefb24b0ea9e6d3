/**
 * What the terminal ends with: the answer in at most twelve lines, from the analysis that the report's summary is
 * made of.
 */
import type { Analysis } from "../../report/analyze.ts";
import { type Answer, answerOf, namedHeadline } from "../../report/answer.ts";
import { type Caution, cautionText } from "../../report/cautions.ts";
import { rankedCrossings } from "../../report/crossing_text.ts";
import { receiverAnswers } from "../../report/findings/receivers.ts";
import { countText } from "../../report/phrases.ts";
import { answerGrid } from "./answer_grid.ts";
import { type Screen, styled } from "./screen.ts";
import { wrapped } from "./wrap.ts";

export const ANSWER_LINES = 12;

const INDENT = "  ";
const CAUTIONS_MAX = 2;
const GRID_LINES_MIN = 2;
const CROSSINGS_MAX = 3;
/** Of several settings only the headlines have room. */
const SETTINGS_MAX = 4;

/** Where everything else is: the report and what belongs to it, or the rows where there is none. */
export interface Whereabouts {
  readonly label: "Report" | "Rows";
  readonly text: string;
}

/** What the answer to a command says besides its analysis. */
export interface AnswerContext {
  /** Where everything else is. */
  readonly where: Whereabouts;
  /** What comes first where not everything went as planned. */
  readonly remarks?: readonly string[];
  /** In place of what the analysis answers. */
  readonly answer?: string | undefined;
}

/** The cautions that matter most: failures, then what concerns the most trials and is not said beside it. */
export function gravestCautions({ cautions }: Analysis): Caution[] {
  return cautions.filter(({ id, share }) => share >= SHARE_MIN && !SAID_BESIDE.includes(id))
    .slice(0, CAUTIONS_MAX);
}

/** Affects too few trials to matter for an answer. */
const SHARE_MIN = 0.02;

/** The answer says what the kernel copied; where threads run was the user's choice. */
const SAID_BESIDE: readonly Caution["id"][] = ["zero-copy-copied", "unpinned"];

/** Lines; what is least needed is left out where there is no room. */
export function answerBlock(analysis: Analysis, context: AnswerContext, screen: Screen): string[] {
  const answers = analysis.rankings.flatMap((ranking) => answerOf(ranking) ?? []);
  const only = answers.length === 1 ? answers[0]! : null;
  const part = (label: string, text: string) => labelled(label, text, screen);
  let room = ANSWER_LINES;
  const taken = (lines: readonly string[]) => {
    if (lines.length > room) return [];
    room -= lines.length;
    return lines;
  };
  const headlines = answers.length === 0
    ? taken(
      part("Answer", context.answer ?? "none; there is no valid trial with a throughput or a round trip."),
    )
    : answers.slice(0, SETTINGS_MAX).flatMap((answer) => taken(part("Answer", namedHeadline(answer))));
  const receivers = receiverAnswers(analysis).flatMap((text) => taken(part("Receiver", text)));
  const report = taken(part(context.where.label, context.where.text));
  const remarks = (context.remarks ?? []).flatMap((text) => taken(part("Note", text)));
  const found = only === null ? [] : rankedCrossings(analysis, only.ranking);
  const crossings = taken(found.length === 0 ? [] : part("Crossover", crossingText(found)));
  const avoid = taken(only === null || only.avoid === null ? [] : part("Avoid", only.avoid));
  const [first, second] = gravestCautions(analysis).map((caution) => part("Caution", cautionText(caution)));
  const gravest = taken(first ?? []);
  const grid = taken(only === null || room < GRID_LINES_MIN ? [] : gridLines(only, screen, room));
  const next = taken(second ?? []);
  const kernel = taken(only === null || only.copied === null ? [] : part("Copied", only.copied));
  const untoldSettings = Math.max(0, answers.length - SETTINGS_MAX);
  const settings = untoldSettings === 0
    ? []
    : taken(part("", `${countText(untoldSettings, "more setting")} ${elsewhere(context.where)}.`));
  const told = [gravest, next].filter(({ length }) => length > 0).length;
  const untold = analysis.cautions.filter(({ id }) => !SAID_BESIDE.includes(id)).length - told;
  const more = untold === 0
    ? []
    : taken(part("", `${countText(untold, "more caution")} ${elsewhere(context.where)}.`));
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
    more,
    report,
  ].flat();
}

function crossingText(texts: readonly string[]): string {
  const shown = texts.length > CROSSINGS_MAX ? texts.slice(0, CROSSINGS_MAX - 1) : texts;
  const more = texts.length > shown.length ? [`${texts.length - shown.length} more`] : [];
  return [...shown, ...more].join("; ");
}

/** `netio view` makes the page of a report of any rows. */
function elsewhere({ label }: Whereabouts): string {
  return label === "Report" ? "in the report" : "in netio view";
}

function gridLines({ ranking }: Answer, { columns }: Screen, linesMax: number): string[] {
  return answerGrid(ranking, columns - INDENT.length, linesMax).map((line) => INDENT + line);
}

const LABEL_STYLES = {
  Answer: "bold",
  Receiver: "bold",
  Avoid: "red",
  Caution: "yellow",
  Note: "yellow",
} as const;

/** `Avoid: …`, wrapped; without a label the text. */
export function labelled(label: string, text: string, screen: Screen): string[] {
  const lines = wrapped(label === "" ? text : `${label}: ${text}`, screen.columns, INDENT);
  if (!(label in LABEL_STYLES)) return lines;
  const style = LABEL_STYLES[label as keyof typeof LABEL_STYLES];
  return [styled(`${label}:`, style, screen) + lines[0]!.slice(label.length + 1), ...lines.slice(1)];
}
