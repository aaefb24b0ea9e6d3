/** The one table that a sweep shows: every case and mode with its median, and how far from the best it is. */
import type { Analysis } from "../../report/analyze.ts";
import { joined } from "../../results/words.ts";
import { changeText, shortContrastText } from "../../report/phrases.ts";
import { type Cell, isSameSetting, modeLabel } from "../../results/cells.ts";
import { bytesText, figureText } from "../../results/number_text.ts";
import { isDecided, type RankedPlace, type Ranking } from "../../results/ranking.ts";
import { type WarningId, warningIds } from "../../results/warnings.ts";
import { type CellPrecision, isCell } from "../../sweep/stop_rule.ts";
import { gravestWarnings } from "./answer_block.ts";
import { halfWidthText } from "./stop_lines.ts";
import { textTable } from "./text_table.ts";
import { clippedList } from "./wrap.ts";

/** From this width on there is room for intervals and for notes. */
const WIDE_COLUMNS = 100;
const NOTES_MIN = 12, NOTES_MAX = 48;

/** Says nothing about a cell that its mode's name, its thread count or the user's own choice does not. */
const SAID_ELSEWHERE: readonly WarningId[] = ["zero-copy-copied", "unpinned", "oversubscribed"];

/**
 * Lines; none where nothing was measured.
 *
 * @param unsure cells that did not get as precise as `--until-ci` asked for
 */
export function configurationTable(
  analysis: Analysis,
  unsure: readonly CellPrecision[],
  screenColumns: number,
): string[] {
  const told = [...SAID_ELSEWHERE, ...gravestWarnings(analysis).map(({ id }) => id)];
  return analysis.rankings.flatMap((ranking) => {
    const { table: { name }, measure } = ranking;
    const head = ["size × threads", "mode", measure.unit, "against best", "notes"];
    const records = recordsOf(analysis.cells, ranking, screenColumns).map(({ cell, texts }) => [
      ...texts,
      notesOf(cell, unsure, told),
    ]);
    const columns = head.map((text, i) => i === 2 ? { head: text, align: "right" as const } : text);
    const widths = head.slice(0, -1).map((text, i) =>
      Math.max(text.length, ...records.map((r) => r[i]!.length))
    );
    const room = screenColumns - widths.reduce((sum, width) => sum + width + 2, 0);
    const notes = Math.min(NOTES_MAX, Math.max(NOTES_MIN, room));
    const rows = records.map((record) => [...record.slice(0, -1), clippedList(record.at(-1)!, notes)]);
    return [...(name === "" ? [] : [`${name}:`]), ...textTable(columns, rows, screenColumns)];
  });
}

interface Line {
  readonly cell: Cell;
  readonly texts: readonly string[];
}

/** The name of a case is only in its first line. */
function recordsOf(cells: readonly Cell[], ranking: Ranking, screenColumns: number): Line[] {
  let previous = "";
  return cells.filter(({ setting }) => isSameSetting(setting, ranking.table.setting)).map((cell) => {
    const name = `${bytesText(cell.messageBytes)} × ${cell.threads}`;
    const place = ranking.places.find(({ messageBytes, threads }) =>
      messageBytes === cell.messageBytes && threads === cell.threads
    );
    const texts = [
      name === previous ? "" : name,
      modeLabel(ranking.table, cell.mode),
      valueText(cell, ranking),
      place === undefined ? "" : againstBest(cell, place, screenColumns),
    ];
    previous = name;
    return { cell, texts };
  });
}

/** `0.714 ±12 %`. */
function valueText(cell: Cell, { measure }: Ranking): string {
  const estimate = cell.estimate(measure);
  if (estimate === null) return "";
  const { median, interval } = estimate;
  if (interval === null) return figureText(median);
  const halfWidth = figureText(50 * (interval.hi - interval.lo) / median, 2);
  return `${figureText(median)} ±${halfWidth} %`;
}

function againstBest({ mode }: Cell, place: RankedPlace, screenColumns: number): string {
  if (place.confidence === "only mode") return "";
  if (place.winners.includes(mode)) {
    if (!isDecided(place)) return "best median";
    return place.winners.length > 1 ? "tied" : "best";
  }
  const rival = place.rivals.find(({ cell }) => cell.mode === mode);
  if (rival === undefined) return "";
  const { ratio } = rival.contrast;
  if (ratio.interval === null || screenColumns < WIDE_COLUMNS) return changeText(ratio.estimate);
  return shortContrastText(rival.contrast);
}

/** Failures, missing precision, and warnings of more than half of the trials. */
function notesOf(cell: Cell, unsure: readonly CellPrecision[], told: readonly string[]): string {
  const { rows, nFailed } = cell;
  const warned = Map.groupBy(rows.flatMap(({ warnings }) => [...new Set(warningIds(warnings))]), (id) => id);
  const frequent = [...warned].filter(([id, all]) => 2 * all.length > rows.length && !told.includes(id));
  return joined([
    nFailed > 0 && `${nFailed} failed`,
    rows.length > 0 && rows.length < 6 && `n = ${rows.length}`,
    ...unsure.filter((one) => isCell(one, cell)).map((one) => `unsure ${halfWidthText(one)}`),
    ...frequent.map(([id]) => id),
  ], ", ");
}
