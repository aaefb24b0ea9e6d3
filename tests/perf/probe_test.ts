import { assert, assertEquals, assertMatch } from "@std/assert";
import { Clock } from "../../ffi/clock.ts";
import { EACCES, ENOENT, EPERM } from "../../ffi/errno.ts";
import { type Libc, libc } from "../../ffi/libc.ts";
import { TCP_INFO_FIELDS } from "../../ffi/structs.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { LocalConnections } from "../../net/connections.ts";
import { accept, connect, listen, socketAddress, tcpSocket } from "../../net/socket.ts";
import { EVENT_NAMES } from "../../perf/events.ts";
import { ThreadProbe, type ThreadReport } from "../../perf/probe.ts";
import { FakeEvents, HYBRID } from "./fake_events.ts";
import { present } from "../present.ts";

const NO_SOCKET = -1;

function transfer(tx: number, rx: number, bytes: number): void {
  using memory = new NativeMemory(bytes);
  libc().send(tx, memory.address, BigInt(bytes), 0);
  for (let left = bytes; left > 0;) left -= libc().recv(rx, memory.address, BigInt(left), 0);
}

Deno.test("TCP_INFO counts the bytes and segments sent between the edges, not those outside", () => {
  using listener = tcpSocket();
  const port = listen(listener, socketAddress("127.0.0.1", 0), 1);
  using rx = tcpSocket();
  connect(rx, socketAddress("127.0.0.1", port));
  using tx = accept(listener);
  using probe = new ThreadProbe({ socketFd: tx.fd, counters: "off" });
  transfer(tx.fd, rx.fd, 10_000);
  probe.begin();
  transfer(tx.fd, rx.fd, 6000);
  transfer(tx.fd, rx.fd, 6000);
  probe.end();
  transfer(tx.fd, rx.fd, 10_000);
  const { bytesSent, dataSegsOut, totalRetrans } = probe.report().tcpInfo;
  assertEquals([bytesSent, totalRetrans], [12_000, 0]);
  assert(dataSegsOut !== null && dataSegsOut >= 2 && dataSegsOut <= 12, `${dataSegsOut} segments`);
});

Deno.test("without a TCP socket its figures are empty, not 0", () => {
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off" });
  probe.begin();
  probe.end();
  assertEquals(probe.report().tcpInfo, {
    bytesSent: null,
    dataSegsOut: null,
    totalRetrans: null,
    dsackDups: null,
    busyUs: null,
    rwndLimitedUs: null,
  });
});

Deno.test("CPU time is the thread's own: sleeping costs none", () => {
  const clock = new Clock();
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off" });
  probe.begin();
  clock.sleepUntil(clock.now() + 50e6);
  probe.end();
  const { cpuNs, contextSwitches } = probe.report();
  assert(cpuNs > 0 && cpuNs < 25e6, `${cpuNs} ns of CPU in a sleep of 50 ms`);
  assert(contextSwitches >= 1);
});

Deno.test("counters that were not asked for are not opened and say so", () => {
  const source = new FakeEvents();
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off", source });
  probe.begin();
  probe.end();
  const { counters } = probe.report();
  assertEquals(source.opened, []);
  assertEquals(counters.scope, "none");
  assertEquals(counters.values.cycles, null);
  assertEquals(counters.notCounted, [{ counters: EVENT_NAMES, why: "not requested" }]);
});

Deno.test("perf's task-clock is opened when all is asked for, and belongs to no PMU of a hybrid CPU", () => {
  const source = new FakeEvents({
    facts: { ...HYBRID, virtualMachine: true },
    refuse: (event, { userOnly }) => event.name !== "task_clock_ns" ? ENOENT : userOnly ? 0 : EACCES,
  });
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "all", source });
  probe.begin();
  probe.end();
  const { counters, taskClock } = probe.report();
  assertEquals(source.opened.map(({ event, options }) => [event.name, options.pmu]), [[
    "task_clock_ns",
    null,
  ]]);
  assertEquals(taskClock!.values, { task_clock_ns: 1000 });
  assertEquals(taskClock!.notCounted, [], "it counts the kernel's time whatever its flags say");
  assertEquals(counters.values.cycles, null);
});

Deno.test("a task-clock that is refused is empty and says so by its own name", () => {
  const source = new FakeEvents({ refuse: () => EPERM });
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "all", source });
  probe.begin();
  probe.end();
  const { taskClock } = probe.report();
  assertEquals(taskClock!.values, { task_clock_ns: null });
  const [fact] = taskClock!.notCounted;
  assertEquals(fact!.counters, ["task_clock_ns"]);
  assertMatch(fact!.why, /^this container or process may not call/);
});

Deno.test("a probe's report passes through structured cloning whole, and disposing it closes its counters", () => {
  const source = new FakeEvents();
  {
    using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on", source });
    probe.begin();
    probe.end();
    const report = probe.report();
    assertEquals(structuredClone(report), report);
    assertEquals(report.counters.values.cycles, 1000);
  }
  assertEquals(source.openFds.size, 0);
});

/** CPU time and a few page faults. */
function work(): void {
  using memory = new NativeMemory(1 << 20);
  memory.bytes.fill(1);
  for (let i = 0; i < 2e5; i++) Math.sqrt(i);
}

/** What is a number in a report, in a row; NaN for what is not known. */
function figuresIn(
  { cpuNs, contextSwitches, pageFaults, tcpInfo, counters }: ThreadReport,
): number[] {
  const figures = [...Object.values(tcpInfo), ...EVENT_NAMES.map((name) => counters.values[name])];
  return [cpuNs, contextSwitches, pageFaults, ...figures.map((figure) => figure ?? NaN)];
}

/** A machine whose counters grow when the test says so. */
function growingEvents() {
  let raw = 0;
  const source = new FakeEvents({ count: () => ({ raw, enabledNs: 1e6 + raw, runningNs: 1e6 + raw }) });
  return { source, grow: (by: number) => raw += by };
}

Deno.test("the costs of several windows are the sum of theirs, what lies between them left out", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { tx, rx } = connections.pairs[0]!;
  const { source, grow } = growingEvents();
  using probe = new ThreadProbe({ socketFd: tx.fd, counters: "on", source });
  const costs = new Float64Array(probe.width);
  const windows = [5000, 70_000, 3000].map((bytes, i) => {
    transfer(tx.fd, rx.fd, 10_000);
    if (i > 0) grow(1e6); // what never ran counts nothing before the first
    work();
    probe.begin();
    transfer(tx.fd, rx.fd, bytes);
    grow(100 + i);
    work();
    probe.end();
    probe.addTo(costs);
    return probe.report();
  });
  const together = probe.report(costs);
  const sums = windows.map(figuresIn).reduce((sum, window) => sum.map((figure, i) => figure + window[i]!));
  assertEquals(figuresIn(together), sums);
  assertEquals([together.tcpInfo.bytesSent, together.counters.values.cycles], [78_000, 303]);
  assert(together.cpuNs > 0 && together.pageFaults > 0);
});

Deno.test("the difference of two notes is what lies between them, all but the connection's figures", () => {
  const { source, grow } = growingEvents();
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on", source });
  const { width } = probe, notes = new Float64Array(3 * width);
  probe.begin();
  for (const i of [0, 1, 2]) {
    grow(10 ** i);
    work();
    probe.note(notes, i * width);
  }
  const between = probe.report(
    notes.map((figure, i) => notes[i + width]! - figure).subarray(width, 2 * width),
  );
  assertEquals([between.counters.values.cycles, between.counters.runningPct], [100, 100]);
  assert(between.cpuNs > 0 && between.cpuNs < 1e9 && between.pageFaults > 0);
  assertEquals(Object.values(between.tcpInfo), Array(6).fill(null), "these need a window's edges");
});

Deno.test("counters that are asked for are copied into a note beside the task-clock, each where its report looks", () => {
  const source = new FakeEvents({ count: ({ fd }) => ({ raw: fd, enabledNs: 1e6, runningNs: 1e6 }) });
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "all", source });
  const notes = new Float64Array(probe.width), begun = new Float64Array(probe.width);
  probe.note(begun, 0); // before they run
  probe.begin();
  probe.note(notes, 0);
  const { counters, taskClock } = probe.report(notes.map((figure, i) => figure - begun[i]!));
  assertEquals(EVENT_NAMES.map((name) => counters.values[name]), [100, 101, 102, 103, 104, 105, 106, 107]);
  assertEquals(taskClock!.values, { task_clock_ns: 108 });
});

/** Calls that find in the connection's TCP_INFO what is given, one after another: a field's lowest 32 bits. */
function withTcpInfo(
  field: keyof typeof TCP_INFO_FIELDS,
  readings: readonly number[],
  use: () => void,
): void {
  const symbols: { getsockopt: Libc["getsockopt"] } = libc(), { getsockopt } = symbols, left = [...readings];
  symbols.getsockopt = (_fd, _level, _name, info, byteLength) => {
    const into = info as Uint8Array<ArrayBuffer>;
    into.fill(0);
    new DataView(into.buffer, into.byteOffset).setUint32(TCP_INFO_FIELDS[field].offset, left.shift()!, true);
    (byteLength as Uint8Array).set([0, 1, 0, 0]); // 256
    return 0;
  };
  try {
    use();
  } finally {
    symbols.getsockopt = getsockopt;
  }
}

Deno.test("the congestion window is that of the first edge and of the last, and whether it was in slow start", () => {
  using connections = new LocalConnections(1, { congestion: "reno" });
  const { tx, rx } = connections.pairs[0]!;
  using probe = new ThreadProbe({ socketFd: tx.fd, counters: "off" });
  const costs = new Float64Array(probe.width);
  assertEquals(probe.report(costs).congestion, null, "no window yet");
  for (const bytes of [1000, 2000]) {
    probe.begin();
    transfer(tx.fd, rx.fd, bytes);
    probe.end();
    probe.addTo(costs);
  }
  const { firstSegments, lastSegments, isSlowStart, roundTripUs } = present(probe.report(costs).congestion);
  assertEquals([firstSegments, lastSegments, isSlowStart], [10, 10, true]); // TCP_INIT_CWND
  assert(roundTripUs > 0 && roundTripUs < 1e5, `${roundTripUs} µs`);
});

Deno.test("a congestion window beyond its threshold is in no slow start", () => {
  withTcpInfo("snd_cwnd", [10, 20, 30, 40], () => { // and 0 as the threshold
    using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off" });
    const costs = new Float64Array(probe.width);
    for (let window = 0; window < 2; window++) {
      probe.begin();
      probe.end();
      probe.addTo(costs);
    }
    const expected = { firstSegments: 10, lastSegments: 40, isSlowStart: false, roundTripUs: 0 };
    assertEquals(probe.report(costs).congestion, expected);
  });
});

Deno.test("a count of 32 bits that wraps within a window goes on", () => {
  withTcpInfo("data_segs_out", [2 ** 32 - 5, 7, 100, 103], () => {
    using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "off" });
    const costs = new Float64Array(probe.width);
    for (let window = 0; window < 2; window++) {
      probe.begin();
      probe.end();
      probe.addTo(costs);
    }
    assertEquals(probe.report(costs).tcpInfo.dataSegsOut, 12 + 3);
  });
});

Deno.test("a figure that one of several windows does not have is empty, and the others are summed", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { tx, rx } = connections.pairs[0]!;
  let readBytes: number | null = null;
  const source = new FakeEvents({ readBytes: () => readBytes });
  using probe = new ThreadProbe({ socketFd: tx.fd, counters: "on", source });
  const costs = new Float64Array(probe.width);
  for (const bytesRead of [null, 8, null]) {
    probe.begin();
    readBytes = bytesRead;
    transfer(tx.fd, rx.fd, 1000);
    probe.end();
    readBytes = null;
    probe.addTo(costs);
  }
  const { counters, tcpInfo } = probe.report(costs);
  assertEquals([counters.values.cycles, tcpInfo.bytesSent], [null, 3000]);
});

Deno.test("waiting for a CPU within a reading is no cost of it", () => {
  const WAIT_MS = 20;
  const count = () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    return { raw: 1, enabledNs: 1e6, runningNs: 1e6 };
  };
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on", source: new FakeEvents({ count }) });
  const costsNs = [1, 2, 3].map(() => {
    probe.begin();
    const startMs = performance.now();
    probe.end();
    assert(performance.now() - startMs >= WAIT_MS, "the reading did not wait");
    return probe.edgesNs;
  });
  const leastNs = Math.min(...costsNs); // cold code took 16 ms of CPU time once, on a busy machine
  assert(leastNs > 0 && leastNs < WAIT_MS * 1e6 / 2, `${leastNs} ns`);
});

Deno.test("both edges together cost less than 0.1 % of a window of 250 ms, once warm", () => {
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on" });
  const costsNs = Array.from({ length: 50 }, () => {
    probe.begin();
    probe.end();
    return probe.edgesNs;
  }).sort((a, b) => a - b);
  const leastNs = present(costsNs[0]), medianNs = present(costsNs[25]);
  assert(leastNs > 0 && medianNs < 250_000, `median ${medianNs} ns`);
});
