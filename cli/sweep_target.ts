/** What a sweep carries out and where it writes, by its options: a new plan and directory, or those to resume. */
import { probeNamespaces } from "../doctor/probes.ts";
import { MODES } from "../modes/registry.ts";
import { type SessionName, sessionName } from "../sweep/environment.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import {
  createResultSet,
  freshDirectory,
  type RecordedSession,
  reopenResultSet,
  requireFree,
  type ResultSet,
  ResultSetError,
  storedPlan,
  storedRows,
} from "../sweep/result_set.ts";
import { planConflicts } from "./options/plan_conflicts.ts";
import type { SweepGiven } from "./options/sweep_command_options.ts";
import { planFrom } from "./options/sweep_options.ts";
import { requireFeasible, withoutRefused } from "./preflight.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The plan to carry out: from the options, or from the directory to resume. Nothing is written yet.
 *
 * @throws UsageError when this machine lacks the resources for it or refuses one of its modes, or the directory has no plan or a different one
 */
export function plannedSweep(given: SweepGiven): SweepPlan {
  const asked = given.resume === undefined
    ? inNamespaces(planFrom(given), given)
    : resumedPlan(given.resume, given);
  const isNamed = given.resume !== undefined ||
    (given.modes !== undefined && asked.modes.length < MODES.length);
  const plan = withoutRefused(asked, isNamed);
  requireFeasible(plan);
  return plan;
}

/** The exercise uses the whole network stack if this user may create network namespaces. */
function inNamespaces(plan: SweepPlan, { preset, topology, connect }: SweepGiven): SweepPlan {
  const isFree = preset === "exercise" && topology === undefined && connect === undefined;
  if (!isFree || "refusal" in probeNamespaces()) return plan;
  return { ...plan, topology: { kind: "netns", mtuBytes: null, netem: null } };
}

/**
 * Opens the directory of a plan.
 *
 * @param session this run, for `environment.json`
 * @throws UsageError when the directory is taken, another process writes into it, or its rows can't be read
 */
export async function openTarget(
  given: SweepGiven,
  plan: SweepPlan,
  session: RecordedSession,
): Promise<ResultSet> {
  const directory = targetDirectory(given);
  const [option, open] = given.resume === undefined
    ? ["--out", createResultSet] as const
    : ["--resume", reopenResultSet] as const;
  return await open(directory, plan, session).catch((error) => {
    throw asUsageError(`${option} ${directory}`, error);
  });
}

/** The directory that a sweep writes into. */
function targetDirectory(given: SweepGiven): string {
  return given.resume ?? given.out ?? freshDirectory(nameOf(given).hostName);
}

/** What a sweep that is not carried out would write into, and the rows that are there. Throws as {@linkcode openTarget}. */
export function dryTarget(given: SweepGiven): Pick<ResultSet, "directory" | "stored"> {
  const directory = targetDirectory(given);
  if (given.resume !== undefined) return { directory, stored: storedRows(directory) };
  try {
    requireFree(directory);
  } catch (error) {
    throw asUsageError(`--out ${directory}`, error);
  }
  return { directory, stored: [] };
}

/** The name of its result set. */
export function nameOf({ title, "no-hostname": isNameless }: SweepGiven): SessionName {
  return sessionName(title ?? null, isNameless === true);
}

function resumedPlan(directory: string, given: SweepGiven): SweepPlan {
  if (given.out !== undefined) throw new UsageError("--out and --resume are mutually exclusive: give one");
  const stored = atPort(planOf(directory), given.connect);
  const plan = { ...stored, maxTimeMs: given["max-time"] ?? stored.maxTimeMs };
  const conflicts = planConflicts(plan, given);
  if (conflicts.length > 0) throw new UsageError(conflicts.join("\n"));
  return plan;
}

/** The plan with its server's current port: each time the server may have taken another free one. */
function atPort(plan: SweepPlan, connect: SweepGiven["connect"]): SweepPlan {
  const { topology } = plan;
  if (topology.kind !== "hosts" || topology.hostname !== connect?.hostname) return plan;
  return { ...plan, topology: { ...topology, port: connect.port } };
}

function planOf(directory: string): SweepPlan {
  try {
    return storedPlan(directory);
  } catch (error) {
    throw asUsageError(`--resume ${directory}`, error);
  }
}

function asUsageError(option: string, error: unknown): unknown {
  return error instanceof ResultSetError ? new UsageError(`${option}: ${error.message}`) : error;
}
