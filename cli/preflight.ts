/** Refuses a plan that this machine has no room for, before anything is started. */
import { allowanceHere } from "../sweep/allowance.ts";
import type { Pin } from "../sweep/placement.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { obstacles } from "../sweep/preflight.ts";
import { UsageError } from "./usage_error.ts";

/** @throws UsageError naming the limits that are too low */
export function requireRoom(plan: SweepPlan): void {
  const found = obstacles({ ...plan, pin: pinnedHere(plan) }, allowanceHere());
  if (found.length > 0) throw new UsageError(found.join("\n"));
}

/** The CPU lists that this host has to have: between two hosts only its own end's. */
function pinnedHere({ pin, topology }: SweepPlan): Pin {
  if (pin.kind !== "lists" || topology.kind !== "hosts") return pin;
  return topology.sender === "client" ? { ...pin, rx: [] } : { ...pin, tx: [] };
}
