/** The kernel's workers for io_uring: none are needed, and where some are seen, no row passes over what they spent. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { plannedTrials } from "../../sweep/plan.ts";
import { recordsOf } from "../../sweep/row.ts";
import { MovedCpus } from "../../trial/moved_cpus.ts";
import { TakenCpus } from "../../trial/taken_cpus.ts";
import { RingWatch } from "../../trial/ring_watch.ts";
import { FakeRoot } from "../host/fake_root.ts";
import { present } from "../present.ts";
import { ok, smallSpec, smallTrial } from "./small_trial.ts";

const TWO_WORKERS = {
  "/proc/self/task/10/comm": "deno",
  "/proc/self/task/11/comm": "iou-wrk-10",
  "/proc/self/task/12/comm": "iou-wrk-10",
};

Deno.test("workers are counted where a mode has a ring, and not where none has or nothing can be read", () => {
  using some = new FakeRoot(TWO_WORKERS);
  using none = new FakeRoot({ "/proc/self/task/10/comm": "deno" });
  using unreadable = new FakeRoot();
  const seen = (modes: readonly string[], { path }: FakeRoot) => new RingWatch(modes, path).end();
  assertEquals(seen(["one-copy", "uring-send"], some), 2);
  assertEquals(seen(["uring-zero-copy"], none), 0);
  assertEquals(seen(["one-copy", "zero-copy"], some), null);
  assertEquals(seen(["uring-send"], unreadable), null);
});

Deno.test("through a small send buffer no worker is needed; a row of a trial that had some leaves the costs out", async () => {
  const changes = { modes: ["uring-send", "one-copy"], messageBytes: 64 * 1024, sndbufBytes: 128 * 1024 };
  const schedule = { rounds: 2, washoutMs: 2, sliceMs: 15, tailMs: 1 };
  const spec = smallSpec({ ...changes, schedule });
  const measured = ok(await smallTrial({ ...changes, schedule }));
  assertEquals(measured.sides.map(({ ringWorkers }) => ringWorkers), [0]);
  const planned = plannedTrials(
    planFrom({ ...changes, sizes: [changes.messageBytes], threads: [1], repeats: 1 }),
  )[0]!;
  const context = {
    runId: "r",
    isInterleaved: true,
    planned,
    spec,
    startedUtc: "",
    movedCpus: new MovedCpus(false),
    takenCpus: new TakenCpus(),
    sender: { interfaceName: "lo", scatterGather: true },
    standing: [],
  };
  const rowsWith = (ringWorkers: number) => {
    const sides = measured.sides.map((side) => ({ ...side, ringWorkers }));
    return present(recordsOf(context, { ...measured, sides })).map(({ row }) => row);
  };
  const [quiet] = rowsWith(0), [ring, plain] = rowsWith(3);
  assert(present(quiet?.tx_cpu_s) > 0);
  assert(!quiet?.warnings?.includes("ring-workers"));
  assertEquals([ring?.tx_cpu_s, ring?.cpu_ns_per_byte, ring?.cycles_per_byte], [null, null, null]);
  assertStringIncludes(present(ring?.warnings), "ring-workers (3 at a time)");
  assert(present(plain?.tx_cpu_s) > 0, "another mode's account is whole");
  assert(!plain?.warnings?.includes("ring-workers"));
});
