import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { CounterReport } from "../../perf/counter_set.ts";
import { EVENT_NAMES, type EventName } from "../../perf/events.ts";
import { TRIAL_COLUMNS } from "../../results/columns.ts";
import { receiveCopiedWarning, receivedColumns } from "../../trial/received_columns.ts";
import { DEFAULTS } from "../../trial/settings.ts";
import { type EndUsage, usageColumns } from "../../trial/usage_columns.ts";

interface Figures {
  readonly bytes?: number;
  readonly cpuNs?: number;
  readonly taskClockNs?: number;
  readonly pacingCpuNs?: number;
  readonly counters?: Partial<Omit<CounterReport<EventName>, "values">>;
  readonly values?: Partial<Record<EventName, number | null>>;
  readonly bytesSent?: number | null;
  readonly dataSegsOut?: number | null;
  readonly rwndLimitedUs?: number | null;
}

function usage(figures: Figures = {}): EndUsage {
  const values = Object.fromEntries(EVENT_NAMES.map((name) => [name, 8])) as Record<EventName, number>;
  return {
    bytes: figures.bytes ?? 1000,
    report: {
      cpuNs: figures.cpuNs ?? 2e9,
      contextSwitches: 3,
      pageFaults: 1,
      tcpInfo: {
        bytesSent: figures.bytesSent === undefined ? 3000 : figures.bytesSent,
        dataSegsOut: figures.dataSegsOut === undefined ? 3 : figures.dataSegsOut,
        totalRetrans: 1,
        dsackDups: 1,
        busyUs: 200,
        rwndLimitedUs: figures.rwndLimitedUs === undefined ? 50 : figures.rwndLimitedUs,
      },
      congestion: null,
      counters: {
        scope: "user+kernel",
        runningPct: 100,
        notCounted: [],
        ...figures.counters,
        values: { ...values, ...figures.values },
      },
      taskClock: figures.taskClockNs === undefined
        ? null
        : { scope: "user", runningPct: 100, values: { task_clock_ns: figures.taskClockNs }, notCounted: [] },
      mappedBytes: null,
      pacingCpuNs: figures.pacingCpuNs ?? null,
    },
  };
}

const UNCOUNTED = { counters: EVENT_NAMES, why: "why" };

const uncounted: Figures = {
  counters: { scope: "none", runningPct: null, notCounted: [UNCOUNTED] },
  values: Object.fromEntries(EVENT_NAMES.map((name) => [name, null])),
};

Deno.test("each end's figures are summed over its threads", () => {
  const { columns } = usageColumns([usage(), usage()], [usage({ cpuNs: 5e8 })]);
  assertEquals([columns.tx_cpu_s, columns.rx_cpu_s], [4, 0.5]);
  assertEquals([columns.tx_context_switches, columns.rx_context_switches], [6, 3]);
  assertEquals([columns.tx_page_faults, columns.rx_page_faults], [2, 1]);
  assertEquals([columns.tx_llc_store_misses, columns.rx_llc_store_misses], [16, 8]);
});

Deno.test("what pacing cost is the senders', and empty where they had no rate", () => {
  const slept = usage({ pacingCpuNs: 25e7 });
  assertEquals(usageColumns([slept, slept], [usage()]).columns.tx_pacing_cpu_s, 0.5);
  assertEquals(usageColumns([usage()], [usage()]).columns.tx_pacing_cpu_s, null);
});

Deno.test("the task-clock is there for an end whose threads all counted it, and empty otherwise", () => {
  const counted = usage({ taskClockNs: 15e8 });
  const { columns } = usageColumns([counted, counted], [counted, usage()]);
  assertEquals([columns.tx_task_clock_s, columns.rx_task_clock_s], [3, null]);
});

Deno.test("costs per byte divide each end by its own window's bytes before they are added", () => {
  const tx = [usage({ bytes: 1000, cpuNs: 3000, values: { cycles: 500 } })];
  const rx = [usage({ bytes: 400, cpuNs: 2000, values: { cycles: 100 } })];
  const { columns } = usageColumns(tx, rx);
  assertAlmostEquals(columns.cpu_ns_per_byte!, 3 + 5);
  assertAlmostEquals(columns.cycles_per_byte!, 0.5 + 0.25);
});

Deno.test("the share held back by the receiver's window is over the busy time of all senders", () => {
  const rwndLimitedPct = (...tx: EndUsage[]) => usageColumns(tx, [usage()]).columns.rwnd_limited_pct;
  assertEquals(rwndLimitedPct(usage({ rwndLimitedUs: 200 }), usage({ rwndLimitedUs: 0 })), 50);
  assertEquals(rwndLimitedPct(usage(), usage({ rwndLimitedUs: null })), null);
});

Deno.test("user-only counts stay in their columns but give no cycles per byte", () => {
  const { columns } = usageColumns([usage({ counters: { scope: "user" } })], [usage()]);
  assertEquals(columns.counters_scope, "user");
  assertEquals(columns.tx_cycles, 8);
  assertEquals(columns.cycles_per_byte, null);
});

Deno.test("without counters the cells are empty, CPU time stays, and the fact is told once", () => {
  const { columns, notMeasured, warnings } = usageColumns([usage(uncounted), usage(uncounted)], [
    usage(uncounted),
  ]);
  assertEquals(columns.counters_scope, "none");
  assertEquals(columns.counters_running_pct, null);
  for (const name of EVENT_NAMES) assertEquals([columns[`tx_${name}`], columns[`rx_${name}`]], [null, null]);
  assertEquals(columns.cycles_per_byte, null);
  assertAlmostEquals(columns.cpu_ns_per_byte!, 4e6);
  assertEquals(notMeasured, [UNCOUNTED]);
  assertEquals(warnings, []);
});

Deno.test("one thread without a count empties its end's sum, since a part is not an estimate of the whole", () => {
  const { columns } = usageColumns([usage(), usage({ values: { branches: null } })], [usage()]);
  assertEquals(columns.tx_branches, null);
  assertEquals(columns.rx_branches, 8);
  assertEquals(columns.tx_cycles, 16);
});

Deno.test("the running share is the least over threads, and under 50 % the row is warned about", () => {
  const { columns, warnings } = usageColumns([usage()], [usage({ counters: { runningPct: 31.5 } })]);
  assertEquals(columns.counters_running_pct, 31.5);
  assertEquals(warnings, ["a counter ran for only 32 % of the window, its value is scaled"]);
  assertEquals(usageColumns([usage({ counters: { runningPct: 50 } })], [usage()]).warnings, []);
});

Deno.test("segments are the senders' alone, and bytes per segment is a ratio of sums", () => {
  const tx = [usage({ bytesSent: 3000, dataSegsOut: 3 }), usage({ bytesSent: 9000, dataSegsOut: 1 })];
  const { columns } = usageColumns(tx, [usage({ bytesSent: 0, dataSegsOut: 0 })]);
  assertEquals([columns.segments_out, columns.bytes_per_segment, columns.retransmits], [4, 3000, 2]);
});

Deno.test("segments are empty where TCP_INFO is too short, and no segment gives no ratio", () => {
  const short = usageColumns([usage({ bytesSent: null, dataSegsOut: null })], [usage()]).columns;
  assertEquals([short.segments_out, short.bytes_per_segment], [null, null]);
  const idle = usageColumns([usage({ bytesSent: 0, dataSegsOut: 0 })], [usage()]).columns;
  assertEquals([idle.segments_out, idle.bytes_per_segment], [0, null]);
});

Deno.test("an end that could not be asked leaves its cells and the sums over both ends empty", () => {
  const { columns } = usageColumns([usage()], []);
  assertEquals([columns.rx_cpu_s, columns.rx_cycles, columns.rx_context_switches], [null, null, null]);
  assertEquals([columns.cpu_ns_per_byte, columns.cycles_per_byte], [null, null]);
  assertEquals(columns.tx_cpu_s, 2);
});

Deno.test("no bytes in a window gives no cost per byte", () => {
  assertEquals(usageColumns([usage({ bytes: 0 })], [usage()]).columns.cpu_ns_per_byte, null);
});

Deno.test("every column it fills is one of trials.csv", () => {
  const known = new Set<string>(TRIAL_COLUMNS.map((column) => column.name));
  const filled = Object.keys(usageColumns([usage()], [usage()]).columns);
  assertEquals(filled.filter((name) => !known.has(name)), []);
  assertEquals(filled.length, 34);
});

Deno.test("where every counter stayed empty there is no scope, whatever was asked for", () => {
  const empty = { ...uncounted, counters: { scope: "user+kernel" } } as const;
  assertEquals(usageColumns([usage(empty)], [usage(empty)]).columns.counters_scope, "none");
});

const share = (bytes: number, mappedBytes: number | null) => ({ bytes, usage: { mappedBytes } });

Deno.test("what receivers had mapped is added up, and the rest of their bytes was copied", () => {
  const columns = (...shares: ReturnType<typeof share>[]) => Object.values(receivedColumns(shares));
  assertEquals(columns(share(100, 60), share(50, 50)), [110, 40, "mixed"]);
  assertEquals(columns(share(100, 0), share(50, 0)), [0, 150, "copied"]);
  assertEquals(columns(share(100, 100)), [100, 0, "mapped"]);
  assertEquals(columns(share(0, 0)), [0, 0, null]);
});

Deno.test("a strategy that asks for no mapping has no figures, and no verdict", () => {
  assertEquals(Object.values(receivedColumns([share(100, null)])), [null, null, null]);
});

Deno.test("a row that asked for mapping and got copies says what is likely on its topology; others say nothing", () => {
  const hosts = { kind: "hosts", hostname: "far", port: 1, sender: "server", timeoutMs: 1 } as const;
  const copied = { effective_receive: "copied" };
  assertMatch(receiveCopiedWarning(copied, DEFAULTS)!, /the kernel copied: what a plain send copies/);
  assertMatch(receiveCopiedWarning(copied, { topology: hosts })!, /does not split headers.*MTU/);
  for (const effective_receive of ["mixed", "mapped", null]) {
    assertEquals(receiveCopiedWarning({ effective_receive }, DEFAULTS), null);
  }
});
