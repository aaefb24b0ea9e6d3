/**
 * A throughput that is the same in all modes to the last digit: where it follows from the settings it was not measured
 * and can't tell modes apart; else a limit that all of them reach may hold them.
 */
import { gathered, inPlaces } from "../../row_groups.ts";
import { ofAllText } from "../../words.ts";
import type { ForeignRow, NameOf } from "../foreign_row.ts";
import { spread } from "../proportion.ts";
import type { Rows } from "../../table/rows.ts";

const FEWEST_GROUPS = 3;
const MOST_OF_THEM = 0.75;

/** Takes throughput and bytes that follow from the settings out of the rows. */
export function checkSameThroughput(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const groups = placesOf(rows).filter(({ hasModes }) => hasModes);
  const same = groups.filter(({ isSame }) => isSame);
  if (same.length < FEWEST_GROUPS || same.length < MOST_OF_THEM * groups.length) return [];
  const where = ofAllText(same.length, groups.length, "case");
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

/** What the rows of a place that have a throughput are like. */
interface Place {
  readonly mode: string | null;
  readonly gbps: number;
  /** Whether they are of several modes. */
  hasModes: boolean;
  /** Whether all have one throughput. */
  isSame: boolean;
}

function placesOf(rows: Rows<ForeignRow>): Place[] {
  const begin = ({ mode, throughput_gbps }: ForeignRow): Place => ({
    mode,
    gbps: throughput_gbps!,
    hasModes: false,
    isSame: true,
  });
  return gathered(measured(rows), inPlaces(), begin, (place, row) => {
    place.hasModes ||= row.mode !== place.mode;
    place.isSame &&= row.throughput_gbps === place.gbps;
  });
}

function* measured(rows: Rows<ForeignRow>): Generator<ForeignRow> {
  for (const row of rows) if (row.throughput_gbps !== null) yield row;
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
