/**
 * A throughput that is the same in all modes to the last digit: where it follows from the settings it was not measured
 * and can't tell modes apart; else a limit that all of them reach may hold them.
 */
import { inPlaces } from "../../row_groups.ts";
import { ofAllText } from "../../words.ts";
import type { ForeignRow, NameOf } from "../foreign_row.ts";
import { spread } from "../proportion.ts";
import type { Rows } from "../../table/rows.ts";

const FEWEST_GROUPS = 3;
const MOST_OF_THEM = 0.75;

/** Takes throughput and bytes that follow from the settings out of the rows. */
export function checkSameThroughput(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const { all, same } = countPlaces(rows);
  if (same < FEWEST_GROUPS || same < MOST_OF_THEM * all) return [];
  const where = ofAllText(same, all, "case");
  const column = nameOf("throughput_gbps");
  const said = `${column} is the same in all modes to the last digit, in ${where} (size × threads)`;
  if (!followsFromSettings(rows)) {
    return [
      `${said}: it can't tell modes apart there; does something limit them all, or are the digits too few?`,
    ];
  }
  for (const row of rows) {
    row.throughput_gbps = null;
    row.messages_per_s = null;
    row.bytes = null;
    row.messages = null;
    row.latency_mean_us = null;
  }
  return [
    `${said}, and goes with size × threads: it is computed from the settings, not measured, and can't tell modes apart; ` +
    "throughput, and the bytes and latency that go with it, are not used; counters can be",
  ];
}

/** In how many places rows of several modes have a throughput, and in how many of these it is one alone. */
function countPlaces(rows: Rows<ForeignRow>): { readonly all: number; readonly same: number } {
  const placeOf = inPlaces<ForeignRow, number>();
  /** By place: the first row's, and whether others differ from it. There may be a million places. */
  const modes: (string | null)[] = [],
    figures: number[] = [],
    haveModes: boolean[] = [],
    differ: boolean[] = [];
  const begin = ({ mode, throughput_gbps }: ForeignRow) => {
    modes.push(mode);
    haveModes.push(false);
    differ.push(false);
    return figures.push(throughput_gbps!) - 1;
  };
  for (const row of rows) {
    if (row.throughput_gbps === null) continue;
    const place = placeOf(row, begin);
    haveModes[place] ||= row.mode !== modes[place];
    differ[place] ||= row.throughput_gbps !== figures[place];
  }
  const all = haveModes.filter((has) => has).length;
  return { all, same: haveModes.filter((has, place) => has && !differ[place]).length };
}

const ROUNDING = 0.25;

/** Whether throughput or bytes are in proportion to size × threads, whatever the mode. */
function followsFromSettings(rows: Rows<ForeignRow>): boolean {
  return (["throughput_gbps", "bytes"] as const).some((column) => {
    const measured = rows.filter((row) => row[column]);
    const products = new Set(measured.map((row) => row.message_bytes! * row.threads!));
    const { least, greatest } = spread(
      measured.map((row) => row[column]! / row.message_bytes! / row.threads!),
    );
    return products.size >= FEWEST_GROUPS && greatest / least < 1 + ROUNDING;
  });
}
