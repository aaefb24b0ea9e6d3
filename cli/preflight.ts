/** Refuses a plan, or those of its modes, that this machine can't carry out, before anything is started. */
import { type Refusal, refusalLines, refusedModes, refusedStrategies } from "../doctor/refusals.ts";
import { LocalConnections } from "../net/connections.ts";
import { applyOptions } from "../net/socket_options.ts";
import { tcpSocket } from "../net/socket.ts";
import { allowanceHere } from "../sweep/allowance.ts";
import type { Pin } from "../trial/placement.ts";
import { isInterleaved, type SweepPlan } from "../sweep/plan.ts";
import { lockingRefusal, obstacles, taskObstacle } from "../sweep/preflight.ts";
import { settingsOf, socketOptionsOf } from "../trial/settings.ts";
import { errorText } from "../results/words.ts";
import { tell } from "./text/output.ts";
import { UsageError } from "./usage_error.ts";

/**
 * @throws UsageError naming the limits that are too low, or the socket options that the kernel refuses; SyscallError if
 * loopback doesn't connect
 */
export function requireFeasible(plan: SweepPlan): void {
  const modesAtOnce = isInterleaved(plan) ? plan.modes.length : 1;
  const allowance = allowanceHere();
  const endsEach = plan.topology.kind === "hosts" ? 1 : 2;
  const noTasks = taskObstacle(Math.min(...plan.threads), endsEach, allowance);
  const others = obstacles({ ...plan, modesAtOnce, pin: pinnedHere(plan) }, allowance);
  const found = noTasks === null ? others : [...others, noTasks];
  if (found.length > 0) throw new UsageError(found.join("\n"));
  requireReceiver(plan);
  if (plan.topology.kind !== "loopback") return; // other limits apply elsewhere
  requireSocketOptions(plan);
  new LocalConnections(1, socketOptionsOf(settingsOf(plan)))[Symbol.dispose]();
}

/**
 * The plan without the modes that this machine's kernel refuses, unless the user named them; a line on stderr says which
 * and why. Nothing is known about another host that sends.
 *
 * @param isNamed whether the user chose the modes one by one
 * @throws UsageError when one of those is refused, or all are
 */
export function withoutRefused(plan: SweepPlan, isNamed: boolean): SweepPlan {
  const refused = refusals(plan);
  if (refused.length === 0) return plan;
  const lines = refusalLines(refused);
  const modes = plan.modes.filter((mode) => !refused.some((refusal) => refusal.id === mode));
  if (isNamed || modes.length === 0) {
    const advice = isNamed ? "leave them out, or use --modes all, which skips them" : "no mode is left";
    throw new UsageError(lines.map((line) => `--modes ${line}\n${advice}`).join("\n"));
  }
  for (const line of lines) tell(`left out: ${line}`);
  return { ...plan, modes };
}

function refusals(plan: SweepPlan): Refusal[] {
  const { topology, modes } = plan;
  if (topology.kind === "hosts" && topology.sender !== "client") return [];
  const locking = lockingRefusal(plan, allowanceHere());
  return [...orNothing(() => refusedModes(modes)), ...locking === null ? [] : [locking]];
}

/** Without loopback nothing can be tried; plans that need it are refused elsewhere. */
function orNothing(refused: () => Refusal[]): Refusal[] {
  try {
    return refused();
  } catch {
    return [];
  }
}

/** Nothing is known about another host that receives. */
function requireReceiver({ topology, rx }: SweepPlan): void {
  if (topology.kind === "hosts" && topology.sender === "client") return;
  const lines = refusalLines(orNothing(() => refusedStrategies(rx)));
  if (lines.length > 0) throw new UsageError(lines.map((line) => `--rx ${line}`).join("\n"));
}

/** The CPU lists that concern this host: between two hosts only its own end's. */
function pinnedHere({ pin, topology }: SweepPlan): Pin {
  if (pin.kind !== "lists" || topology.kind !== "hosts") return pin;
  return topology.sender === "client" ? { ...pin, rx: [] } : { ...pin, tx: [] };
}

/** Tries the options on a socket. */
function requireSocketOptions(plan: SweepPlan): void {
  using socket = tcpSocket();
  try {
    applyOptions(socket, socketOptionsOf(settingsOf(plan)));
  } catch (error) {
    throw new UsageError(errorText(error));
  }
}
