/** Reads what netio left in a guest's /out: result sets, the texts and exit statuses of attempts (`guest/job.sh`). */
import { join } from "node:path";
import { median } from "simple-statistics";
import { z } from "zod";
import { type LoadedResults, loadResults } from "../results/load.ts";
import { notMeasuredIn } from "../results/not_measured.ts";
import { exists, lastLines } from "./programs.ts";
import { type Check, check, LabError } from "./scenario.ts";
import type { Rows } from "../results/table/rows.ts";

/** A sweep of a job: its result set, and how it ended. */
export interface Swept extends LoadedResults {
  readonly name: string;
  readonly status: number;
}

/** The exit status of an attempt, and what it said. Throws {@linkcode LabError} for one that was not made. */
export async function attemptIn(out: string, name: string): Promise<{ status: number; text: string }> {
  const [status, text] = [join(out, `${name}.rc`), join(out, `${name}.txt`)];
  if (!await exists(status)) throw new LabError(`the guest's job made no attempt at ${name}`);
  return { status: Number(await Deno.readTextFile(status)), text: await Deno.readTextFile(text) };
}

/** A sweep's results. Throws {@linkcode LabError} with what netio said where it left none. */
export async function sweptIn(out: string, name: string): Promise<Swept> {
  const { status, text } = await attemptIn(out, name);
  const directory = join(out, name);
  if (await exists(join(directory, "trials.csv"))) return { name, status, ...await loadResults(directory) };
  throw new LabError(
    `the sweep ${name} in the guest left no results and ended with ${status}:\n${text.trim()}`,
  );
}

const doctorSchema = z.object({
  checks: z.array(z.object({ id: z.string(), value: z.string(), advice: z.string().nullable() })),
});

/** What `netio doctor` says of one thing. */
export type DoctorLine = Omit<z.infer<typeof doctorSchema>["checks"][number], "id">;

/** An attempt at `netio doctor --json`: its lines by their ids. Throws {@linkcode LabError} for anything else. */
export async function doctorIn(out: string, name: string): Promise<(id: string) => DoctorLine> {
  const { status, text } = await attemptIn(out, name);
  const object = text.startsWith("{") && status === 0
    ? doctorSchema.safeParse(JSON.parse(text)).data
    : undefined;
  const lines = new Map(object?.checks.map(({ id, ...line }) => [id, line]));
  return (id) => {
    const line = lines.get(id);
    if (line !== undefined) return line;
    throw new LabError(`${name} says nothing of ${id}, and ended with ${status}:\n${lastLines(text, 15)}`);
  };
}

/** That sweeps ended with 0 and no row failed. */
export function allSucceeded(sweeps: readonly Swept[]): Check {
  const failed = sweeps.flatMap(({ name, rows }) =>
    rows.filter(({ status }) => status !== "ok").map(({ mode, warnings }) => `${name} ${mode}: ${warnings}`)
  );
  const statuses = sweeps.map(({ name, status }) => `${name} ${status}`).join(", ");
  const count = sweeps.reduce((sum, { rows }) => sum + rows.length, 0);
  return check(
    "every sweep ends with 0, and no trial fails",
    failed.length === 0 && count > 0 && sweeps.every(({ status }) => status === 0),
    [`exit statuses ${statuses}; ${count} rows`, ...failed].join("; "),
  );
}

/** Each value once with how often it is there: `zero-copied 24, copied 2`. */
export function tally(values: readonly (string | null)[]): string {
  const counts = Map.groupBy(values, (value) => value ?? "(empty)");
  return counts.size === 0
    ? "no rows"
    : [...counts].map(([value, all]) => `${value} ${all.length}`).join(", ");
}

/** The senders' CPU time for a byte, ns: median of a mode's rows of a size; `null` where a row has none, or there is no row. */
export function senderNsPerByte(
  rows: Rows,
  mode: string,
  messageBytes: number,
): number | null {
  const costs = rows.filter((row) => row.mode === mode && row.message_bytes === messageBytes)
    .map((row) => row.tx_cpu_s === null || row.bytes === null ? null : 1e9 * row.tx_cpu_s / row.bytes);
  const known = costs.filter((cost) => cost !== null);
  return known.length === 0 || known.length < costs.length ? null : median(known);
}

/** Why the counters that are named here have no values, by counter. */
export function reasonsByCounter({ environment }: LoadedResults): Map<string, string> {
  return new Map(
    notMeasuredIn(environment).flatMap(({ counters, why }) =>
      counters.map((counter) => [counter, why] as const)
    ),
  );
}

/** A figure as people read it; `not measured` for `null`. */
export function figure(value: number | null, digits = 2): string {
  return value === null ? "not measured" : value.toFixed(digits);
}
