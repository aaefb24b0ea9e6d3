/**
 * Machines of 2 sockets × 4 cores × 2 threads on 2 memory nodes, and a larger one: where the two ends of connections go.
 * Siblings are neighbours (0 and 1, 2 and 3, …), node 0 has CPUs 0 to 7. What is expected was worked out by hand from the
 * rule: every other core of the node with the most whole cores, siblings when these have run out, then round again.
 */
import { type GuestSpec, qemuPackage, runGuest, STEADY_CLOCK } from "../guest.ts";
import { IMAGE_PACKAGES, makeImage } from "../image.ts";
import { openKernel } from "../kernels.ts";
import { allSucceeded, sweptIn } from "../rows.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";
import { hasWarning } from "../../results/warnings.ts";

/** With a name that has SMT: qemu's own makes AMD's kind of topology. */
const CPU = "max,vendor=GenuineIntel,family=6,model=85";

/** `tx / rx` by number of connections. */
type Placements = Readonly<Record<number, readonly [tx: string, rx: string]>>;

interface Machine {
  readonly name: string;
  readonly about: string;
  readonly kernelArguments?: string;
  /** A line of `sh` before the sweep. */
  readonly preparation?: string;
  readonly placements: Placements;
}

const MACHINES: readonly Machine[] = [
  {
    name: "plain",
    about: "all 16 CPUs",
    placements: {
      1: ["0", "2"],
      2: ["0 4", "2 6"],
      4: ["0 4 1 5", "2 6 3 7"],
      8: ["0 4 1 5 0 4 1 5", "2 6 3 7 2 6 3 7"],
    },
  },
  {
    name: "isolcpus",
    about: "isolcpus=2,3: node 1 has more whole cores",
    kernelArguments: "isolcpus=2,3",
    placements: { 1: ["8", "10"], 2: ["8 12", "10 14"], 4: ["8 12 9 13", "10 14 11 15"] },
  },
  {
    name: "maxcpus",
    about: "maxcpus=6: three cores, of which two are a pair",
    kernelArguments: "maxcpus=6",
    placements: { 1: ["0", "2"], 2: ["0 1", "2 3"], 4: ["0 1 0 1", "2 3 2 3"] },
  },
  {
    name: "offline",
    about: "CPUs 1, 3, 8, 12 offline: cores without their siblings",
    preparation: "for cpu in 1 3 8 12; do echo 0 >/sys/devices/system/cpu/cpu$cpu/online; done",
    placements: { 1: ["0", "2"], 2: ["0 4", "2 6"], 4: ["0 4 5 0", "2 6 7 2"] },
  },
];

const TAKEN_CPU = 2;

export const topology: Scenario = {
  name: "topology",
  about:
    "2 sockets × 4 cores × 2 threads × 2 nodes: plain, isolated, missing and taken CPUs; 64 threads on 128 CPUs",
  packages: [...IMAGE_PACKAGES, qemuPackage("x86_64")],
  needsRoot: false,
  async *run(lab) {
    const kernel = await openKernel(lab.cache, "6.12", "amd64", lab.say);
    const image = await makeImage(lab);
    for (const machine of MACHINES) yield* placedChecks(lab, { kernel, image }, machine);
    yield* takenChecks(lab, { kernel, image });
    yield* manyChecks(lab, { kernel, image });
  },
};

type Made = Pick<GuestSpec, "kernel" | "image">;

function specOf({ kernel, image }: Made, name: string, job: string): GuestSpec {
  return {
    ...{
      name,
      architecture: "x86_64",
      kernel,
      image,
      job,
      cpu: CPU,
      isSingleThreaded: true,
    },
    memoryMib: 2048,
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

const BRIEF = "--modes one-copy --sizes 16Ki --duration 300ms --warmup 600ms";

async function* placedChecks(lab: Lab, made: Made, machine: Machine): AsyncGenerator<Check> {
  const { name, about, preparation = "", kernelArguments, placements } = machine;
  lab.say(`a guest of 16 CPUs: ${about}`);
  const job = `${preparation}\nsweep placed ${BRIEF} --threads ${
    Object.keys(placements).join(",")
  } --repeats 1`;
  const { out, seconds } = await runGuest(lab, {
    ...specOf(made, name, job),
    ...(kernelArguments === undefined ? {} : { kernelArguments }),
  });
  const swept = await sweptIn(out, "placed");
  const success = allSucceeded([swept]);
  yield { ...success, what: `${about}: ${success.what}`, seen: `${success.seen}; ${seconds.toFixed(0)} s` };
  for (const [threads, [tx, rx]] of Object.entries(placements)) {
    const row = swept.rows.find((one) => one.threads === Number(threads));
    yield check(
      `${about}: ${threads} connections send from ${tx} and receive on ${rx}`,
      row?.tx_cpus === tx && row?.rx_cpus === rx,
      `${row?.tx_cpus ?? "no row"} / ${row?.rx_cpus ?? "no row"}`,
    );
  }
}

/** A CPU goes offline when three trials have been recorded. */
async function* takenChecks(lab: Lab, made: Made): AsyncGenerator<Check> {
  lab.say(`a guest of 16 CPUs: CPU ${TAKEN_CPU} is taken away in mid-sweep`);
  const job = `
sweep taken ${BRIEF} --threads 1 --repeats 8 &
sweep=$!
while kill -0 $sweep && [ "$(wc -l </out/taken/trials.csv 2>/dev/null || echo 0)" -le 3 ]; do sleep 0.05; done
echo 0 >/sys/devices/system/cpu/cpu${TAKEN_CPU}/online
wait`;
  const { out } = await runGuest(lab, specOf(made, "taken", job));
  const { rows, status } = await sweptIn(out, "taken");
  const good = rows.filter((row) => row.status === "ok");
  const without = good.filter((row) => row.rx_cpus !== `${TAKEN_CPU}`);
  const failed = rows.filter((row) => row.status !== "ok");
  const what = `CPU ${TAKEN_CPU} taken in mid-sweep`;
  yield check(
    `${what}: every configuration has its eight good trials in the end`,
    status === 0 && good.length === 8,
    `exit status ${status}, ${good.length} good trials`,
  );
  yield check(
    `${what}: at most the trial that it hit fails, and says so`,
    failed.length <= 1 && failed.every(({ warnings }) => warnings?.includes("were changed in mid-trial")),
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

async function* manyChecks(lab: Lab, made: Made): AsyncGenerator<Check> {
  lab.say(`a guest of ${MANY_CPUS} CPUs`);
  const job = `sweep many --modes one-copy --sizes 16Ki --threads ${MANY_CONNECTIONS} --duration 300ms ` +
    "--warmup 600ms --repeats 1 --counters off";
  const { out, seconds } = await runGuest(lab, {
    ...specOf(made, "many", job),
    memoryMib: MANY_MEMORY_MIB,
    options: ["-smp", `${MANY_CPUS},sockets=2,cores=32,threads=2`, ...STEADY_CLOCK],
  });
  const swept = await sweptIn(out, "many");
  yield allSucceeded([swept]);
  const [row] = swept.rows;
  const cpus = [row?.tx_cpus, row?.rx_cpus].map((list) => (list ?? "").split(" "));
  const used = new Set(cpus.flat());
  yield check(
    `${MANY_CPUS} CPUs: each end of ${MANY_CONNECTIONS} connections has a CPU of its own`,
    cpus.every((list) => list.length === MANY_CONNECTIONS) && used.size === MANY_CPUS,
    `${used.size} CPUs for ${cpus.map((list) => list.length).join(" and ")} ends; ${seconds.toFixed(0)} s`,
  );
}
