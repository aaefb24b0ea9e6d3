/** Files combined step by step into groups of rows that are one experiment. */
import { CELL_KEY, rowKey } from "../columns.ts";
import type { CountedRow } from "../counters.ts";
import { CsvError } from "../csv.ts";
import { FIELDS_PER_MESSAGE } from "../foreign/foreign_row.ts";
import { joinedRows, type Rows } from "../table/rows.ts";
import { countText } from "../words.ts";
import { placeOfFigure } from "./figure_place.ts";
import { fillPairs, type Match, matchRows } from "./matching_rows.ts";
import type { Part } from "./part.ts";

/** Files that are one experiment, and what was done to them. */
export class Group {
  /** What distinguishes them from other files. */
  readonly distinction: string;
  readonly parts: Part[];
  readonly #lists: Rows<CountedRow>[];
  cells: Set<string>;
  /** Sentences. */
  readonly steps: string[] = [];
  readonly repeating: Part[] = [];
  readonly added: Part[] = [];

  constructor(part: Part, distinction: string) {
    this.distinction = distinction;
    this.parts = [part];
    this.#lists = [part.rows];
    this.cells = cellsOf(part.rows);
  }

  get first(): Part {
    return this.parts[0]!;
  }

  get rows(): Rows<CountedRow> {
    return joinedRows(this.#lists);
  }

  get isForeign(): boolean {
    return this.parts.every(({ origin }) => origin === "foreign");
  }

  /** Adds rows that are not further columns of these: those of the same cells as repeats, which are renumbered. */
  add(parts: readonly Part[], rows: Rows<CountedRow>): void {
    const cells = cellsOf(rows);
    const isRepeating = !this.cells.isDisjointFrom(cells);
    if (this.isForeign && isRepeating) {
      for (const row of rows) {
        row.repeat = null;
        row.block = null;
      }
    }
    this.#lists.push(rows);
    for (const cell of cells) this.cells.add(cell);
    this.parts.push(...parts);
    (isRepeating ? this.repeating : this.added).push(...parts);
  }

  /** Joins columns of the same cells to these; rows without a partner are added. */
  fill(parts: readonly Part[], { pairs, alone }: Match, [own, theirs]: readonly [number, number]): void {
    for (const row of own === 1 ? [] : this.rows) row.message_bytes = (row.message_bytes ?? 0) * own;
    for (const row of theirs === 1 ? [] : alone) row.message_bytes = (row.message_bytes ?? 0) * theirs;
    fillPairs(pairs);
    if (alone.length > 0) this.#lists.push(alone);
    this.cells = cellsOf(this.rows);
    this.parts.push(...parts);
    const rest = alone.length === 0
      ? ""
      : `, ${countText(alone.length, "row")} of other configurations added`;
    const sizes = own === theirs ? "" : ", sizes of one of 8 fields being taken for those of messages";
    this.steps.push(
      `${parts.map(({ name }) => name).join(", ")}: joined by configuration with ${this.first.name} in ${
        countText(pairs.length, "row")
      }${rest}${sizes}`,
    );
  }
}

function cellsOf(rows: Rows<CountedRow>): Set<string> {
  return new Set(rows.map((row) => rowKey(row, CELL_KEY)));
}

/** One of two files may have been found to have sizes of fields by figures that the other does not have. */
const SIZE_FACTORS = [[1, 1], [1, FIELDS_PER_MESSAGE], [FIELDS_PER_MESSAGE, 1]] as const;

/**
 * Joins rows by cell where they hold other columns of the group's experiment.
 *
 * @returns whether they do
 * @throws CsvError where most of what both have agrees and some does not
 */
export function joinByCell(group: Group, parts: readonly Part[], rows: Rows<CountedRow>): boolean {
  for (const factors of SIZE_FACTORS) {
    const match = matchRows(group.rows, rows, factors);
    const { pairs, isComplementary, contradiction } = match;
    if (!isComplementary || pairs.length * 2 < Math.min(group.rows.length, rows.length)) continue;
    if (contradiction !== null) {
      refuseConflict(group, parts, match);
      continue;
    }
    group.fill(parts, match, factors);
    return true;
  }
  return false;
}

/** Where half of the cells are equal to the last digit, the others are not a second run. */
function refuseConflict(group: Group, parts: readonly Part[], match: Match): void {
  if (match.agreeing * 2 < match.pairs.length) return;
  throw new CsvError(
    `${
      conflictText(group, parts, match)
    }, though ${match.agreeing} of ${match.pairs.length} configurations agree; ` +
      "which file is right? --join repeats takes them for two runs",
  );
}

/** The first figure on which two files disagree, with its place in each. */
export function conflictText(group: Group, parts: readonly Part[], { contradiction }: Match): string {
  const { cell, column, values, rows, figures } = contradiction!;
  const a = placeOfFigure(group.parts, rows[0], column, figures[0]);
  const b = placeOfFigure(parts, rows[1], column, figures[1]);
  return `${a.part.name} and ${b.part.name} contradict each other: ${column} of ${cell} is ${values[0]} in ` +
    `${a.part.name} line ${a.line} and ${values[1]} in ${b.part.name} line ${b.line}`;
}

/** Two runs whose figures have few digits may agree in many. */
const MOST_AGREEING = 0.9;

/**
 * Throws {@linkcode CsvError} for a file that repeats nearly all figures of what is there to the last digit, and
 * contradicts the others: that is no second run.
 */
export function refuseNearCopy(group: Group, part: Part): void {
  const match = matchRows(group.rows, part.rows);
  const isNearCopy = match.figures > MOST_SAME_BY_CHANCE &&
    match.agreeing >= MOST_AGREEING * match.pairs.length;
  if (match.contradiction !== null && isNearCopy) {
    refuseConflict(group, [part], match);
  }
}

/** Fewer figures may be equal by chance. */
const MOST_SAME_BY_CHANCE = 6;

/** Throws {@linkcode CsvError} where a file is a copy of what is there: counted twice it would make intervals too narrow. */
export function refuseCopy(group: Group, part: Part): void {
  const { pairs, figures, isComplementary, contradiction } = matchRows(group.rows, part.rows);
  if (contradiction !== null || isComplementary || figures <= MOST_SAME_BY_CHANCE) return;
  throw new CsvError(
    `${group.first.name} and ${part.name} have the same figures in all ${
      countText(pairs.length, "row")
    } that both have: is one a copy? leave one out`,
  );
}
