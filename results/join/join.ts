/**
 * Several files as one set of rows. Files that hold different columns of one experiment are joined by cell; further runs
 * of the same cells are repeats; where something distinguishes runs they are settings, which are never compared with each
 * other.
 */
import type { CountedRow } from "../counters.ts";
import { CsvError } from "../csv.ts";
import { type ForeignRow, type NameOf, sentences, unusedNote } from "../foreign/foreign_row.ts";
import { integerText } from "../number_text.ts";
import { countText } from "../words.ts";
import { shownList } from "../safe_text.ts";
import { checkRows } from "../foreign/checks.ts";
import {
  columnsIn,
  distinctionsOf,
  labels,
  numberedNotes,
  oneSidedNotes,
  wordedNotes,
} from "./distinctions.ts";
import { matchRows } from "./matching_rows.ts";
import { conflictText, Group, joinByCell, refuseCopy, refuseNearCopy } from "./groups.ts";
import type { Join, Part } from "./part.ts";
import { joinedRows, type Rows } from "../table/rows.ts";

interface Joined {
  readonly rows: Rows<CountedRow>;
  /** What was done, a sentence. */
  readonly done: string;
  readonly notes: readonly string[];
}

/** Combines files, by `join` or as they are. Throws {@linkcode CsvError} naming two that conflict. */
export function joinParts(parts: readonly Part[], join: Join | null): Joined {
  refuseSameTrials(parts);
  const groups = join === null ? groupsOf(parts) : JOINERS[join](parts);
  const areSettings = groups.length > 1 && (join === "settings" || shareCells(groups));
  const fileNotes = notesOf(parts, areSettings ? groups : []);
  const groupNotes = groups.flatMap((group) => checkedAgain(group, groups.length > 1, fileNotes));
  if (areSettings) labelSettings(groups);
  return {
    rows: joinedRows(groups.map(({ rows }) => rows)),
    done: doneText(parts, groups, areSettings),
    notes: [
      ...groups.flatMap(stepsOf),
      ...(join === null && !areSettings ? numberedNotes(parts) : []),
      ...(join === null ? groups.flatMap(mixedNotes) : []),
      ...fileNotes.map(({ text }) => text),
      ...groupNotes,
    ],
  };
}

const JOINERS: Readonly<Record<Join, (parts: readonly Part[]) => Group[]>> = {
  columns: ([first, ...others]) => {
    const group = new Group(first!, "");
    for (const part of others) {
      if (joinByCell(group, [part], part.rows)) continue;
      const match = matchRows(group.rows, part.rows);
      if (match.contradiction !== null) throw new CsvError(conflictText(group, [part], match));
      if (match.pairs.length === 0) {
        throw new CsvError(`${group.first.name} and ${part.name} have no configuration in common to join by`);
      }
      group.fill([part], match, [1, 1]);
    }
    return [group];
  },
  repeats: (parts) => [inOneGroup(parts)],
  settings: (parts) => {
    const names = labels(parts);
    return parts.map((part, i) => new Group(part, names[i]!));
  },
};

function inOneGroup([first, ...others]: readonly Part[]): Group {
  const group = new Group(first!, "");
  for (const part of others) {
    const { pairs, figures } = matchRows(group.rows, part.rows);
    if (pairs.length > 0 && figures === 0) {
      throw new CsvError(
        `${group.first.name} and ${part.name} measure nothing that both have: no repeats of each other; ` +
          "--join columns puts their columns together",
      );
    }
    refuseCopy(group, part);
    group.add([part], part.rows);
  }
  return group;
}

function groupsOf(parts: readonly Part[]): Group[] {
  const distinctions = distinctionsOf(parts);
  const groups: Group[] = [];
  parts.forEach((part, i) => {
    const distinction = distinctions[i]!;
    const own = groups.find((group) =>
      group.distinction === distinction && group.first.origin === part.origin
    );
    if (own === undefined) {
      groups.push(new Group(part, distinction));
      return;
    }
    if (own.isForeign && joinByCell(own, [part], part.rows)) return;
    if (own.isForeign) {
      refuseCopy(own, part);
      refuseNearCopy(own, part);
    }
    own.add([part], part.rows);
  });
  return withoutLoneCells(joinedAcross(groups));
}

/** Columns of one experiment may lie in different directories. */
function joinedAcross(groups: readonly Group[]): Group[] {
  const joined: Group[] = [];
  for (const group of groups) {
    const isPart = group.isForeign &&
      joined.some((other) => other.isForeign && joinByCell(other, group.parts, group.rows));
    if (!isPart) joined.push(group);
  }
  return joined;
}

/** Groups that have no cell in common need no distinction. */
function withoutLoneCells(groups: readonly Group[]): Group[] {
  if (shareCells(groups)) return [...groups];
  const one: Group[] = [];
  for (const group of groups) {
    const own = one.find(({ isForeign }) => isForeign === group.isForeign);
    if (own === undefined) one.push(group);
    else own.add(group.parts, group.rows);
  }
  return one;
}

function shareCells(groups: readonly Group[]): boolean {
  const seen = new Set<string>();
  for (const { cells } of groups) {
    for (const cell of cells) {
      if (seen.has(cell)) return true;
      seen.add(cell);
    }
  }
  return false;
}

/** Part of what makes a cell from here on: topology is where something was measured. */
function labelSettings(groups: readonly Group[]): void {
  for (const group of groups) {
    const label = labelOf(group);
    for (const row of group.rows) row.topology = row.topology === null ? label : `${row.topology}, ${label}`;
  }
}

function labelOf({ distinction, first }: Group): string {
  return distinction || first.name;
}

/** Throws where two of netio's own files have the same trial of the same run. */
function refuseSameTrials(parts: readonly Part[]): void {
  const owners = new Map<string, Part>();
  for (const part of parts.filter(({ origin }) => origin === "netio")) {
    for (const { run_id, trial, mode } of part.rows) {
      if (run_id === null || trial === null) continue;
      const key = `${run_id} ${trial} ${mode}`;
      const owner = owners.get(key);
      if (owner !== undefined && owner !== part) {
        throw new CsvError(
          `${owner.name} and ${part.name} have the same trials (run ${run_id}): leave one out`,
        );
      }
      owners.set(key, part);
    }
  }
}

interface FileNote {
  readonly note: string;
  /** With the files it was said of. */
  readonly text: string;
}

/**
 * What was said of single files, each once; what others may answer is asked again of all together.
 *
 * @param settings the groups, where they are settings: columns that distinguish them are used
 */
function notesOf(parts: readonly Part[], settings: readonly Group[]): FileNote[] {
  const names = new Map<string, string[]>();
  const used = columnsIn(
    (part) => settings.find((group) => group.parts.includes(part))?.distinction ?? "",
    parts,
  );
  for (const { name, notes, openNotes, unused } of parts) {
    const [before] = unusedNote(unused),
      after = unusedNote(unused.filter((column) => !used.includes(column)));
    for (const note of notes.flatMap((one) => one === before ? after : [one])) {
      if (!openNotes.includes(note)) names.getOrInsertComputed(note, () => []).push(name);
    }
  }
  return [...names].map(([note, own]) => ({ note, text: `${shownList(own, MOST_NAMES)}: ${note}` }));
}

const MOST_NAMES = 4;

/** Other programs' rows are examined again, for what their figures say together. */
function checkedAgain(group: Group, isOneOfSeveral: boolean, fileNotes: readonly FileNote[]): string[] {
  if (!group.isForeign || (group.parts.length === 1 && !isOneOfSeveral)) {
    return group.isForeign ? [...group.first.openNotes] : [];
  }
  const nameOf: NameOf = (target) =>
    group.parts.map((part) => part.nameOf(target)).find((name) => name !== target) ?? target;
  const { found, open } = checkRows(group.rows as Rows<ForeignRow>, nameOf);
  const notes = [...found.filter((note) => !fileNotes.some((said) => said.note === note)), ...open];
  return isOneOfSeveral ? notes.map((note) => `${labelOf(group)}: ${note}`) : notes;
}

function doneText(parts: readonly Part[], groups: readonly Group[], areSettings: boolean): string {
  const rows = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const files = `${integerText(parts.length)} files are read together, ${countText(rows, "row")}`;
  if (!areSettings) return files;
  return `${files}: ${
    integerText(groups.length)
  } settings side by side, which are not compared with each other: ${shownList(groups.map(labelOf))}`;
}

function stepsOf({ steps, repeating, added, first }: Group): string[] {
  const names = (parts: readonly Part[]) => shownList(parts.map(({ name }) => name), MOST_NAMES);
  return sentences(
    ...steps,
    repeating.length > 0 &&
      `${names(repeating)}: ${
        its(repeating)
      } rows are further repeats of the configurations of ${first.name}`,
    added.length > 0 &&
      `${names(added)}: ${its(added)} rows are added, of configurations that ${first.name} does not have`,
  );
}

/** What may set the runs of a group apart, and does not for certain. */
function mixedNotes({ isForeign, repeating, first }: Group): string[] {
  return isForeign && repeating.length > 0
    ? [...oneSidedNotes([first, ...repeating]), ...wordedNotes([first, ...repeating])]
    : [];
}

function its(parts: readonly Part[]): string {
  return parts.length === 1 ? "its" : "their";
}
