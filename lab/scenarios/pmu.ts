/**
 * A CPU whose counters are known beforehand: arm64 under icount executes an instruction every 4 ns of its own time, and its
 * cycle counter goes by that time at 1 GHz. So cycles are 4 × instructions, and a cycle is a ns.
 *
 * Source: QEMU, docs/devel/tcg-icount.rst; target/arm/helper.c (cycles_get_count, instructions_get_count).
 */
import { HARDWARE_COUNTERS } from "../../results/counters.ts";
import type { ResultRow } from "../../results/columns.ts";
import { makeArm64Image } from "../arm64_image.ts";
import { qemuPackage, runGuest, STEADY_CLOCK } from "../guest.ts";
import { IMAGE_PACKAGES } from "../image.ts";
import { openKernel } from "../kernels.ts";
import {
  allSucceeded,
  doctorIn,
  type DoctorLine,
  figure,
  reasonsByCounter,
  type Swept,
  sweptIn,
  tally,
} from "../rows.ts";
import { type Check, check, type Scenario } from "../scenario.ts";

const CYCLES_PER_INSTRUCTION = 4;
const RATIO_TOLERANCE = 0.001;
const COST_TOLERANCE = 0.02;

type HardwareCounter = typeof HARDWARE_COUNTERS[number];

/** What the emulated CPU has. */
const COUNTED: readonly HardwareCounter[] = ["cycles", "instructions"];

const BRIEF = "--sizes 16Ki --threads 1 --duration 300ms --warmup 200ms --repeats 1";
const ONE = `--modes one-copy ${BRIEF}`;

/** Costs are held against each other over whole windows: the edges of many slices weigh on a guest as slow as this. */
const JOB = `
sweep counted --interleave trials --modes two-copy,one-copy,zero-copy ${BRIEF}
chmod -R a+rwX /tmp/deno /netio
chmod 1777 /tmp /out
as_nobody() {
  attempt $1 su -s /bin/sh nobody -c "netio $2"
}
for level in 2 3; do
  echo $level >/proc/sys/kernel/perf_event_paranoid
  as_nobody paranoid-$level "sweep --no-plots --no-report --quiet --out /out/paranoid-$level ${ONE}"
  as_nobody doctor-paranoid-$level "doctor --json"
done
(cd /netio && DENO_DIR=/tmp/deno exec deno run -A --node-modules-dir=manual --cached-only lab/guest/hog.ts) >/out/hog.txt 2>&1 &
hog=$!
until grep -q "are open" /out/hog.txt || ! kill -0 $hog; do sleep 0.2; done
sweep taken ${ONE}
attempt doctor-taken netio doctor --json
kill $hog
wait
true
`;

export const pmu: Scenario = {
  name: "pmu",
  about: "arm64 whose counters are known: cycles, instructions, costs; refused, missing and taken counters",
  packages: [...IMAGE_PACKAGES, qemuPackage("aarch64")],
  needsRoot: false,
  async *run(lab) {
    const kernel = await openKernel(lab.cache, "6.12", "arm64", lab.say);
    const image = await makeArm64Image(lab);
    lab.say(`an arm64 guest with ${kernel.release}`);
    const { out, seconds } = await runGuest(lab, {
      ...{ name: "pmu", architecture: "aarch64", kernel, image, job: JOB },
      options: ["-smp", "2", ...STEADY_CLOCK],
      isSingleThreaded: true,
    });
    lab.say(`the guest took ${seconds.toFixed(0)} s`);
    const counted = await sweptIn(out, "counted");
    const others: [Expected, Swept][] = [];
    for (const expected of UNCOUNTED) others.push([expected, await sweptIn(out, expected.name)]);
    yield allSucceeded([counted, ...others.map(([, swept]) => swept)]);
    yield* countedChecks(counted);
    for (const [expected, swept] of others) {
      yield uncountedCheck(expected, swept);
      yield doctorCheck(expected, (await doctorIn(out, `doctor-${expected.name}`))("counters"));
    }
  },
};

/** A situation in which counts are refused, or not to be had. */
interface Expected {
  readonly name: string;
  readonly when: string;
  /** `counters_scope` of the rows. */
  readonly scope: "user" | "none";
  /** What the reason for having no full counts of cycles says. */
  readonly reason: string;
  /** How `doctor` begins on hardware counters. */
  readonly doctor: string;
}

const UNCOUNTED: readonly Expected[] = [
  {
    name: "paranoid-2",
    when: "kernel.perf_event_paranoid 2, as nobody",
    scope: "user",
    reason: "user mode only",
    doctor: "2 of 8 events, user",
  },
  {
    name: "paranoid-3",
    when: "kernel.perf_event_paranoid 3, as nobody",
    scope: "none",
    reason: "kernel.perf_event_paranoid = 3",
    doctor: "none",
  },
  {
    name: "taken",
    when: "all counters taken by another program",
    scope: "none",
    reason: "never got a hardware counter",
    doctor: "none",
  },
];

function* countedChecks(swept: Swept): Generator<Check> {
  const { rows } = swept;
  const ratios = rows.flatMap((row) => [
    ratio(row.tx_cycles, row.tx_instructions),
    ratio(row.rx_cycles, row.rx_instructions),
  ]);
  yield check(
    `cycles per instruction are ${CYCLES_PER_INSTRUCTION} ± ${RATIO_TOLERANCE} at both ends in every mode`,
    allWithin(ratios, CYCLES_PER_INSTRUCTION, RATIO_TOLERANCE),
    ratios.map((value) => value?.toFixed(5) ?? "not measured").join(", "),
  );
  const costs = rows.map((row) => ratio(row.cycles_per_byte, row.cpu_ns_per_byte));
  yield check(
    "cycles per byte are the CPU time per byte in ns, within 2 %",
    allWithin(costs, 1, COST_TOLERANCE),
    rows.map((row) =>
      `${row.mode} ${figure(row.cycles_per_byte, 4)} cycles, ${figure(row.cpu_ns_per_byte, 4)} ns`
    ).join("; "),
  );
  const reasons = reasonsByCounter(swept);
  const countsOf = (counter: HardwareCounter) =>
    rows.flatMap((row) => [row[`tx_${counter}`], row[`rx_${counter}`]]);
  const lacking = HARDWARE_COUNTERS.filter((counter) => !COUNTED.includes(counter));
  yield check(
    `all events but ${COUNTED.join(" and ")} are empty, and named with the reason`,
    rows.length > 0 && lacking.every((c) => countsOf(c).every((count) => count === null)) &&
      lacking.every((c) => reasons.get(c)?.includes("this CPU")) && reasons.size === lacking.length,
    lacking.map((c) => `${c} ${tally(countsOf(c).map((n) => n?.toString() ?? null))}: ${reasons.get(c)}`)
      .join("; "),
  );
}

function uncountedCheck({ when, scope, reason }: Expected, swept: Swept): Check {
  const { rows } = swept;
  const why = reasonsByCounter(swept).get("cycles") ?? "(no reason)";
  const isEmpty = (row: ResultRow) => row.tx_cycles === null && row.rx_cycles === null;
  return check(
    `${when}: no cycles per byte, ${scope === "user" ? "cycles in user mode" : "no cycles"}, and the reason`,
    rows.length > 0 && why.includes(reason) &&
      rows.every((row) =>
        row.cycles_per_byte === null && row.counters_scope === scope && isEmpty(row) === (scope === "none")
      ),
    `scope ${tally(rows.map((row) => row.counters_scope))}; ` +
      `tx_cycles ${tally(rows.map((row) => row.tx_cycles?.toString() ?? null))}; cycles: ${why}`,
  );
}

function doctorCheck({ when, doctor, reason }: Expected, { value, advice }: DoctorLine): Check {
  return check(
    `${when}: doctor says "${doctor}", and the same reason`,
    value.startsWith(doctor) && advice?.includes(reason) === true,
    `${value}: ${advice ?? "no advice"}`,
  );
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}

function allWithin(values: readonly (number | null)[], target: number, tolerance: number): boolean {
  return values.length > 0 &&
    values.every((value) => value !== null && Math.abs(value - target) <= tolerance);
}
