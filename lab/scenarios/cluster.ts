/**
 * `netio pairs` under a real Slurm: the job script that it writes, from `sbatch` to the end, disjoint pairs at the same
 * time, a node that dies in the middle, what is missing measured afterwards, and one bad link among six found.
 */
import { join } from "node:path";
import { median } from "simple-statistics";
import { loadResults } from "../../results/load.ts";
import { outputOf } from "../programs.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";
import { SlurmCluster } from "../slurm.ts";

const NODES = 4;
const JOB_TIMEOUT_MS = 600e3;
/** The one link that is to be found: what n3 sends to n2. */
const BAD = { from: "n3", to: "n2", mbps: 200, pair: "n2-n3" } as const;

const CELL = [
  "--modes",
  "one-copy",
  "--sizes",
  "64Ki",
  "--threads",
  "1",
  "--warmup",
  "100ms",
  "--no-plots",
  "--no-report",
];
const SHORT = [...CELL, "--duration", "200ms", "--repeats", "6"];
/** Long enough that a node dies within its pair of the first round. */
const LONG_REPEATS = 15;
const LONG = [...CELL, "--duration", "200ms", "--repeats", String(LONG_REPEATS)];

export const cluster: Scenario = {
  name: "cluster",
  about:
    "four nodes under Slurm: all pairs by sbatch, a node that dies, what is missing afterwards, the bad link",
  packages: ["slurmctld", "slurmd", "slurm-client", "munge", "iproute2"],
  needsRoot: true,
  async *run(lab) {
    const netio = await lab.netio();
    lab.say(`${NODES} slurmds, each in a network namespace`);
    await using slurm = await SlurmCluster.start(lab, NODES);
    await slurm.slowDown(BAD.from, BAD.to, BAD.mbps);
    yield* wholeJob(lab, slurm, netio);
    yield* dyingNode(lab, slurm, netio);
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
  await untilRows(join(job.out, "n1-n4", "trials.csv"));
  await slurm.killNode("n4");
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
  slurm.startNode("n4");
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
): Promise<Job> {
  const folder = join(lab.work, name), out = join(folder, "pairs"), script = join(folder, "pairs.sh");
  await Deno.mkdir(folder);
  const args = ["pairs", "--sbatch", "--nodes", String(NODES), "--out", out, "--", ...sweep];
  await Deno.writeTextFile(script, await outputOf(netio, args));
  return { number: await slurm.submit(script, folder), script, folder, out };
}

async function endOf(lab: Lab, slurm: SlurmCluster, job: Job) {
  lab.say(`job ${job.number} is submitted`);
  const ended = await slurm.untilEnded(job.number, JOB_TIMEOUT_MS);
  const log = await Deno.readTextFile(join(job.folder, `netio-pairs-${job.number}.log`));
  return { ended, log, out: job.out };
}

/** What the log ends with, in a line. */
function summary(log: string): string {
  const lines = log.trimEnd().split("\n");
  return lines.slice(lines.findLastIndex((line) => / pairs? measured/.test(line))).join("; ");
}

interface MeasuredPair {
  readonly name: string;
  /** The hosts' names. */
  readonly ends: { readonly send: string; readonly receive: string };
  readonly repeats: number;
  readonly medianGbps: number;
  /** From the start of its first trial to that of its last. */
  readonly span: readonly [fromMs: number, toMs: number];
}

/** What a run left, by the names of the pairs; a pair without rows is not among them. */
async function pairsIn(out: string): Promise<MeasuredPair[]> {
  const names = [...Deno.readDirSync(out)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name)
    .sort();
  const pairs: MeasuredPair[] = [];
  for (const name of names) {
    const directory = join(out, name);
    const rows = (await loadResults(directory).catch(() => ({ rows: [] }))).rows.filter(({ status }) =>
      status === "ok"
    );
    if (rows.length === 0) continue;
    const { ends } = JSON.parse(await Deno.readTextFile(join(directory, "environment.json")));
    const times = rows.map(({ started_utc }) => Date.parse(started_utc ?? ""));
    pairs.push({
      name,
      ends: { send: ends.send.host_name, receive: ends.receive.host_name },
      repeats: rows.length,
      medianGbps: median(rows.map(({ throughput_gbps }) => throughput_gbps ?? NaN)),
      span: [Math.min(...times), Math.max(...times)],
    });
  }
  return pairs;
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

async function nothingLeft(slurm: SlurmCluster): Promise<Check> {
  const left: string[] = [];
  for (const node of slurm.nodes) {
    left.push(...(await slurm.processesOn(node)).map((name) => `${node}: ${name}`));
  }
  return check("nothing runs on the nodes after the job", left.length === 0, left.join(", ") || "no process");
}

async function untilRows(path: string): Promise<void> {
  const deadline = performance.now() + JOB_TIMEOUT_MS;
  const lines = () => Deno.readTextFile(path).then((text) => text.split("\n").length, () => 0);
  while (await lines() < 4 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
