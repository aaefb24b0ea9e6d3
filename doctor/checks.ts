/**
 * What this machine can measure and what spoils results: the list of checks, in the order they are shown. A check
 * is a function of {@linkcode ExaminedMachine} alone; adding one is a function and a line here.
 */
import { type EnvironmentOptions, readEnvironment } from "../host/environment.ts";
import type { Check, ExaminedMachine } from "./check.ts";
import * as measuring from "./capabilities.ts";
import { probe } from "./probes.ts";
import * as steadiness from "./noise.ts";

const CHECKS: readonly ((machine: ExaminedMachine) => Check)[] = [
  measuring.checkCounters,
  measuring.checkParanoid,
  measuring.checkModes,
  measuring.checkStrategies,
  measuring.checkZeroCopy,
  measuring.checkOptmem,
  measuring.checkMemlock,
  measuring.checkOpenFiles,
  measuring.checkNamespaces,
  steadiness.checkPacketTaps,
  steadiness.checkCongestion,
  steadiness.checkCpus,
  steadiness.checkSmt,
  steadiness.checkGovernor,
  steadiness.checkTurbo,
  steadiness.checkSteal,
  steadiness.checkLoad,
  steadiness.checkClockSource,
];

/** What matters most for a sweep's meaning, first. */
const HIGHLIGHT_ORDER = [
  "counters",
  "zero-copy",
  "cpus",
  "load",
  "steal",
  "congestion",
  "packet-taps",
  "governor",
];
const HIGHLIGHTS_MAX = 3;

/** Reads and tries everything the checks need, in a fraction of a second. */
export function examineMachine(options: EnvironmentOptions = {}): ExaminedMachine {
  return { environment: readEnvironment(options), probes: probe() };
}

/** All checks on a machine, in order. */
export function runChecks(machine: ExaminedMachine): Check[] {
  return CHECKS.map((check) => check(machine));
}

/** What is worth reading before a sweep: the two or three most important checks that are not ok, in a line. */
export function highlights(checks: readonly Check[]): string | null {
  const found = HIGHLIGHT_ORDER.flatMap((id) =>
    checks.find((check) => check.id === id && check.status !== "ok") ?? []
  );
  if (found.length === 0) return null;
  const named = found.slice(0, HIGHLIGHTS_MAX).map(({ title, value }) => `${title}: ${value}`);
  return `${named.join("; ")} (what to do: netio doctor)`;
}
