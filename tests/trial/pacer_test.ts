import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CELL_OPTIONS, planFrom } from "../../cli/options/sweep_options.ts";
import { ValueError } from "../../cli/options/values.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { emptyRow } from "../../results/columns.ts";
import { warningIds } from "../../results/warnings.ts";
import { burstMessages, Pacer } from "../../trial/pacer.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { slicedSchedule } from "../../trial/slice_length.ts";
import { transferWarnings } from "../../trial/warnings.ts";
import { ok, shareOf, smallTrial } from "./small_trial.ts";

const SECOND_NS = 1e9;

/** A sender whose clock is moved by sleeping and by sending alone. */
class Sender {
  nowNs = 5 * SECOND_NS;
  stopped = false;
  readonly naps: number[] = [];
  /** Each nap costs 20 µs of CPU time. */
  cpuNs = 0;
  readonly turns: (readonly [number, boolean])[] = [];
  messages = 0;

  now(): number {
    return this.nowNs;
  }

  sleepUntil(deadlineNs: number): void {
    this.naps.push(deadlineNs - this.nowNs);
    this.cpuNs += 20e3;
    this.nowNs = deadlineNs;
  }

  threadCpu(): number {
    return this.cpuNs;
  }

  take(mode: number, isMeasured: boolean): void {
    this.turns.push([mode, isMeasured]);
  }

  /** Sends bursts, each of which takes so long, until a time; returns the messages. */
  sendUntil(pacer: Pacer, endNs: number, burst: number, burstNs: number): number {
    const before = this.messages;
    for (;;) {
      pacer.wait(this.messages);
      if (this.nowNs >= endNs) return this.messages - before;
      this.nowNs += burstNs;
      this.messages += burst;
    }
  }
}

function paced(messageBytes: number, bps: number) {
  const sender = new Sender();
  return { sender, pacer: new Pacer(messageBytes, bps, sender, sender, sender) };
}

Deno.test("within 1 % of the rate goes out over two seconds, at any rate, in bursts of less than a millisecond", () => {
  for (const [bps, messageBytes] of [[20e6, 1024], [2e9, 16 * 1024], [40e9, 64]] as const) {
    const { sender, pacer } = paced(messageBytes, bps);
    const burst = burstMessages(messageBytes, bps, 4096);
    const sent = sender.sendUntil(pacer, sender.nowNs + 2 * SECOND_NS, burst, 1000);
    assertAlmostEquals(8 * sent * messageBytes / 2, bps, 0.01 * bps);
    assert(burst === 1 || 8 * burst * messageBytes / bps < 1e-3);
  }
});

Deno.test("a burst is a quarter of a millisecond, one message at least and a batch at most", () => {
  assertEquals([1e9, 1e6, 1e12].map((bps) => burstMessages(1000, bps, 32)), [31, 1, 32]);
});

Deno.test("who was held up catches up; who has another mode's turn begins anew", () => {
  const { sender, pacer } = paced(1000, 8e6); // a message each ms
  pacer.take(0, false);
  const startNs = sender.nowNs;
  sender.sendUntil(pacer, startNs + 10e6, 1, 0);
  sender.nowNs += 50e6;
  assertEquals(sender.sendUntil(pacer, startNs + 100e6, 1, 0), 90);
  sender.nowNs += 50e6;
  pacer.take(0, true);
  assertEquals(sender.sendUntil(pacer, sender.nowNs + 1, 1, 0), 51, "the same mode's turn goes on");
  sender.nowNs += 50e6;
  pacer.take(1, false);
  assertEquals(sender.sendUntil(pacer, sender.nowNs + 1, 1, 0), 1);
  assertEquals(sender.turns, [[0, false], [0, true], [1, false]]);
});

Deno.test("a sender that sleeps long looks whether it was stopped", () => {
  const { sender, pacer } = paced(1e6, 1e6); // eight seconds each
  pacer.wait(0);
  sender.stopped = true;
  pacer.wait(1);
  assertEquals(sender.naps, []);
  sender.stopped = false;
  pacer.wait(1);
  assertEquals(sender.naps.length, 400);
});

Deno.test("the CPU time of sleeps is added up, and nothing else is", () => {
  const { sender, pacer } = paced(1000, 8e6); // a message each ms
  sender.sendUntil(pacer, sender.nowNs + 10e6, 1, 0);
  assertEquals(pacer.cpuNs, 10 * 20e3);
  sender.cpuNs += 5e6; // sending
  sender.nowNs += 100e6;
  sender.sendUntil(pacer, sender.nowNs, 50, 0); // behind its schedule it does not sleep
  assertEquals(pacer.cpuNs, 10 * 20e3);
});

Deno.test("in a real trial a paced sender's sleeps are a part of its CPU time, and an unpaced one has none", async () => {
  const usageOf = async (rateBps: number | null) => {
    const { tx } = ok(await smallTrial({ rateBps, warmupMs: 20, durationMs: 100, messageBytes: 1000 }));
    return shareOf(tx[0]!).usage;
  };
  const { cpuNs, pacingCpuNs } = await usageOf(8e6);
  assert(pacingCpuNs !== null && pacingCpuNs > 0 && pacingCpuNs < cpuNs, `${pacingCpuNs} of ${cpuNs} ns`);
  assertEquals((await usageOf(null)).pacingCpuNs, null);
});

Deno.test("a real trial sends no more than it is to, all connections together", async () => {
  const rateBps = 100e6;
  const { tx } = ok(
    await smallTrial({ threads: 2, rateBps, warmupMs: 20, durationMs: 200, messageBytes: 1000 }),
  );
  const bps = tx.map(shareOf).reduce((sum, { bytes, elapsedNs }) => sum + 8e9 * bytes / elapsedNs, 0);
  assert(bps > 0 && bps < 1.3 * rateBps, `${bps / 1e6} Mbit/s`);
});

Deno.test("at a low rate slices are long enough to hold messages", () => {
  const schedule = (rateBps: number | null) =>
    slicedSchedule(DEFAULTS, { messageBytes: 16384, threads: 1, rateBps }, {
      rttMs: 0,
      bytesPerMs: 1e6,
      threadsPerCpu: (connections) => connections,
    });
  assertEquals(schedule(null).sliceMs, 20);
  assert(schedule(10e6).sliceMs >= 4 * 8e3 * 16384 / 10e6);
});

Deno.test("a row of which less than 99 % arrived says so", () => {
  const ids = (throughput_gbps: number | null, offered_gbps: number | null) =>
    warningIds(transferWarnings({ ...emptyRow(), throughput_gbps, offered_gbps }).join("; "));
  assertEquals([ids(1.985, 2), ids(1.97, 2), ids(1.97, null), ids(null, 2)], [[], ["rate-missed"], [], []]);
});

Deno.test("a rate is bits per second, of streams that are timed", () => {
  const { rate } = CELL_OPTIONS;
  assertEquals(rate.parse("5G,2.5g, 800M,1000000,40 Gbit/s"), [5e9, 2.5e9, 8e8, 1e6, 4e10]);
  assertEquals(rate.text([5e9, 2.5e9, 8e8]), "5G,2.5G,800M");
  assertThrows(() => rate.parse("1G,1000M"), ValueError, "1G is given twice");
  for (const text of ["5", "5Gi", "-1G", "fast", ""]) {
    assertStringIncludes(
      assertThrows(() => rate.parse(text), ValueError).message,
      "a rate is 1M to 1T, such as 1G,5G",
    );
  }
  assertThrows(() => planFrom({ rate: [1e9], pattern: "rr" }), UsageError, "--rate needs --pattern stream");
  assertThrows(
    () => planFrom({ rate: [1e9], verify: true }),
    UsageError,
    "--rate and --verify are mutually exclusive",
  );
});
