/** Trials for the calibration: sessions of a plan, and their rows as cells that can be compared. */
import { planFrom } from "../../cli/options/sweep_options.ts";
import { Cell } from "../../results/cell.ts";
import { type ResultRow, SETTING_KEY } from "../../results/columns.ts";
import { Session } from "../../sweep/session.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { LOOPBACK } from "../../trial/topology.ts";
import type { Rows } from "../../results/table/rows.ts";

/** A message size and a thread count. */
export interface Group {
  readonly messageBytes: number;
  readonly threads: number;
}

export function groupsOf(sizes: readonly number[], threads: readonly number[]): Group[] {
  return sizes.flatMap((messageBytes) => threads.map((count) => ({ messageBytes, threads: count })));
}

/** Starts a session of the quick preset with changes. */
export async function startSession(changes: Partial<SweepPlan>): Promise<Session> {
  const plan = { ...planFrom({ preset: "quick" }), counters: "off" as const, ...changes };
  return await Session.start(plan, LOOPBACK, new AbortController().signal);
}

const TRIES_MAX = 10;
let trials = 0;

/**
 * One trial; its rows in the order of the modes. One that fails is tried again, as a sweep does.
 *
 * @throws Error with the reason when it has failed ten times
 */
export async function trialRows(
  session: Session,
  modes: readonly string[],
  group: Group,
  block: number,
): Promise<ResultRow[]> {
  for (let tries = 1;; tries++) {
    const trial = trials++;
    const cells = { modes: [...modes], ...group, rx: "recv", rateBps: null };
    const records = await session.run({ trial, block, ...cells, payloadSeed: trial });
    const rows = (records ?? []).map(({ row }) => row);
    const failed = rows.find(({ status }) => status !== "ok");
    if (failed === undefined) return rows;
    const reason = failed.warnings ?? "a trial failed";
    if (tries === TRIES_MAX) throw new Error(reason);
    console.error(`tried again: ${reason}`);
  }
}

/** Rows of one configuration as a cell. */
export function cellOf(rows: Rows): Cell {
  const [first] = rows as readonly [ResultRow];
  const setting = Object.fromEntries(SETTING_KEY.map((column) => [column, first[column]]));
  return new Cell(setting as Cell["setting"], rows);
}
