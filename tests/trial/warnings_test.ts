import { assertEquals, assertMatch } from "@std/assert";
import type { HostWindow } from "../../host/window_state.ts";
import type { CongestionWindow } from "../../perf/congestion.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import { hasWarning, warning, type WarningId, warningIds, WARNINGS } from "../../results/warnings.ts";
import { copiedWarning } from "../../trial/copied_warning.ts";
import type { HalfRates } from "../../trial/job.ts";
import { type Schedule, singleWindow } from "../../trial/schedule.ts";
import type { TrialSpec } from "../../trial/trial_spec.ts";
import {
  growthWarnings,
  hostWarnings,
  pathWarnings,
  placementWarnings,
  prewarmWarnings,
  transferWarnings,
  windowWarnings,
} from "../../trial/warnings.ts";

/** Two busy CPUs that the threads are pinned to, on a machine of 64. */
const SHARES = { userS: 1, systemS: 0.7, irqS: 0, softirqS: 0.2, stealS: 0, idleS: 0.1, totalS: 2 };

const QUIET: HostWindow = {
  elapsedS: 1,
  shares: { ...SHARES, idleS: 62.1, totalS: 64 },
  threadShares: SHARES,
  otherCpuS: 0.09,
  frequencyChange: -0.09,
  throttlings: 0,
  reclaims: 0,
  tcpMemoryPressures: 0,
  quotaStoppedS: 0.009,
  softirqThreadsS: 0.005,
};

const MESSAGE_BYTES = 64;
const WINDOW = { modes: ["one-copy"], messageBytes: MESSAGE_BYTES, schedule: singleWindow(1000) };
/** The same second in 50 slices. */
const SLICES: Schedule = { rounds: 50, washoutMs: 4, sliceMs: 20, tailMs: 1 };

function ids(texts: readonly string[]): WarningId[] {
  return warningIds(texts.join("; "));
}

interface SeenByOne {
  readonly elapsedMs?: number;
  readonly messages?: number;
}

/** By what each sender saw of its mode, all slices together. */
function inWindow(schedule: Schedule, ...senders: readonly SeenByOne[]): WarningId[] {
  const sent = senders.map(({ elapsedMs = 1000, messages = 1000 }) => (
    { elapsedNs: elapsedMs * 1e6, bytes: messages * MESSAGE_BYTES, slices: schedule.rounds }
  ));
  return ids(windowWarnings({ ...WINDOW, schedule }, sent, [{ threads: 2, cpuCount: 2 }]));
}

Deno.test("a window that is off where threads share CPUs says so, and is not mixed with others", () => {
  const sent = [{ elapsedNs: 0.7e9, bytes: 1e6 * MESSAGE_BYTES, slices: 50 }];
  const saidOf = (threads: number) =>
    windowWarnings({ ...WINDOW, schedule: SLICES }, sent, [{ threads, cpuCount: 2 }]);
  assertEquals(saidOf(2), ["window-off (30.0 %)"]);
  assertEquals(saidOf(4), ["window-off (30.0 %, as threads share CPUs)"]);
});

Deno.test("threads on SMT siblings of one core are warned of where netio or the user placed them", () => {
  const sides = [{ threads: 2, cpuCount: 2, coreCount: 1 }];
  assertEquals(placementWarnings({ pin: { kind: "auto" } }, sides), ["smt-siblings (2 CPUs on 1 core)"]);
  assertEquals(ids(placementWarnings({ pin: { kind: "none" } }, sides)), ["unpinned"]);
});

Deno.test("a warm-up shorter than ten round trips is warned of, where windows have to grow", () => {
  assertEquals(pathWarnings({ pattern: "stream", warmupMs: 300 }, 100), [
    "slow-start (round trip 100.0 ms, warm-up 300 ms)",
  ]);
  assertEquals(pathWarnings({ pattern: "stream", warmupMs: 300 }, 30), []);
  assertEquals(pathWarnings({ pattern: "rr", warmupMs: 0 }, 100), []);
});

/** 200 ms of warm-up on a path of 5 ms, in which the window has not reached its threshold and goes on growing. */
const DOUBLING: CongestionWindow = {
  firstSegments: 80,
  lastSegments: 640,
  isSlowStart: true,
  roundTripUs: 5_000,
};

function grown(halves: readonly (HalfRates | null)[], ...windows: (CongestionWindow | null)[]): string[] {
  return growthWarnings({ warmupMs: 200 }, halves.map((halfRates) => ({ halfRates })), windows);
}

Deno.test("a stream that grew by slow start is warned of, over all connections, where halves are known", () => {
  assertEquals(grown([[10, 19], [10, 13]], null, DOUBLING), [
    "slow-start (the later half carried 1.6 times as much as the earlier, and the congestion window grew from 80 to " +
    "640 segments)",
  ]);
  const halves: (HalfRates | null)[][] = [[[10, 19], [10, 11]], [[30, 10]], [[10, 90], null], [[0, 5]]];
  for (const none of halves) assertEquals(grown(none, DOUBLING), [], "one connection may take from another");
});

Deno.test("a stream that grew by chance is no slow start: the window says so, or loopback's short round trips", () => {
  const grew = [[10, 40]] as const;
  for (
    const chance of [
      { ...DOUBLING, roundTripUs: 20 },
      { ...DOUBLING, roundTripUs: 1_900 }, // 105 in the warm-up
      { ...DOUBLING, lastSegments: 100 },
      { ...DOUBLING, isSlowStart: false },
      null,
    ]
  ) assertEquals(grown(grew, chance), []);
});

Deno.test("why threads are cold stands in one warning", () => {
  assertEquals(prewarmWarnings("no buffers; far end: timed out"), [
    "not-prewarmed (no buffers, far end: timed out)",
  ]);
  assertEquals(prewarmWarnings(null), []);
});

function inPlace(pin: TrialSpec["pin"], threads: number): WarningId[] {
  return ids(placementWarnings({ pin }, [{ threads, cpuCount: 2, coreCount: 2 }]));
}

function onHost(window: Partial<HostWindow>): WarningId[] {
  return ids(hostWarnings({ ...QUIET, ...window }));
}

function stolen(stealS: number): Partial<HostWindow> {
  return { threadShares: { ...SHARES, stealS } };
}

function inRow(row: Partial<ResultRow>): WarningId[] {
  return ids(transferWarnings({ ...emptyRow(), ...row }));
}

Deno.test("a quiet host and a plain trial have no warnings", () => {
  assertEquals([
    ...inPlace({ kind: "auto" }, 2),
    ...inWindow(singleWindow(1000), {}),
    ...inWindow(SLICES, {}, {}),
    ...onHost({}),
    ...inRow({ retransmits: 0, segments_out: 100, rwnd_limited_pct: 3 }),
  ], []);
  assertEquals(inRow({}), []);
});

Deno.test("what the host does not tell gives no warning", () => {
  const noLoad = { shares: null, threadShares: null, otherCpuS: null, softirqThreadsS: null };
  const untold = { ...noLoad, frequencyChange: null };
  assertEquals(onHost({ ...untold, throttlings: null, reclaims: null, tcpMemoryPressures: null }), []);
  assertEquals(onHost({ ...untold, quotaStoppedS: null }), []);
});

Deno.test("unpinned threads, and more threads than CPUs", () => {
  assertEquals(inPlace({ kind: "none" }, 2), ["unpinned"]);
  assertEquals(inPlace({ kind: "auto" }, 3), ["oversubscribed"]);
});

Deno.test("a window that is off by more than a hundredth, of whichever sender, or holds fewer than 100 messages", () => {
  const window = singleWindow(1000);
  assertEquals(inWindow(window, { elapsedMs: 989 }), ["window-off"]);
  assertEquals(inWindow(window, {}, { elapsedMs: 1011 }), ["window-off"]);
  assertEquals(inWindow(window, { elapsedMs: 991 }, { elapsedMs: 1009 }), []);
  assertEquals(inWindow(window, {}, { messages: 99 }), ["few-messages"]);
  assertEquals(inWindow(window, { messages: 100 }, { messages: 100 }), []);
});

Deno.test("slices that together are off by more than a tenth, or hold fewer than 4 messages each", () => {
  assertEquals(inWindow(SLICES, {}, { elapsedMs: 899 }), ["window-off"]);
  assertEquals(inWindow(SLICES, { elapsedMs: 901 }, { elapsedMs: 1099 }), []);
  assertEquals(inWindow(SLICES, {}, { messages: 199 }), ["few-messages"]);
  assertEquals(inWindow(SLICES, { messages: 200 }), []);
});

Deno.test("other processes count from 5 % of the threads' CPUs on, however many others the machine has", () => {
  assertEquals(onHost({ otherCpuS: 0.11 }), ["other-load"]);
  assertEquals(hostWarnings({ ...QUIET, otherCpuS: 0.5 }), ["other-load (25.0 %)"]);
});

Deno.test("a few ticks of a short window, or of CPUs that are half idle, are no load of others", () => {
  const short = { ...SHARES, idleS: 0.01, totalS: 0.2 };
  assertEquals(onHost({ threadShares: short, otherCpuS: 0.04 }), []);
  assertEquals(onHost({ threadShares: short, otherCpuS: 0.05 }), ["other-load"]);
  const halfIdle = { ...SHARES, idleS: 1, totalS: 2 };
  assertEquals(onHost({ threadShares: halfIdle, otherCpuS: 0.13 }), []);
  assertEquals(onHost({ threadShares: halfIdle, otherCpuS: 0.15 }), ["other-load"]);
});

Deno.test("steal counts from 1 % of the threads' CPUs on", () => {
  assertEquals(onHost(stolen(0.06)), ["steal"]);
  assertEquals(onHost(stolen(0.02)), []);
});

Deno.test("a frequency that moves by more than a tenth either way, heat and memory pressure", () => {
  assertEquals(onHost({ frequencyChange: -0.11 }), ["frequency-changed"]);
  assertEquals(onHost({ frequencyChange: 0.11 }), ["frequency-changed"]);
  assertEquals(onHost({ throttlings: 1 }), ["throttled"]);
  assertEquals(hostWarnings({ ...QUIET, quotaStoppedS: 0.5 }), ["cpu-quota (0.50 s in 1.00 s, all CPUs)"]);
  assertEquals(onHost({ softirqThreadsS: 0.09 }), []);
  assertEquals(hostWarnings({ ...QUIET, softirqThreadsS: 0.38 }), [
    "receive-apart (kernel threads 20.0 % of the CPU time)",
  ]);
  assertEquals(onHost({ reclaims: 1 }), ["memory-pressure"]);
  assertEquals(onHost({ tcpMemoryPressures: 1 }), ["memory-pressure"]);
});

Deno.test("more than one segment in a thousand sent again, more than half of the time held back by the receiver", () => {
  assertEquals(inRow({ retransmits: 2, segments_out: 1000 }), ["retransmits"]);
  assertEquals(inRow({ retransmits: 1, segments_out: 1000 }), []);
  assertEquals(inRow({ retransmits: 4, spurious_retransmits: 2, segments_out: 1000 }), ["retransmits"]);
  assertEquals(inRow({ retransmits: 4, spurious_retransmits: 3, segments_out: 1000 }), ["reordered"]);
  assertEquals(inRow({ rwnd_limited_pct: 50.1 }), ["receiver-limited"]);
});

Deno.test("every id has advice, and is found again in a row's text with its detail", () => {
  const all = Object.keys(WARNINGS) as WarningId[];
  assertEquals(warningIds(all.map((id) => warning(id, "1.5 %")).join("; ")), all);
  assertEquals(all.filter((id) => WARNINGS[id].length < 20), []);
  assertEquals(warningIds("sender of connection 0 (one-copy): EPIPE"), []);
  assertEquals(warningIds(null), []);
  assertEquals(hasWarning({ warnings: "steal (2.0 %); unpinned" }, "unpinned"), true);
  assertEquals(hasWarning({ warnings: "steal (unpinned)" }, "unpinned"), false);
});

const counts = (completions: number, copied: number, fallbacks = 0) => ({ completions, copied, fallbacks });

Deno.test("a copied row names the reason that is likely on its topology", () => {
  assertMatch(
    copiedWarning(counts(5, 5), { topology: "loopback" })!,
    /the kernel copied: loopback .*skb_orphan_frags_rx/,
  );
  assertMatch(
    copiedWarning(counts(5, 5), { topology: "netns" })!,
    /the kernel copied: a veth pair .*skb_orphan_frags_rx/,
  );
  assertMatch(copiedWarning(counts(5, 5), { topology: "hosts" })!, /scatter-gather.*tcpdump/);
});

Deno.test("a mixed row says about how much was copied", () => {
  assertMatch(
    copiedWarning(counts(100, 20, 0), { topology: "hosts" })!,
    /^about 20 % of the zero-copy sends were copied/,
  );
  assertMatch(copiedWarning(counts(10_000, 1, 0), { topology: "hosts" })!, /^about <1 %/);
});

Deno.test("a mixed row of io_uring's says that the kernel may report wrongly, a copied one does not", () => {
  assertMatch(
    copiedWarning(counts(100, 20), { topology: "hosts" }, true)!,
    /^about 20 % .* reported as copied, perhaps wrongly/,
  );
  assertMatch(copiedWarning(counts(5, 5), { topology: "loopback" }, true)!, /the kernel copied: loopback/);
  assertMatch(copiedWarning(counts(100, 0, 50), { topology: "hosts" }, true)!, /ENOBUFS/);
});

Deno.test("where only ENOBUFS made it copy, the limits are named and not the topology", () => {
  assertMatch(copiedWarning(counts(100, 0, 50), { topology: "loopback" })!, /ENOBUFS.*optmem_max/);
});

Deno.test("a row that was zero-copied, or has no verdict, has no warning", () => {
  assertEquals(copiedWarning(counts(5, 0), { topology: "hosts" }), null);
  assertEquals(copiedWarning(counts(0, 0), { topology: "hosts" }), null);
});

Deno.test("where ENOBUFS is a large part of it beside the path, both are said", () => {
  const text = copiedWarning(counts(72, 72, 12_828), { topology: "loopback" })!;
  assertMatch(
    text,
    /loopback delivers .*, and besides ENOBUFS made netio send 99 % plainly \(raise ulimit -l .*--reap-every\)$/,
  );
  assertEquals(
    copiedWarning(counts(10_000, 10_000, 3), { topology: "loopback" })!.includes("ENOBUFS"),
    false,
  );
});

Deno.test("scatter-gather that is off copies everything, whatever completions say, and is named with its interface", () => {
  const path = { topology: "hosts", interfaceName: "eth0", scatterGather: false } as const;
  for (const flagged of [0, 40, 100]) {
    assertMatch(
      copiedWarning(counts(100, flagged), path)!,
      /the kernel copied: scatter-gather is off on eth0, .*\(ethtool -K eth0 sg on\)$/,
    );
  }
  assertEquals(copiedWarning(counts(100, 0), { ...path, scatterGather: null }), null);
});
