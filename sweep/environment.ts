/** For `environment.json`: everything about machine, program and settings that can explain why two result sets differ. */
import { type HostEnvironment, readEnvironment } from "../host/environment.ts";
import { readHostName } from "../host/host_name.ts";
import { LOOPBACK_INTERFACE } from "../host/network.ts";
import { type Offload, readOffloads } from "../net/offloads.ts";
import { isObject } from "../results/json.ts";
import type { SweepPlan } from "./plan.ts";
import type { EndsEnvironment } from "../trial/topology.ts";

/** What distinguishes the result sets of many machines. */
export interface SessionName {
  /** `null` where it is not known, or the user withholds it. */
  readonly hostName: string | null;
  /** What the user calls it. */
  readonly title: string | null;
}

/** One run of the program that added rows to a result set. */
export interface SessionEnvironment extends SessionName {
  readonly startedUtc: string;
  readonly netioVersion: string;
  readonly denoVersion: string;
  readonly commandLine: readonly string[];
  readonly seed: number;
  readonly payload: { readonly fields: 8; readonly alignBytes: number; readonly spacing: string };
  readonly offloads: readonly ({ readonly name: string } & Readonly<Record<Offload, boolean | null>>)[];
  readonly host: HostEnvironment;
  /** What is known of each end beyond this machine's loopback: its namespace, or its host. */
  readonly ends: EndsEnvironment | null;
}

/** The name of a sweep on this host. */
export function sessionName(title: string | null, isNameless: boolean): SessionName {
  return { title, hostName: isNameless ? null : readHostName() };
}

/** Describes this run. */
export function sessionEnvironment(
  plan: SweepPlan,
  netioVersion: string,
  commandLine: readonly string[],
  ends: EndsEnvironment | null,
  { hostName, title }: SessionName,
): SessionEnvironment {
  const interfaceNames = ends === null ? [LOOPBACK_INTERFACE] : []; // each end describes its own
  return {
    hostName,
    title,
    startedUtc: new Date().toISOString(),
    netioVersion,
    denoVersion: Deno.version.deno,
    commandLine,
    seed: plan.seed,
    payload: {
      fields: 8,
      alignBytes: plan.alignBytes,
      spacing: "each field in its own mapping, 0 to 15 pages into it, drawn afresh for each trial",
    },
    offloads: interfaceNames.map((name) => ({ name, ...readOffloads(name) })),
    host: readEnvironment({ interfaceNames }),
    ends: hostName === null ? withoutNames(ends) : ends,
  };
}

/** Without the other host's name either: `--no-hostname` covers both. */
function withoutNames(ends: EndsEnvironment | null): EndsEnvironment | null {
  if (ends === null) return null;
  const nameless = (end: unknown) => isObject(end) && "hostName" in end ? { ...end, hostName: null } : end;
  return { send: nameless(ends.send), receive: nameless(ends.receive) };
}
