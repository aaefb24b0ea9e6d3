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
import { allSucceeded, reasonsByCounter, type Swept, sweptIn, tally } from "../rows.ts";
import { type Check, check, type Scenario } from "../scenario.ts";

const CYCLES_PER_INSTRUCTION = 4;
const RATIO_TOLERANCE = 0.001;
const COST_TOLERANCE = 0.02;

const BRIEF = "--sizes 16Ki --threads 1 --duration 300ms --warmup 200ms --repeats 1";
const ONE = `--modes one-copy ${BRIEF}`;

const JOB = `
sweep counted --modes two-copy,one-copy,zero-copy ${BRIEF}
chmod -R a+rwX /tmp/deno /netio
chmod 1777 /tmp /out
sweep_as_nobody() {
  attempt $1 su -s /bin/sh nobody -c "netio sweep --no-plots --no-report --quiet --out /out/$1 ${ONE}"
}
for level in 2 3; do
  echo $level >/proc/sys/kernel/perf_event_paranoid
  sweep_as_nobody paranoid-$level
done
(cd /netio && DENO_DIR=/tmp/deno exec deno run -A --node-modules-dir=manual --cached-only lab/guest/hog.ts) >/out/hog.txt 2>&1 &
hog=$!
until grep -q "are open" /out/hog.txt || ! kill -0 $hog; do sleep 0.2; done
sweep taken ${ONE}
kill $hog
wait
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
    const others = [];
    for (const name of ["paranoid-2", "paranoid-3", "taken"]) others.push(await sweptIn(out, name));
    yield allSucceeded([counted, ...others]);
    yield* countedChecks(counted);
    const [paranoid2, paranoid3, taken] = others as [Swept, Swept, Swept];
    yield uncountedCheck("kernel.perf_event_paranoid 2, as nobody", paranoid2, "user", "user mode only");
    yield uncountedCheck(
      "kernel.perf_event_paranoid 3, as nobody",
      paranoid3,
      "none",
      "kernel.perf_event_paranoid = 3",
    );
    yield uncountedCheck("all counters taken", taken, null, "never got a hardware counter");
  },
};

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
    rows.map((row) => `${row.mode} ${row.cycles_per_byte} cycles, ${row.cpu_ns_per_byte} ns`).join("; "),
  );
  const reasons = reasonsByCounter(swept);
  const empty = HARDWARE_COUNTERS.filter((counter) => rows.every((row) => row[`tx_${counter}`] === null));
  yield check(
    "events that this CPU lacks are empty, and named with the reason",
    empty.length > 0 && rows.length > 0 &&
      empty.join() === HARDWARE_COUNTERS.filter((c) => reasons.has(c)).join(),
    empty.map((counter) => `${counter}: ${reasons.get(counter) ?? "(no reason)"}`).join("; "),
  );
}

/** Where counts are refused or not to be had: what a row says of its scope, no cycles per byte, and the reason. */
function uncountedCheck(when: string, swept: Swept, scope: string | null, reason: string): Check {
  const { rows } = swept;
  const reasons = reasonsByCounter(swept);
  const isEmpty = (row: ResultRow) => row.tx_cycles === null && row.rx_cycles === null;
  const why = reasons.get("cycles") ?? "(no reason)";
  return check(
    `${when}: no cycles per byte, and the reason is given`,
    rows.length > 0 && why.includes(reason) &&
      rows.every((row) =>
        row.cycles_per_byte === null && (scope === null || row.counters_scope === scope) &&
        isEmpty(row) === (scope !== "user")
      ),
    `scope ${tally(rows.map((row) => row.counters_scope))}; cycles: ${why}`,
  );
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}

function allWithin(values: readonly (number | null)[], target: number, tolerance: number): boolean {
  return values.length > 0 &&
    values.every((value) => value !== null && Math.abs(value - target) <= tolerance);
}
