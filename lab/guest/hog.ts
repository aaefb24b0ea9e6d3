/**
 * Takes every hardware counter of every CPU, and keeps them until it is killed: what netio sees beside a profiler that leaves
 * it none. Runs in a guest, as root. Prints how many events it has opened.
 *
 * Pinned events of a CPU come before any that a thread asks for. Source: perf_event_open(2), "pinned".
 */
import { NativeMemory } from "../../ffi/memory.ts";
import {
  PERF_COUNT_HW_CPU_CYCLES,
  PERF_COUNT_HW_INSTRUCTIONS,
  PERF_EVENT_ATTR,
  PERF_FLAG_FD_CLOEXEC,
  PERF_TYPE_HARDWARE,
  perfEventOpenNumber,
} from "../../ffi/perf_event.ts";
import { libc } from "../../ffi/libc.ts";

/** More than any CPU has counters; what finds none is only marked as failed. */
const EVENTS_PER_CPU = 32;
/** Bit 2 of the flags. */
const PINNED = 1 << 2;

using attr = new NativeMemory(PERF_EVENT_ATTR.size);
attr.view.setUint32(PERF_EVENT_ATTR.type, PERF_TYPE_HARDWARE, true);
attr.view.setUint32(PERF_EVENT_ATTR.attrSize, PERF_EVENT_ATTR.size, true);
attr.view.setUint32(PERF_EVENT_ATTR.flags, PINNED, true);

let opened = 0;
for (let cpu = 0; cpu < navigator.hardwareConcurrency; cpu++) {
  for (let i = 0; i < EVENTS_PER_CPU; i++) {
    const event = i === 0 ? PERF_COUNT_HW_CPU_CYCLES : PERF_COUNT_HW_INSTRUCTIONS;
    attr.view.setUint32(PERF_EVENT_ATTR.config, event, true);
    const fd = libc().perf_event_open(perfEventOpenNumber(), attr.address, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd >= 0) opened++;
  }
}
console.log(`${opened} events are open`);
setInterval(() => {}, 3_600_000);
