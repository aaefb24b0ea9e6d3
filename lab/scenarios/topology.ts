/**
 * Machines with sockets, cores, siblings and memory nodes (`lab/topologies.ts`), and a larger one: where the two ends of
 * connections go, and what rows and `netio doctor` say of it.
 */
import { withoutRedone } from "../../results/redone.ts";
import { hasWarning } from "../../results/warnings.ts";
import { Guest, type GuestResults, type GuestSpec, qemuPackage, runGuest, STEADY_CLOCK } from "../guest.ts";
import { IMAGE_PACKAGES, makeImage } from "../image.ts";
import { openKernel } from "../kernels.ts";
import { allSucceeded, doctorIn, type Swept, sweptIn } from "../rows.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";
import { type PlacedRow, type PlacedSweep, TOPOLOGIES, type Topology } from "../topologies.ts";

/** With a name that has SMT: qemu's own makes AMD's kind of topology. */
const CPU = "max,vendor=GenuineIntel,family=6,model=85";
/** Without what Intel's CPUs need against Meltdown, which makes each system call flush what emulation has looked up. */
const QUICK = "mitigations=off";

export const topology: Scenario = {
  name: "topology",
  about:
    "2 sockets × 4 cores × 2 threads × 2 nodes: plain, isolated, missing and taken CPUs; 64 threads on 128 CPUs",
  packages: [...IMAGE_PACKAGES, qemuPackage("x86_64")],
  needsRoot: false,
  async *run(lab) {
    const kernel = await openKernel(lab.cache, "6.12", "amd64", lab.say);
    const image = await makeImage(lab);
    // One CPU of the host each: it takes longer than all the others, one after another.
    await using many = await startMany(lab, { kernel, image });
    for (const machine of TOPOLOGIES) yield* placedChecks(lab, { kernel, image }, machine);
    yield* takenChecks(lab, { kernel, image });
    yield* manyChecks(await many.results());
  },
};

type Made = Pick<GuestSpec, "kernel" | "image">;

function specOf({ kernel, image }: Made, name: string, job: string): GuestSpec {
  return {
    ...{ name, architecture: "x86_64", kernel, image, job, cpu: CPU, isSingleThreaded: true },
    ...{ memoryMib: 2048, kernelArguments: QUICK },
    options: [
      ...["-smp", "16,sockets=2,cores=4,threads=2", ...STEADY_CLOCK],
      ...nodeOptions(0, 1024),
      ...nodeOptions(1, 1024),
      ...["-numa", "dist,src=0,dst=1,val=21"],
    ],
  };
}

function nodeOptions(node: number, memoryMib: number): string[] {
  return [
    ...["-object", `memory-backend-ram,id=memory${node},size=${memoryMib}M`],
    ...["-numa", `node,nodeid=${node},memdev=memory${node}`],
    ...["-numa", `cpu,node-id=${node},socket-id=${node}`],
  ];
}

const SMALL = "--modes one-copy --sizes 16Ki";
/** All CPUs of a guest share what one thread of the host executes, so that threads are slow to start. */
const BRIEF = `${SMALL} --duration 500ms --warmup 1s`;

async function* placedChecks(lab: Lab, made: Made, machine: Topology): AsyncGenerator<Check> {
  const { name, about, preparation = "", kernelArguments = "", sweeps, doctor } = machine;
  lab.say(`a guest of 16 CPUs: ${about}`);
  const job = [preparation, "attempt doctor netio doctor --json", ...sweeps.map(sweepLines)].join("\n");
  const { out, seconds } = await runGuest(lab, {
    ...specOf(made, name, job),
    kernelArguments: `${QUICK} ${kernelArguments}`,
  });
  const sets: Swept[] = [];
  for (const sweep of sweeps) sets.push(await madeGood(out, sweep.name));
  const success = allSucceeded(sets);
  yield { ...success, what: `${about}: ${success.what}`, seen: `${success.seen}; ${seconds.toFixed(0)} s` };
  for (const [i, sweep] of sweeps.entries()) {
    const where = sweep.about === undefined ? about : `${about}, ${sweep.about}`;
    for (const row of sweep.rows) yield rowCheck(where, row, sets[i]!);
  }
  const lineOf = await doctorIn(out, "doctor");
  for (const [id, [value, adviceEnd]] of Object.entries(doctor)) {
    const line = lineOf(id);
    yield check(
      `${about}: doctor says of ${id} ${[value, adviceEnd ?? "no advice"].join(", … ")}`,
      line.value === value &&
        (adviceEnd === null ? line.advice === null : line.advice?.endsWith(adviceEnd) === true),
      [line.value, line.advice ?? "no advice"].join(": "),
    );
  }
}

/** A sweep without the trials that failed on a CPU so slow, and succeeded when netio tried them again. */
async function madeGood(out: string, name: string): Promise<Swept> {
  const swept = await sweptIn(out, name);
  return { ...swept, rows: withoutRedone(swept.rows) };
}

function sweepLines({ name, before = "", options = "", rows }: PlacedSweep): string {
  const threads = rows.map((row) => row.threads).join(",");
  return `${before}\nsweep ${name} ${BRIEF} --threads ${threads} --repeats 1 ${options}`;
}

/** Of a row's warnings those of where its threads ran. */
const OF_PLACEMENT = /(oversubscribed|smt-siblings|unpinned)( \([^)]*\))?/g;

function rowCheck(where: string, { threads, tx, rx, warnings }: PlacedRow, { rows }: Swept): Check {
  const row = rows.find((one) => one.threads === threads);
  const seen = row?.warnings?.match(OF_PLACEMENT)?.join("; ");
  return check(
    `${where}: of ${threads} ${threads === 1 ? "connection" : "connections"} the senders are on ${tx}, ` +
      `the receivers on ${rx}, with ${warnings ?? "no warning of that"}`,
    row?.tx_cpus === tx && row.rx_cpus === rx && seen === warnings,
    `${row?.tx_cpus ?? "no row"} / ${row?.rx_cpus ?? "no row"}, ${seen ?? "no warning"}`,
  );
}

const TAKEN_CPU = 2;
const REPEATS = 5;
/** Rows that are there when it is taken, and how long after the last of them: in the window of the next trial. */
const ROWS_BEFORE = 2;
const INTO_TRIAL_S = 0.5;

/** A CPU goes offline during the trial. */
async function* takenChecks(lab: Lab, made: Made): AsyncGenerator<Check> {
  lab.say(`a guest of 16 CPUs: CPU ${TAKEN_CPU} is taken away in mid-sweep`);
  const job = `
sweep taken ${SMALL} --duration 300ms --warmup 400ms --threads 1 --repeats ${REPEATS} &
sweep=$!
until [ -f /out/taken/trials.csv ] || ! kill -0 $sweep; do sleep 0.1; done
while [ "$(wc -l </out/taken/trials.csv)" -le ${ROWS_BEFORE} ] && kill -0 $sweep; do sleep 0.05; done
sleep ${INTO_TRIAL_S}
echo 0 >/sys/devices/system/cpu/cpu${TAKEN_CPU}/online
wait
true`;
  const { out } = await runGuest(lab, specOf(made, "taken", job));
  const { rows, status } = await sweptIn(out, "taken");
  const good = [...rows].filter((row) => row.status === "ok");
  const without = good.filter((row) => row.rx_cpus !== `${TAKEN_CPU}`);
  const failed = rows.filter((row) => row.status !== "ok");
  const what = `CPU ${TAKEN_CPU} taken in mid-sweep`;
  yield check(
    `${what}: all ${REPEATS} repeats are good in the end`,
    status === 0 && good.length === REPEATS,
    `exit status ${status}, ${good.length} good trials`,
  );
  yield check(
    `${what}: the trial that it hit fails, and says so`,
    failed.some(({ warnings }) => warnings?.includes("were changed during the trial")),
    failed.length === 0 ? "none failed" : failed.map(({ warnings }) => warnings).join("; "),
  );
  yield check(
    `${what}: the trials after it are placed elsewhere, and only they carry cpus-taken`,
    without.length > 0 && without.length < good.length &&
      good.every((row) => hasWarning(row, "cpus-taken") === without.includes(row)),
    good.map((row) => `${row.tx_cpus}/${row.rx_cpus}${hasWarning(row, "cpus-taken") ? " taken" : ""}`).join(
      ", ",
    ),
  );
}

const MANY_CPUS = 128;
const MANY_CONNECTIONS = 64;
const MANY_MEMORY_MIB = 6144;
/** More than the 1024 that a guest's first program may have open, which netio would refuse before the sweep. */
const MANY_FILES = 4096;

/**
 * What takes long is what 128 threads do before the window, executed by one of the host. In a window of 1 s one of them had
 * its turn for 0.4 ms.
 */
async function startMany(lab: Lab, made: Made): Promise<Guest> {
  lab.say(`a guest of ${MANY_CPUS} CPUs, beside the others`);
  const job = `ulimit -n ${MANY_FILES}\nsweep many ${SMALL} --threads ${MANY_CONNECTIONS} --duration 20s ` +
    "--warmup 500ms --repeats 1 --counters off";
  return await Guest.start(lab, {
    ...specOf(made, "many", job),
    // With so many, comparing their clocks as they start takes longer than all else of the start.
    kernelArguments: `${QUICK} tsc=reliable`,
    memoryMib: MANY_MEMORY_MIB,
    options: ["-smp", `${MANY_CPUS},sockets=2,cores=32,threads=2`, ...STEADY_CLOCK],
  });
}

async function* manyChecks({ out, seconds }: GuestResults): AsyncGenerator<Check> {
  const swept = await madeGood(out, "many");
  const success = allSucceeded([swept]);
  yield {
    ...success,
    what: `${MANY_CPUS} CPUs: ${success.what}`,
    seen: `${success.seen}; ${seconds.toFixed(0)} s`,
  };
  const [row] = swept.rows;
  const cpus = [row?.tx_cpus, row?.rx_cpus].map((list) => (list ?? "").split(" "));
  const used = new Set(cpus.flat());
  const warnings = row?.warnings?.match(OF_PLACEMENT)?.join("; ") ?? "no warning";
  yield check(
    `${MANY_CPUS} CPUs: each end of ${MANY_CONNECTIONS} connections has a CPU of its own, of a core that two share`,
    cpus.every((list) => list.length === MANY_CONNECTIONS) && used.size === MANY_CPUS &&
      warnings === `smt-siblings (${MANY_CPUS} CPUs on ${MANY_CPUS / 2} cores)`,
    `${used.size} CPUs for ${cpus.map((list) => list.length).join(" and ")} ends, ${warnings}`,
  );
}
