/**
 * `netio pairs` under a real Slurm: the job script that it writes, from `sbatch` to the end, disjoint pairs at the same
 * time, nodes that die in the middle, what is missing measured afterwards, and one bad link among six found.
 */
import { join } from "node:path";
import { outputOf } from "../../scripts/command.ts";
import { type MeasuredPair, oneCell, pairsIn, summary, untilRows } from "../measured_pairs.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";
import { SlurmCluster } from "../slurm.ts";

const NODES = 4;
const JOB_TIMEOUT_MS = 600e3;
/** The one link that is to be found: what n3 sends to n2. */
const BAD = { from: "n3", to: "n2", mbps: 200, pair: "n2-n3" } as const;

const SHORT = oneCell(6);
/** Long enough that a node dies within its pair of the first round. */
const LONG_REPEATS = 15;
const LONG = oneCell(LONG_REPEATS);

/** In which what ran on the nodes of a lost job has ended: its lifeline is silent for a minute. */
const ORPHANS_END_MS = 150e3;
/** A program that was brought to a node. */
const COPY = /\/netio-[0-9a-f]{16}$/;

export const cluster: Scenario = {
  name: "cluster",
  about:
    "four nodes under Slurm: all pairs by sbatch, nodes that die, what is missing afterwards, the bad link",
  packages: ["slurmctld", "slurmd", "slurm-client", "munge", "iproute2"],
  needsRoot: true,
  async *run(lab) {
    const netio = await lab.netio();
    lab.say(`${NODES} slurmds, each in a network namespace`);
    await using slurm = await SlurmCluster.start(lab, NODES);
    await slurm.nodes.slowDown(BAD.from, BAD.to, BAD.mbps);
    yield* wholeJob(lab, slurm, netio);
    yield* dyingNode(lab, slurm, netio);
    yield* dyingFirstNode(lab, slurm, netio);
  },
};

/** The job as it is written, by nodes that Slurm names and finds. */
async function* wholeJob(lab: Lab, slurm: SlurmCluster, netio: string): AsyncGenerator<Check> {
  const { ended, log, out } = await endOf(lab, slurm, await submitted(lab, slurm, netio, "whole", SHORT));
  yield check(
    "the job that netio pairs --sbatch writes ends with 0",
    ended === "COMPLETED 0:0",
    `${ended}; ${summary(log)}`,
  );
  const pairs = await pairsIn(out);
  yield check(
    "each pair of nodes has a result set",
    pairs.length === 6,
    pairs.map(({ name }) => name).join(", "),
  );
  yield check(
    "each result set knows both its hosts",
    pairs.every(({ name, ends }) => name === `${ends.receive}-${ends.send}`),
    pairs.map(({ ends }) => `${ends.receive} from ${ends.send}`).join(", "),
  );
  yield sideBySide(pairs);
  yield badLink(pairs);
  const joined = JSON.parse(await outputOf(netio, ["analyze", "--json", out]));
  yield check("netio analyze reads them as one", joined !== null, `schema ${joined.schema}`);
  yield await nothingLeft(slurm);
}

/** n4 dies while its first pair is measured; the others are measured all the same, and the rest when it is back. */
async function* dyingNode(lab: Lab, slurm: SlurmCluster, netio: string): AsyncGenerator<Check> {
  const job = await submitted(lab, slurm, netio, "dying", LONG);
  await untilRows(join(job.out, "n1-n4"), JOB_TIMEOUT_MS);
  await slurm.nodes.kill("n4");
  lab.say("n4 is dead");
  const first = await endOf(lab, slurm, job);
  const measured = (await pairsIn(first.out)).filter(({ repeats }) => repeats === LONG_REPEATS).map((
    { name },
  ) => name);
  yield check(
    "when a node dies, its pairs fail and the others are measured; the exit code says so",
    first.ended === "FAILED 1:0" && measured.join() === "n1-n2,n1-n3,n2-n3",
    `${first.ended}; measured ${measured.join(", ")}; ${summary(first.log)}`,
  );
  await slurm.startNode("n4");
  await slurm.untilIdle();
  const second = await endOf(lab, slurm, { ...job, number: await slurm.submit(job.script, job.folder) });
  const all = await pairsIn(second.out);
  yield check(
    "the same script, submitted again when the node is back, measures what is missing",
    second.ended === "COMPLETED 0:0" && all.length === 6 &&
      all.every(({ repeats }) => repeats === LONG_REPEATS),
    `${second.ended}; ${all.map(({ name, repeats }) => `${name} ${repeats} repeats`).join(", ")}`,
  );
  yield await nothingLeft(slurm);
}

/**
 * n1 dies, on which `netio pairs` itself runs, with a program that sbcast brought. Slurm keeps the job, which does nothing
 * any more, until its time is up, or somebody queues it again.
 */
async function* dyingFirstNode(lab: Lab, slurm: SlurmCluster, netio: string): AsyncGenerator<Check> {
  const job = await submitted(lab, slurm, netio, "first", LONG, ["--copy-binary"]);
  await untilRows(join(job.out, "n1-n4"), JOB_TIMEOUT_MS);
  const brought = slurm.nodes.filesInTmp();
  await slurm.nodes.kill("n1");
  lab.say("n1 is dead");
  await slurm.untilNodeIs("n1", "down");
  await slurm.startNode("n1");
  const left = await slurm.nodes.leftAfter(ORPHANS_END_MS, "slurmd");
  yield check(
    "when the first node dies, what ran on the others ends, and the program that sbcast brought is removed",
    brought.filter((path) => COPY.test(path)).length === NODES && left.length === 0,
    `brought: ${brought.join(", ")}; left: ${left.join(", ") || "nothing"}`,
  );
  await slurm.requeue(job.number);
  const { ended, log, out } = await endOf(lab, slurm, job);
  const pairs = await pairsIn(out);
  yield check(
    "queued again, the job goes on where it was",
    ended === "COMPLETED 0:0" && pairs.length === 6 && pairs.every(({ repeats }) => repeats === LONG_REPEATS),
    `${ended}; ${summary(log)}`,
  );
  yield await nothingLeft(slurm);
}

interface Job {
  readonly number: string;
  readonly script: string;
  readonly folder: string;
  /** Where its result sets come. */
  readonly out: string;
}

async function submitted(
  lab: Lab,
  slurm: SlurmCluster,
  netio: string,
  name: string,
  sweep: readonly string[],
  how: readonly string[] = [],
): Promise<Job> {
  const folder = join(lab.work, name), out = join(folder, "pairs"), script = join(folder, "pairs.sh");
  await Deno.mkdir(folder);
  const args = ["pairs", "--sbatch", "--nodes", String(NODES), "--out", out, ...how, "--", ...sweep];
  await Deno.writeTextFile(script, await outputOf(netio, args));
  return { number: await slurm.submit(script, folder), script, folder, out };
}

async function endOf(lab: Lab, slurm: SlurmCluster, job: Job) {
  lab.say(`job ${job.number} is submitted`);
  const ended = await slurm.untilEnded(job.number, JOB_TIMEOUT_MS);
  const log = await Deno.readTextFile(join(job.folder, `netio-pairs-${job.number}.log`));
  return { ended, log, out: job.out };
}

/** Disjoint pairs overlap in time with the one that is left of the four nodes, and no others do. */
function sideBySide(pairs: readonly MeasuredPair[]): Check {
  const twos = pairs.flatMap((a, i) => pairs.slice(i + 1).map((b) => [a, b] as const));
  const overlapping = twos.filter(([a, b]) => a.span[0] <= b.span[1] && b.span[0] <= a.span[1])
    .map(([a, b]) => `${a.name} with ${b.name}`);
  const wanted = "n1-n2 with n3-n4, n1-n3 with n2-n4, n1-n4 with n2-n3";
  return check(
    "disjoint pairs are measured at the same time, and no node has two at once",
    overlapping.join(", ") === wanted,
    overlapping.join(", ") || "no two overlap",
  );
}

function badLink(pairs: readonly MeasuredPair[]): Check {
  const [slowest, next] = pairs.toSorted((a, b) => a.medianGbps - b.medianGbps);
  return check(
    `of six links the one with ${BAD.mbps} Mbit/s is found: its rate is less than half of any other's`,
    slowest?.name === BAD.pair && 2 * slowest.medianGbps < next!.medianGbps,
    pairs.map(({ name, medianGbps }) => `${name} ${medianGbps.toFixed(2)} Gbit/s`).join(", "),
  );
}

async function nothingLeft({ nodes }: SlurmCluster): Promise<Check> {
  const left = await nodes.leftAfter(0, "slurmd");
  return check("nothing is left on the nodes after the job", left.length === 0, left.join(", ") || "nothing");
}
