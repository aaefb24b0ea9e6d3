/**
 * The rows of all pairs by configuration (mode, size, threads and settings): in each, what every sender sent to every
 * receiver.
 */
import { Cell, type Setting, settingOf } from "../cell.ts";
import { isMeasured, settingNames } from "../cells.ts";
import { CELL_KEY, type ResultRow, rowKey } from "../columns.ts";
import { MEDIAN_ROUND_TRIP, type Merit, THROUGHPUT } from "../measures.ts";
import { orderModes } from "../mode_catalogue.ts";
import { withoutRedone } from "../redone.ts";
import type { Direction, HostPair } from "./host_pairs.ts";

/** What a configuration came to in one direction. */
export interface PairCell extends Direction {
  readonly cell: Cell;
}

/** One configuration in all directions. */
export interface Configuration {
  readonly setting: Setting;
  /** What tells its setting from those of the others; empty where all have the same. */
  readonly name: string;
  readonly mode: string;
  readonly messageBytes: number;
  readonly threads: number;
  /** What links and hosts are judged by: throughput, for round trips their median. */
  readonly measure: Merit;
  readonly pairs: readonly PairCell[];
}

/** Where a pair lies among others. */
export function directionKey({ sender, receiver }: Direction): string {
  return `${sender}\n${receiver}`;
}

/** Where it was measured is what pairs differ in. */
const TOPOLOGY = "hosts";
const CONFIGURATION_KEY = CELL_KEY.filter((column) => column !== "topology");

/** A configuration's rows in one direction. */
interface DirectionRows {
  readonly direction: Direction;
  readonly rows: ResultRow[];
}

/** All configurations, by size, then threads, then mode. */
export function configurationsOf(pairs: readonly HostPair[]): Configuration[] {
  const rows = new Map<string, Map<string, DirectionRows>>();
  for (const pair of pairs) {
    for (const row of withoutRedone(pair.rows)) {
      if (row.mode === null || !((row.message_bytes ?? 0) > 0) || !((row.threads ?? 0) > 0)) continue;
      rows.getOrInsertComputed(rowKey(row, CONFIGURATION_KEY), () => new Map())
        .getOrInsertComputed(directionKey(pair), () => ({ direction: pair, rows: [] })).rows.push(row);
    }
  }
  const found = [...rows.values()].map((directions) => configurationOf([...directions.values()]));
  const nameOf = settingNames(found.map(({ setting }) => setting));
  const configurations = found.map((one): Configuration => ({ ...one, name: nameOf(one.setting) }));
  const modes = orderModes(new Set(configurations.map(({ mode }) => mode)));
  return configurations.sort((a, b) =>
    a.messageBytes - b.messageBytes || a.threads - b.threads || modes.indexOf(a.mode) - modes.indexOf(b.mode)
  );
}

function configurationOf(directions: readonly DirectionRows[]): Omit<Configuration, "name"> {
  const first = directions[0]!.rows[0]!;
  const setting: Setting = { ...settingOf(first), topology: TOPOLOGY };
  const pairs = directions.map(({ direction: { sender, receiver }, rows }): PairCell => (
    { sender, receiver, cell: new Cell(setting, rows) }
  ));
  const cells = pairs.map(({ cell }) => cell);
  const areTrips = setting.pattern === "rr" && isMeasured(MEDIAN_ROUND_TRIP, cells);
  return {
    setting,
    mode: first.mode!,
    messageBytes: first.message_bytes!,
    threads: first.threads!,
    measure: areTrips ? MEDIAN_ROUND_TRIP : THROUGHPUT,
    pairs,
  };
}
