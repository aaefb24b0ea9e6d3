import { assert, assertEquals, assertMatch } from "@std/assert";
import { Clock } from "../../ffi/clock.ts";
import { EACCES, ENOENT, EPERM } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { accept, connect, listen, socketAddress, tcpSocket } from "../../net/socket.ts";
import { EVENT_NAMES } from "../../perf/events.ts";
import { ThreadProbe } from "../../perf/probe.ts";
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
  assertEquals(counters.notCounted, [{ counters: EVENT_NAMES, why: "not asked for" }]);
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

Deno.test("both edges together cost less than 0.1 % of a window of 250 ms, once warm", () => {
  using probe = new ThreadProbe({ socketFd: NO_SOCKET, counters: "on" });
  const costsNs = Array.from({ length: 50 }, () => {
    probe.begin();
    probe.end();
    return probe.report().edgeCostNs;
  }).sort((a, b) => a - b);
  const leastNs = present(costsNs[0]), medianNs = present(costsNs[25]);
  assert(leastNs > 0 && medianNs < 250_000, `median ${medianNs} ns`);
});
