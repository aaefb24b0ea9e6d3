/**
 * A PMU's own events in place of the generic ones. With several PMUs a generic event names its PMU in the upper
 * half of `config`; arm64 takes that from Linux 6.6 on (commit 5c816728651a), older kernels say ENOENT or EINVAL,
 * but open what the generic event stands for under the PMU's own type.
 *
 * Sources: drivers/perf/arm_pmuv3.c, `armv8_pmuv3_perf_map` and `armv8_pmuv3_perf_cache_map`; perf_event_open(2),
 * "dynamic PMU".
 */
import type { CpuPmu } from "../host/pmus.ts";
import type { EventName, EventSpec } from "./events.ts";

/** A PMU's own events by name, as sysfs spells their encodings: `event=0x0011`. */
export type PmuEvents = Readonly<Record<string, string>>;

/** Names in the PMU's directory `events`; the first that is there counts. */
const OWN_NAMES: Readonly<Record<string, readonly string[]>> = {
  cycles: ["cpu_cycles"],
  instructions: ["inst_retired"],
  l1d_load_misses: ["l1d_cache_refill"],
  cache_misses: ["l1d_cache_refill"],
  llc_load_misses: ["ll_cache_miss_rd"],
  llc_store_misses: [],
  branches: ["br_retired", "pc_write_retired"], // all of them; else those taken
  branch_misses: ["br_mis_pred"],
} satisfies Record<EventName, readonly string[]>;

/** The PMU's own event for a generic one, or `null` where it lists none. */
export function ownEvent<Name extends string>(
  { name }: EventSpec<Name>,
  pmu: CpuPmu,
  listed: PmuEvents,
): EventSpec<Name> | null {
  const encoding = OWN_NAMES[name]?.map((own) => listed[own]).find((text) => text !== undefined);
  const [, code] = /^event=(0x[0-9a-f]+)$/i.exec(encoding ?? "") ?? [];
  return code === undefined ? null : { name, type: pmu.type, config: Number(code) };
}
