/**
 * What this machine can measure and what spoils results: the list of checks, in the order they are shown. A check
 * is a function of {@linkcode ExaminedMachine} alone; adding one is a function and a line here.
 */
import { type HostEnvironment, readEnvironment } from "../host/environment.ts";
import { LOOPBACK_INTERFACE } from "../host/network.ts";
import type { Check, CheckStatus, DescribedMachine, ExaminedMachine } from "./check.ts";
import { checkCpus, checkIsolated } from "./cpus.ts";
import * as capabilities from "./capabilities.ts";
import { probe } from "./probes.ts";
import * as noise from "./noise.ts";

const CHECKS: readonly ((machine: ExaminedMachine) => Check)[] = [
  capabilities.checkCounters,
  capabilities.checkParanoid,
  capabilities.checkModes,
  capabilities.checkStrategies,
  capabilities.checkZeroCopy,
  capabilities.checkOptmem,
  capabilities.checkMemlock,
  capabilities.checkOpenFiles,
  capabilities.checkNamespaces,
  noise.checkPacketTaps,
  capabilities.checkOffloads,
  noise.checkCongestion,
  checkCpus,
  checkIsolated,
  noise.checkSmt,
  noise.checkGovernor,
  noise.checkTurbo,
  noise.checkSteal,
  noise.checkLoad,
  noise.checkClockSource,
  noise.checkIrqTime,
  noise.checkReceivePath,
];

/** Those that try nothing. */
const DESCRIPTION_CHECKS: readonly ((machine: DescribedMachine) => Check)[] = [
  noise.checkPacketTaps,
  noise.checkCongestion,
  checkCpus,
  noise.checkGovernor,
  noise.checkSteal,
  noise.checkLoad,
  noise.checkReceivePath,
];

/** What matters most for the meaning of a sweep comes first. */
const HIGHLIGHT_ORDER = [
  "counters",
  "zero-copy",
  "cpus",
  "load",
  "steal",
  "congestion",
  "packet-taps",
  "receive-path",
  "governor",
];
const HIGHLIGHTS_MAX = 3;
const CHANGEABLE: readonly CheckStatus[] = ["limited", "missing"];

/**
 * Reads and tries everything the checks need, in a fraction of a second.
 *
 * @param interfaceNames the interfaces that are examined
 */
export function examineMachine(interfaceNames: readonly string[] = [LOOPBACK_INTERFACE]): ExaminedMachine {
  return { environment: readEnvironment({ interfaceNames }), probes: probe(interfaceNames) };
}

/** All checks on a machine, in order. */
export function runChecks(machine: ExaminedMachine): Check[] {
  return CHECKS.map((check) => check(machine));
}

/**
 * Checks on a host by its own description; none where that has a form that this version does not know.
 *
 * @param environment as {@linkcode readEnvironment} makes it, on another host
 */
export function checkDescription(environment: unknown): Check[] {
  try {
    const machine = { environment: environment as HostEnvironment, holdsOneEnd: true };
    return DESCRIPTION_CHECKS.map((check) => check(machine));
  } catch {
    return [];
  }
}

/**
 * What is worth reading before a sweep: the two or three most important checks that are not ok, in a line. What
 * loopback would do says nothing about other paths.
 */
export function highlights(checks: readonly Check[], isLoopback = true): string | null {
  const found = HIGHLIGHT_ORDER.flatMap((id) =>
    checks.find((check) => check.id === id && CHANGEABLE.includes(check.status)) ?? []
  ).filter(({ id, status }) => isLoopback || id !== "zero-copy" || status === "missing");
  if (found.length === 0) return null;
  const named = found.slice(0, HIGHLIGHTS_MAX).map(({ title, value }) => `${title}: ${value}`);
  return `${named.join("; ")} (what to do: netio doctor)`;
}
