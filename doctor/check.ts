/** One line of `netio doctor`: what was checked, its state, and what would change it. */
import type { CpuInfo } from "../host/cpu_topology.ts";
import type { HostEnvironment } from "../host/environment.ts";
import type { Probes } from "./probes.ts";

/**
 * `ok`: nothing to do; `limited`: results are valid but narrower or noisier; `missing`: not available as things are;
 * `n/a`: this machine doesn't show it, which nobody can change from here.
 */
export type CheckStatus = "ok" | "limited" | "missing" | "n/a";

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  /** What was found. */
  readonly value: string;
  /** What it means and the command that would change it; `null` when there is nothing to change. */
  readonly advice: string | null;
}

/** What the checks judge: what was read and what was tried. */
export interface ExaminedMachine {
  readonly environment: HostEnvironment;
  readonly probes: Probes;
  /** Whether the other end of all connections is another host's; absent is no. */
  readonly holdsOneEnd?: boolean;
}

/** What is known of a machine that nothing was tried on. */
export type DescribedMachine = Omit<ExaminedMachine, "probes">;

/** Of the online CPUs those that the affinity mask allows; all where it is not known. */
export function allowedTopology(
  topology: readonly CpuInfo[],
  allowed: readonly number[] | null,
): readonly CpuInfo[] {
  return allowed === null ? topology : topology.filter((c) => allowed.includes(c.cpu));
}

/** What a check finds. */
export type CheckResult = Pick<Check, "status" | "value" | "advice">;

/** A check: its name, and what it finds on a machine. */
export function check<M>(
  id: string,
  title: string,
  find: (machine: M) => CheckResult,
): (machine: M) => Check {
  return (machine) => ({ id, title, ...find(machine) });
}

export const ok = (value: string): CheckResult => ({ status: "ok", value, advice: null });
export const limited = (value: string, advice: string): CheckResult => ({ status: "limited", value, advice });
export const missing = (value: string, advice: string | null): CheckResult => (
  { status: "missing", value, advice }
);

/** ` on lo, eth0`: which interfaces were examined. */
export function onText(interfaces: readonly { readonly name: string }[]): string {
  return interfaces.length === 0 ? "" : ` on ${interfaces.map(({ name }) => name).join(", ")}`;
}

/** Of files that this kernel doesn't have, or doesn't show. */
export const UNREADABLE: CheckResult = { status: "n/a", value: "unreadable", advice: null };
