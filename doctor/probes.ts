/**
 * What can only be known by trying: hardware counters, the transmit modes and receive strategies, one zero-copy send
 * over loopback, a network namespace with a veth pair, the offloads of interfaces. Each probe cleans up after itself and
 * reports a refusal as data.
 */
import { searchPath } from "../net/search_path.ts";
import { Payload } from "../modes/payload.ts";
import { MODES } from "../modes/registry.ts";
import { openZeroCopy } from "../modes/zero_copy.ts";
import { LocalConnections } from "../net/connections.ts";
import { readOffloads } from "../net/offloads.ts";
import { type CounterReport, CounterSet } from "../perf/counter_set.ts";
import { type EventSource, kernelEvents } from "../perf/event_source.ts";
import { type EventName, HARDWARE_GROUPS } from "../perf/events.ts";
import type { CopyCounts } from "../modes/verdict.ts";
import { RecvReceiver } from "../receive/recv.ts";
import { RECEIVE_STRATEGIES } from "../receive/registry.ts";
import { errorText } from "../results/words.ts";
import { type Refusal, refusedModes, refusedStrategies } from "./refusals.ts";

/** What trying gave: a result, or the reason why there is none. */
export type Attempt<T> = { readonly result: T } | { readonly refusal: string };

export interface Probes {
  readonly counters: CounterReport<EventName>;
  readonly zeroCopy: Attempt<CopyCounts>;
  readonly modes: Attempt<readonly Refusal[]>;
  readonly strategies: Attempt<readonly Refusal[]>;
  readonly namespaces: Attempt<null>;
  /** Of each interface; `null` is "the kernel does not say". */
  readonly offloads: readonly InterfaceOffloads[];
}

/** Offloads without which zero-copy sends are copied, or segments are small. */
interface InterfaceOffloads {
  readonly name: string;
  readonly scatterGather: boolean | null;
  readonly tcpSegmentation: boolean | null;
}

/** Tries everything; a few tens of milliseconds. */
export function probe(interfaceNames: readonly string[]): Probes {
  return {
    counters: probeCounters(kernelEvents()),
    zeroCopy: attempt(sendZeroCopyOnce),
    modes: attempt(() => refusedModes(MODES.map(({ id }) => id))),
    strategies: attempt(() => refusedStrategies(RECEIVE_STRATEGIES.map(({ id }) => id))),
    namespaces: probeNamespaces(),
    offloads: interfaceNames.map((name) => ({ name, ...readOffloads(name) })),
  };
}

/** Counts a short stretch of this thread's own work. */
export function probeCounters(source: EventSource): CounterReport<EventName> {
  using counters = new CounterSet(source, HARDWARE_GROUPS);
  counters.begin();
  const until = performance.now() + COUNTED_MS;
  while (performance.now() < until);
  counters.end();
  return counters.report();
}

/** Long enough for the kernel to rotate groups that don't fit side by side (every 4 ms or less). */
const COUNTED_MS = 20;

const MESSAGE_BYTES = 16 * 1024;
const COMPLETION_TIMEOUT_MS = 200;

/** One message with MSG_ZEROCOPY over loopback, received, and its completion. */
function sendZeroCopyOnce(): CopyCounts {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, 4096, 0);
  using transmitter = openZeroCopy(tx.fd, payload);
  using receiver = new RecvReceiver(rx.fd);
  if (transmitter.sendMany(1) < 0) throw new Error("a message over loopback could not be sent");
  for (let received = 0; received < MESSAGE_BYTES;) {
    const bytes = receiver.receiveMany(1);
    if (bytes <= 0) throw new Error("a message over loopback did not arrive");
    received += bytes;
  }
  const deadlineMs = performance.now() + COMPLETION_TIMEOUT_MS;
  const counts = transmitter.finish(() => performance.now() > deadlineMs);
  if (counts === null) throw new Error("the zero-copy mode counts nothing");
  return counts;
}

/** A namespace and a veth pair that disappear with the probing process, so nothing is left to remove. */
export function probeNamespaces(): Attempt<null> {
  const command = ["--net", "ip", "link", "add", "netio0", "type", "veth", "peer", "name", "netio1"];
  try {
    const { success, stderr } = new Deno.Command("unshare", {
      args: command,
      env: searchPath(),
      stdout: "null",
      stderr: "piped",
    }).outputSync();
    if (success) return { result: null };
    return { refusal: new TextDecoder().decode(stderr).trim().split("\n")[0] ?? "unshare failed" };
  } catch (error) {
    return {
      refusal: error instanceof Deno.errors.NotFound ? "no program unshare (util-linux)" : String(error),
    };
  }
}

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { result: action() };
  } catch (error) {
    return { refusal: errorText(error) };
  }
}
