/** What a byte costs the CPU: cycles where the machine can count them, CPU time where it cannot. */
import type { Measure } from "./estimate.ts";

const CYCLES_PER_BYTE: Measure = {
  label: "CPU cycles per byte",
  unit: "cycles/byte",
  better: "lower",
  note: "Cycles of sender and receiver threads, user and kernel.",
  of: (row) => row.cycles_per_byte,
};

const CPU_NS_PER_BYTE: Measure = {
  label: "CPU time per byte (ns)",
  unit: "ns/byte",
  better: "lower",
  note: "CPU time of sender and receiver threads; cycles were not counted in these trials.",
  of: (row) => row.cpu_ns_per_byte,
};

/** In order of preference. */
export const CPU_COSTS: readonly Measure[] = [CYCLES_PER_BYTE, CPU_NS_PER_BYTE];
