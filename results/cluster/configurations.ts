/** The rows of all pairs by configuration (mode, size, threads and settings): in each, what every sender sent to every receiver. */
import { Cell, isMeasured, type Setting, settingNames } from "../cells.ts";
import { type ResultRow, SETTING_KEY } from "../columns.ts";
import { ensured } from "../ensured.ts";
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

const TOPOLOGY = "hosts";

/** All configurations, by size, then threads, then mode. */
export function configurationsOf(pairs: readonly HostPair[]): Configuration[] {
  const rows = new Map<string, Map<string, { readonly direction: Direction; readonly rows: ResultRow[] }>>();
  for (const pair of pairs) {
    for (const row of withoutRedone(pair.rows)) {
      if (row.mode === null || !((row.message_bytes ?? 0) > 0) || !((row.threads ?? 0) > 0)) continue;
      const directions = ensured(rows, configurationKey(row), () => new Map());
      ensured(directions, directionKey(pair), () => ({ direction: pair, rows: [] as ResultRow[] })).rows.push(
        row,
      );
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

/** Where it was measured is what pairs differ in. */
function configurationKey(row: ResultRow): string {
  const setting = SETTING_KEY.map((column) => column === "topology" ? TOPOLOGY : row[column] ?? "\0");
  return [row.mode, row.message_bytes, row.threads, ...setting].join("\n");
}

function configurationOf(
  directions: readonly { readonly direction: Direction; readonly rows: readonly ResultRow[] }[],
): Omit<Configuration, "name"> {
  const first = directions[0]!.rows[0]!;
  const own = SETTING_KEY.map((column) => [column, column === "topology" ? TOPOLOGY : first[column]]);
  const setting = Object.fromEntries(own) as Setting;
  const pairs = directions.map(({ direction: { sender, receiver }, rows }): PairCell => (
    { sender, receiver, cell: new Cell(setting, rows) }
  ));
  const cells = pairs.map(({ cell }) => cell);
  const isTrip = setting.pattern === "rr" && isMeasured(MEDIAN_ROUND_TRIP, cells);
  return {
    setting,
    mode: first.mode!,
    messageBytes: first.message_bytes!,
    threads: first.threads!,
    measure: isTrip ? MEDIAN_ROUND_TRIP : THROUGHPUT,
    pairs,
  };
}
