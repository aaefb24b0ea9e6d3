import { assertEquals } from "@std/assert";
import type { HostWindow } from "../../host/window_state.ts";
import { emptyRow, type ResultRow } from "../../results/columns.ts";
import type { EndReport } from "../../trial/job.ts";
import type { TrialSpec } from "../../trial/trial_spec.ts";
import { hasWarning, warning, type WarningId, warningIds, WARNINGS } from "../../results/warnings.ts";
import { hostWarnings, transferWarnings, windowWarnings } from "../../trial/warnings.ts";

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
};

const SPEC = { threads: 1, durationMs: 1000, pin: { kind: "auto" } } as TrialSpec;

function ids(texts: readonly string[]): WarningId[] {
  return warningIds(texts.join("; "));
}

function inWindow(spec: Partial<TrialSpec>, elapsedMs = 1000, messages = 1000, cpuCount = 2): WarningId[] {
  const ends = [{ elapsedNs: elapsedMs * 1e6 } as EndReport];
  const whole = { ...SPEC, ...spec };
  return ids(windowWarnings(whole, ends, messages, [{ threads: 2 * whole.threads, cpuCount }]));
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
    ...inWindow({}),
    ...onHost({}),
    ...inRow({ retransmits: 0, segments_out: 100, rwnd_limited_pct: 3 }),
  ], []);
  assertEquals(inRow({}), []);
});

Deno.test("what the host does not tell gives no warning", () => {
  const untold = { shares: null, threadShares: null, otherCpuS: null, frequencyChange: null };
  assertEquals(onHost({ ...untold, throttlings: null, reclaims: null, tcpMemoryPressures: null }), []);
  assertEquals(onHost({ ...untold, quotaStoppedS: null }), []);
});

Deno.test("unpinned threads, more threads than CPUs, windows that are off, too few messages", () => {
  assertEquals(inWindow({ pin: { kind: "none" } }), ["unpinned"]);
  assertEquals(inWindow({ threads: 2 }), ["oversubscribed"]);
  assertEquals(inWindow({}, 989), ["window-off"]);
  assertEquals(inWindow({}, 1009), []);
  assertEquals(inWindow({}, 1000, 99), ["few-messages"]);
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
  assertEquals(onHost({ reclaims: 1 }), ["memory-pressure"]);
  assertEquals(onHost({ tcpMemoryPressures: 1 }), ["memory-pressure"]);
});

Deno.test("more than one segment in a thousand sent again, more than half of the time held back by the receiver", () => {
  assertEquals(inRow({ retransmits: 2, segments_out: 1000 }), ["retransmits"]);
  assertEquals(inRow({ retransmits: 1, segments_out: 1000 }), []);
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
