/**
 * Warnings that hold for every row of a sweep: they are about the machines and their interfaces, as these were when the
 * sweep began, and not about one trial.
 */
import { hasSlowClock, readClockSource } from "../host/environment.ts";
import { chargesIrqTimeToThreads } from "../host/irq_accounting.ts";
import { LOOPBACK_INTERFACE, readNetwork } from "../host/network.ts";
import { isRealTimeKernel, RECEIVE_DETOURS, type ReceiveDetour } from "../host/receive_path.ts";
import { readOffloads } from "../net/offloads.ts";
import { isObject } from "../results/json.ts";
import { warning } from "../results/warnings.ts";
import type { End } from "../trial/job.ts";
import type { EndsEnvironment } from "../trial/topology.ts";

/** What is known of one end; `null` is "not known". */
export interface EndFacts {
  readonly interfaceName: string | null;
  /** Of it and all below it: off where one of them has it off. */
  readonly scatterGather: boolean | null;
  readonly tcpSegmentation: boolean | null;
  /** The lowest interface that has one of these off; `null` where none has. */
  readonly offInterface: string | null;
  readonly packetTaps: number | null;
  readonly clockSource: string | null;
  readonly irqTimeInThreads: boolean | null;
  /** What is known of them. */
  readonly receiveDetours: readonly ReceiveDetour[];
}

export type EndsFacts = Readonly<Record<End, EndFacts>>;

/**
 * What the ends report about themselves.
 *
 * @param ends of the topology; what another host sent may have any form. `null`: this machine's loopback
 */
export function factsOfEnds(ends: EndsEnvironment | null): EndsFacts {
  if (ends !== null) return { send: factsOf(ends.send), receive: factsOf(ends.receive) };
  const network = readNetwork("/", [LOOPBACK_INTERFACE]);
  const offloads = readOffloads(LOOPBACK_INTERFACE);
  const here = factsOf({ interfaceName: LOOPBACK_INTERFACE, offloads, network });
  return { send: here, receive: here };
}

function factsOf(end: unknown): EndFacts {
  const described = isObject(end) ? end : {};
  const { interfaceName, host, network } = described;
  const { clockSource, irqTimeInThreads, realTimeKernel, network: hostNetwork } = isObject(host)
    ? host
    : thisHost();
  const { packetTaps, interfaces } = isObject(network) ? network : isObject(hostNetwork) ? hostNetwork : {};
  return {
    interfaceName: typeof interfaceName === "string" ? interfaceName : null,
    ...offloadsOf(described),
    packetTaps: typeof packetTaps === "number" ? packetTaps : null,
    clockSource: typeof clockSource === "string" ? clockSource : null,
    irqTimeInThreads: typeof irqTimeInThreads === "boolean" ? irqTimeInThreads : null,
    receiveDetours: detoursOf(interfaces, realTimeKernel),
  };
}

/** An interface may have on what the card below it has off: the kernel does it in software then, before the card. */
function offloadsOf({ interfaceName, offloads, lowerOffloads }: Readonly<Record<string, unknown>>) {
  const own = isObject(offloads) ? offloads : {};
  const lower = (Array.isArray(lowerOffloads) ? lowerOffloads : []).filter(isObject);
  const all = [{ ...own, name: interfaceName }, ...lower] as Readonly<Record<string, unknown>>[];
  const stateOf = (offload: "scatterGather" | "tcpSegmentation") => {
    if (all.some((one) => one[offload] === false)) return false;
    return own[offload] === true ? true : null;
  };
  const off = all.findLast((one) => one["scatterGather"] === false || one["tcpSegmentation"] === false);
  return {
    scatterGather: stateOf("scatterGather"),
    tcpSegmentation: stateOf("tcpSegmentation"),
    offInterface: typeof off?.["name"] === "string" ? off["name"] : null,
  };
}

function detoursOf(interfaces: unknown, realTimeKernel: unknown): ReceiveDetour[] {
  const named = (Array.isArray(interfaces) ? interfaces : []).flatMap((described) =>
    isObject(described) && Array.isArray(described.receiveDetours) ? described.receiveDetours : []
  );
  if (realTimeKernel === true) named.push("PREEMPT_RT");
  return RECEIVE_DETOURS.filter((detour) => named.includes(detour));
}

function thisHost() {
  return {
    clockSource: readClockSource(),
    irqTimeInThreads: chargesIrqTimeToThreads(),
    realTimeKernel: isRealTimeKernel(),
    network: null,
  };
}

/** The warnings of every row. */
export function standingWarnings({ send, receive }: EndsFacts): string[] {
  const found: string[] = [];
  const clocks = [send.clockSource, receive.clockSource].filter((clock) => clock !== null);
  const slow = new Set(clocks.filter(hasSlowClock));
  if (slow.size > 0) found.push(warning("slow-clock", [...slow].join(", ")));
  if ([send, receive].some(({ irqTimeInThreads }) => irqTimeInThreads === false)) {
    found.push(warning("irq-time-apart"));
  }
  const detours = RECEIVE_DETOURS.filter((detour) =>
    [send, receive].some(({ receiveDetours }) => receiveDetours.includes(detour))
  );
  if (detours.length > 0) found.push(warning("receive-apart", detours.join(", ")));
  const taps = Math.max(send.packetTaps ?? 0, receive.packetTaps ?? 0);
  if (taps > 0) found.push(warning("packet-tap", `${taps} packet ${taps === 1 ? "socket" : "sockets"}`));
  const off = [
    ...(send.scatterGather === false ? ["scatter-gather"] : []),
    ...(send.tcpSegmentation === false ? ["TCP segmentation"] : []),
  ];
  if (off.length > 0) {
    found.push(warning("offload-off", `${off.join(" and ")} of the sender's ${send.offInterface}`));
  }
  return found;
}
