/**
 * `netio pairs` by a real ssh, between hosts that share neither /tmp nor the results: the program goes there by scp, the
 * results come back by tar, and the first host vanishes in the middle.
 */
import { join } from "node:path";
import { outputOf } from "../../scripts/command.ts";
import { oneCell, pairsIn, summary } from "../measured_pairs.ts";
import { Nodes } from "../nodes.ts";
import { type Check, check, type Lab, LabError, type Scenario } from "../scenario.ts";
import { SshHosts } from "../ssh_hosts.ts";

const HOSTS = 3;
const SHORT_REPEATS = 6;
/** Long enough that a host vanishes within its first pair. */
const LONG_REPEATS = 20;
/** In which what a lost host ran has ended: its lifeline is silent for a minute, and a trial is broken off. */
const ORPHANS_END_MS = 150e3;
const LOOK_MS = 1000;
/** In which a sweep has its first rows, on a machine as busy as it may be. */
const FIRST_ROWS_MS = 600e3;
const ALL = "n1-n2, n1-n3, n2-n3";

export const ssh: Scenario = {
  name: "ssh",
  about: "three hosts by ssh, scp and tar: all pairs, a first host that vanishes, what is missing afterwards",
  packages: ["openssh-server", "openssh-client", "iproute2"],
  needsRoot: true,
  async *run(lab) {
    const netio = await lab.netio();
    await using nodes = await Nodes.open(lab, HOSTS);
    const apart = join(lab.work, "apart");
    await using hosts = await SshHosts.start(lab, nodes, apart);
    lab.say(`${HOSTS} hosts answer by ssh`);
    const pairs = new PairsRun(lab, nodes, hosts, netio, apart);
    yield* allPairs(pairs);
    yield* vanishingHost(pairs);
  },
};

/** `netio pairs` where ssh knows the hosts; what it makes is apart on each of them, and collected here. */
class PairsRun {
  constructor(
    readonly lab: Lab,
    readonly nodes: Nodes,
    readonly hosts: SshHosts,
    readonly netio: string,
    readonly apart: string,
  ) {}

  /** The exit status of a run into a directory, and what it said. */
  async end(name: string, how: readonly string[]): Promise<{ status: number; text: string }> {
    const list = this.nodes.names.map((node) => `${node}=${this.nodes.addressOf(node)}`).join(",");
    const words = [
      this.netio,
      "pairs",
      "--hosts",
      list,
      "--copy-binary",
      "--collect",
      "--out",
      this.out(name),
    ];
    // Whatever the exit status is, it is what the last line says.
    const script = '"$@" 2>&1; echo $?';
    const args = [...this.hosts.client.slice(1), "sh", "-c", script, "sh", ...words, ...how];
    const lines = (await outputOf(this.hosts.client[0]!, args, { env: this.lab.tools.env })).trimEnd().split(
      "\n",
    );
    return { status: Number(lines.pop()), text: lines.join("\n") };
  }

  out(name: string): string {
    return join(this.apart, name);
  }
}

async function* allPairs(pairs: PairsRun): AsyncGenerator<Check> {
  const { status, text } = await pairs.end("all", ["--", ...oneCell(SHORT_REPEATS)]);
  const measured = await pairsIn(pairs.out("all"));
  yield check(
    "by ssh each pair is measured, with a program that scp brings and results that tar fetches",
    status === 0 && measured.map(({ name }) => name).join(", ") === ALL &&
      measured.every(({ repeats }) => repeats === SHORT_REPEATS),
    `exit status ${status}; ${summary(text)}`,
  );
  yield check(
    "each result set knows both its hosts",
    measured.length === 3 && measured.every(({ name, ends }) => name === `${ends.receive}-${ends.send}`),
    measured.map(({ ends }) => `${ends.receive} from ${ends.send}`).join(", "),
  );
  const left = await pairs.nodes.leftAfter(0, "sshd");
  yield check(
    "no process and no program is left on the hosts",
    left.length === 0,
    left.join(", ") || "nothing",
  );
}

/** n1 is off the network while its first pair is measured, n1 and n3, and back when all is over. */
async function* vanishingHost(pairs: PairsRun): AsyncGenerator<Check> {
  const running = pairs.end("vanishing", ["--", ...oneCell(LONG_REPEATS)]);
  running.catch(() => {}); // where it is not waited for below, it is ended with the nodes
  await untilRowsOn(pairs, "n1", join(pairs.out("vanishing"), "n1-n3", "trials.csv"));
  await pairs.nodes.setPlugged("n1", false);
  pairs.lab.say("n1 is off the network");
  const { status, text } = await running;
  const measured = (await pairsIn(pairs.out("vanishing"))).filter(({ repeats }) => repeats === LONG_REPEATS);
  yield check(
    "when the first host vanishes, its pairs fail with a reason, and the others are measured",
    status === 1 && measured.map(({ name }) => name).join() === "n2-n3" &&
      ["n1–n2", "n1–n3"].every((pair) => text.includes(`${pair} failed: n1: `)),
    `exit status ${status}; ${summary(text)}`,
  );
  await pairs.nodes.setPlugged("n1", true);
  const left = await pairs.nodes.leftAfter(ORPHANS_END_MS, "sshd");
  yield check(
    "what ran on it has ended by itself, and the program that was brought is gone",
    left.length === 0,
    left.join(", ") || "nothing",
  );
  const resumed = await pairs.end("vanishing", ["--resume"]);
  const all = await pairsIn(pairs.out("vanishing"));
  const repeats = all.map(({ name, repeats }) => `${name} ${repeats} repeats`).join(", ");
  yield check(
    "--resume measures what is missing when the host is back",
    resumed.status === 0 && all.map(({ name }) => name).join(", ") === ALL &&
      all.every(({ repeats }) => repeats === LONG_REPEATS),
    `exit status ${resumed.status}; ${summary(resumed.text)}; ${repeats}`,
  );
}

/** Waits until a host, which has the file for itself, has rows in it. */
async function untilRowsOn({ hosts }: PairsRun, node: string, path: string): Promise<void> {
  const deadline = performance.now() + FIRST_ROWS_MS;
  const lines = async () => Number(await hosts.said(node, `cat '${path}' 2>/dev/null | wc -l`));
  while (await lines() < 3) {
    if (performance.now() > deadline) throw new LabError(`${node} has measured nothing into ${path}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
