import { assert, assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import type { HostWindow } from "../../host/window_state.ts";
import { MovedCpus } from "../../trial/moved_cpus.ts";
import { TakenCpus } from "../../trial/taken_cpus.ts";
import { HostWatch } from "../../trial/host_watch.ts";
import { plannedTrials } from "../../sweep/plan.ts";
import { recordsOf } from "../../sweep/row.ts";
import { usableCpus } from "../../trial/usable_cpus.ts";
import type { SideResult } from "../../trial/side.ts";
import { FakeRoot } from "../host/fake_root.ts";
import { present } from "../present.ts";
import { ok, SMALL_TRIAL, smallTrial } from "./small_trial.ts";

const SHARE = { cpus: [3], isPinned: true, isCrowded: false, isLocal: true };

/** Ticks of CPU 3 (user, nice, system, idle, iowait, irq, softirq, steal), the whole machine's idle ones, our own. */
function machine(ticks: string, idleTicks: number, ownTicks: number): Record<string, string> {
  return {
    "/proc/stat": `cpu  0 0 0 ${idleTicks} 0 0 0 0\ncpu3 ${ticks}`,
    "/proc/self/stat": `77 (netio) R 1 1 1 0 -1 0 1 2 3 4 ${ownTicks} 0 0 0 20`,
    "/proc/sys/kernel/osrelease": "6.8.0",
    "/proc/pressure/cpu": "some avg10=0.00",
  };
}

const BEFORE = machine("0 0 0 0 0 0 0 0", 0, 0);
/** Our thread ran for 60 ticks, 30 of them in soft interrupts, and another process for 40. */
const AFTER = machine("50 0 20 0 0 0 30 0", 6400, 60);

/** Rewrites the machine's files after so many ms: after each timer that is due earlier, however late both are. */
function rewriteAfter(ms: number, root: FakeRoot, files: Record<string, string>): Promise<void> {
  return new Promise((resolve) =>
    setTimeout(() => {
      for (const [path, text] of Object.entries(files)) Deno.writeTextFileSync(root.path + path, text);
      resolve();
    }, ms)
  );
}

/** A window that opens at once and is ended in the middle, with the machine as it was and as it then is. */
async function windowOf(
  share: Partial<typeof SHARE>,
  pressure: Record<string, string> = {},
): Promise<HostWindow> {
  using root = new FakeRoot({ ...BEFORE, ...pressure });
  const watch = new HostWatch({ ...SHARE, ...share }, root.path);
  watch.start(0, 3600e3);
  await rewriteAfter(5, root, AFTER);
  return present(watch.end(), "the window");
}

Deno.test("a window is closed when it is over, not when somebody asks for it", async () => {
  using root = new FakeRoot(BEFORE);
  const watch = new HostWatch(SHARE, root.path);
  watch.start(0, 20);
  await Promise.all([rewriteAfter(5, root, AFTER), rewriteAfter(60, root, BEFORE)]);
  assertEquals(present(watch.end()).threadShares?.totalS, 1);
});

Deno.test("load is judged on the CPUs of the threads, with soft interrupts where the kernel charged them", async () => {
  const { otherCpuS, threadShares } = await windowOf({});
  assertEquals([Math.round(100 * otherCpuS!), threadShares!.totalS], [40, 1]);
});

Deno.test("soft interrupts are left out where they have an account of their own, or come from a network card", async () => {
  for (
    const window of [
      await windowOf({}, { "/proc/pressure/irq": "full avg10=0.00" }),
      await windowOf({ isLocal: false }),
    ]
  ) assertEquals(Math.round(100 * window.otherCpuS!), 10);
});

Deno.test("threads that are not pinned are judged on the whole machine", async () => {
  const { shares, threadShares } = await windowOf({ isPinned: false });
  assertEquals([shares!.totalS, threadShares!.totalS], [64, 64]);
});

Deno.test("a crowded trial is read from before its start on, and says how long that was", async () => {
  const result = ok(await smallTrial({ threads: usableCpus().length, warmupMs: 100, durationMs: 200 }));
  const { elapsedS } = present(result.sides[0]?.host, "the host's window");
  assert(elapsedS >= 0.3, `${elapsedS} s`);
});

Deno.test("a row has the seconds between the readings of each end's host, where it is one mode's alone", async () => {
  const plan = planFrom({ modes: ["one-copy"], sizes: [1024], threads: [1], repeats: 1 });
  const measured = ok(await smallTrial({}));
  const [side] = measured.sides;
  const farSide = (end: "send" | "receive", elapsedS: number): SideResult => (
    { ...side!, ends: { [end]: side!.ends[end] }, host: { ...side!.host!, elapsedS } }
  );
  const context = {
    runId: "r",
    isInterleaved: false,
    planned: plannedTrials(plan)[0]!,
    spec: SMALL_TRIAL,
    startedUtc: "",
    movedCpus: new MovedCpus(false),
    takenCpus: new TakenCpus(),
    sender: { interfaceName: "lo", scatterGather: true },
    standing: [],
  };
  const hostsOf = (sides: readonly SideResult[], isInterleaved = false) =>
    present(recordsOf({ ...context, isInterleaved }, { ...measured, sides })).map(({ row }) => [
      row.tx_host_elapsed_s,
      row.rx_host_elapsed_s,
    ]);
  const far = [farSide("receive", 0.25), farSide("send", 0.5)];
  assertEquals(hostsOf(far), [[0.5, 0.25]]);
  assertEquals(hostsOf([{ ...side!, host: null }]), [[null, null]]);
  assertEquals(hostsOf(far, true), [[null, null]], "modes that take turns share the host's");
});
