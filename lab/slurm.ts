/**
 * A Slurm cluster on one machine: munge, slurmctld, and a slurmd in a network namespace of its own for each node, so that
 * nodes have addresses and links. Nothing of the machine's own Slurm or munge is touched: keys, sockets and state lie in
 * the run's folder. Source: slurm.conf(5), slurmd(8), munged(8).
 */
import { dirname, join } from "node:path";
import { exists, lastLines, outputOf } from "./programs.ts";
import { type Lab, LabError } from "./scenario.ts";

/** Where the nodes and the controller are; the addresses exist in the namespaces only (RFC 2544). */
const NETWORK = "198.18.77";
const CONTROLLER = `${NETWORK}.254`;
const DEVICE = "eth0";
const SLURMD_PORT = 17001;

const UP_TIMEOUT_MS = 60e3;
const LOOK_MS = 250;
const LOG_LINES = 15;

/** A cluster of nodes `n1`, `n2`, …; with all its processes and namespaces gone after `await using`. */
export class SlurmCluster implements AsyncDisposable {
  readonly nodes: readonly string[];
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #processes: Deno.ChildProcess[] = [];

  private constructor(lab: Lab, count: number) {
    this.#lab = lab;
    this.#folder = join(lab.work, "slurm");
    this.nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
    const plugins = this.#plugins;
    this.#env = {
      ...lab.tools.env,
      LD_LIBRARY_PATH: `${plugins}:${lab.tools.env["LD_LIBRARY_PATH"] ?? ""}`,
      SLURM_CONF: join(this.#folder, "slurm.conf"),
    };
  }

  /** Starts one and waits until all its nodes are idle. */
  static async start(lab: Lab, count: number): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(lab, count);
    try {
      await cluster.#configure();
      await cluster.#connect();
      await cluster.#serve();
      for (const node of cluster.nodes) cluster.startNode(node);
      await cluster.untilIdle();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts the slurmd of a node, for the first time or after its death. */
  startNode(node: string): void {
    const slurmd = this.#lab.tools.find("slurmd");
    const stepd = join(dirname(slurmd), "slurmstepd");
    this.#spawn(node, [...this.#within(node), slurmd, "-D", "-N", node, "-d", stepd]);
  }

  /** A node dies: its slurmd and everything that runs there, without a word to anybody. */
  async killNode(node: string): Promise<void> {
    const pids = await this.#run(["ip", "netns", "pids", this.#namespace(node)]);
    for (const pid of pids.split("\n").filter((line) => line !== "")) kill(Number(pid));
  }

  /** Gives two nodes a link of their own, over which the first sends to the second at so many Mbit/s at most. */
  async slowDown(from: string, to: string, mbps: number): Promise<void> {
    const name = `${from}${to}`;
    const peer = ["type", "veth", "peer", "name", name, "netns", this.#namespace(to)];
    await this.#run(["ip", "link", "add", name, "netns", this.#namespace(from), ...peer]);
    for (const [node, other] of [[from, to], [to, from]] as const) {
      const ip = ["ip", "-n", this.#namespace(node)];
      await this.#run([...ip, "link", "set", name, "up"]);
      const source = ["src", this.addressOf(node)];
      await this.#run([...ip, "route", "add", this.addressOf(other), "dev", name, ...source]);
    }
    const limit = ["tbf", "rate", `${mbps}mbit`, "burst", "64kb", "latency", "20ms"];
    await this.#run([...this.#within(from), "tc", "qdisc", "add", "dev", name, "root", ...limit]);
  }

  addressOf(node: string): string {
    return `${NETWORK}.${this.nodes.indexOf(node) + 1}`;
  }

  /** Submits a script from a folder, without waiting for it; gives the job's number. */
  async submit(script: string, folder: string): Promise<string> {
    return (await this.#slurm(["sbatch", "--parsable", "--chdir", folder, script])).trim();
  }

  /** Waits until a job has ended; gives its state and exit code, as in `COMPLETED 0:0`. */
  async untilEnded(job: string, timeoutMs: number): Promise<string> {
    const field = (text: string, name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? "?";
    let ended = "";
    await this.#until(`job ${job} has ended`, timeoutMs, async () => {
      const text = await this.#slurm(["scontrol", "--oneliner", "show", "job", job]);
      const state = field(text, "JobState");
      ended = `${state} ${field(text, "ExitCode")}`;
      return !["PENDING", "RUNNING", "CONFIGURING", "COMPLETING"].includes(state);
    });
    return ended;
  }

  /** Waits until Slurm could use every node. */
  async untilIdle(): Promise<void> {
    await this.#until("all nodes are idle", UP_TIMEOUT_MS, async () => {
      const states = await this.#slurm(["sinfo", "--Node", "--noheader", "--format=%T"]);
      return states.trim().split("\n").filter((state) => state === "idle").length === this.nodes.length;
    });
  }

  /** What runs on a node besides its slurmd. */
  async processesOn(node: string): Promise<string[]> {
    const pids = (await this.#run(["ip", "netns", "pids", this.#namespace(node)])).split("\n").filter((pid) =>
      pid !== ""
    );
    const names = await Promise.all(
      pids.map((pid) => Deno.readTextFile(`/proc/${pid}/comm`).catch(() => "")),
    );
    return names.map((name) => name.trim()).filter((name) => name !== "" && name !== "slurmd");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of [...this.nodes, "middle"]) {
      await this.killNode(node).catch(() => {}); // it may never have been there
      await this.#run(["ip", "netns", "delete", this.#namespace(node)]).catch(() => {});
    }
    for (const process of this.#processes) {
      kill(process.pid);
      await process.status;
    }
  }

  async #configure(): Promise<void> {
    for (const folder of ["state", "log", "munge", ...this.nodes.map((node) => `spool/${node}`)]) {
      await Deno.mkdir(join(this.#folder, folder), { recursive: true });
    }
    const key = crypto.getRandomValues(new Uint8Array(1024));
    await Deno.writeFile(this.#munge("key-file"), key, { mode: 0o600 });
    await Deno.writeTextFile(join(this.#folder, "slurm.conf"), this.#configuration());
  }

  #configuration(): string {
    const count = this.nodes.length, host = Deno.hostname().split(".")[0];
    return [
      "ClusterName=lab",
      `SlurmctldHost=${host}(${CONTROLLER})`,
      "SlurmUser=root",
      "SlurmdUser=root",
      "AuthType=auth/munge",
      `AuthInfo=socket=${this.#munge("socket")}`,
      `PluginDir=${this.#plugins}`,
      `StateSaveLocation=${this.#folder}/state`,
      `SlurmdSpoolDir=${this.#folder}/spool/%n`,
      `SlurmctldPidFile=${this.#folder}/slurmctld.pid`,
      `SlurmdPidFile=${this.#folder}/%n.pid`,
      `SlurmctldLogFile=${this.#folder}/log/slurmctld`,
      `SlurmdLogFile=${this.#folder}/log/%n`,
      "ProctrackType=proctrack/linuxproc",
      "TaskPlugin=task/none",
      "SelectType=select/linear",
      "MpiDefault=none",
      "ReturnToService=2", // a node that died comes back by itself
      "SlurmdTimeout=20",
      "SlurmdParameters=config_overrides",
      `NodeName=n[1-${count}] NodeHostname=${host} NodeAddr=${NETWORK}.[1-${count}] ` +
      `Port=${SLURMD_PORT}-${SLURMD_PORT + count - 1} CPUs=2 RealMemory=1000 State=UNKNOWN`,
      "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
      "",
    ].join("\n");
  }

  /** A namespace for each node, and one in the middle with the bridge, where the controller is. */
  async #connect(): Promise<void> {
    const middle = this.#namespace("middle");
    await this.#run(["ip", "netns", "add", middle]);
    const ip = (namespace: string, ...words: readonly string[]) =>
      this.#run(["ip", "-n", namespace, ...words]);
    await ip(middle, "link", "add", "bridge", "type", "bridge");
    await ip(middle, "address", "add", `${CONTROLLER}/24`, "dev", "bridge");
    for (const device of ["lo", "bridge"]) await ip(middle, "link", "set", device, "up");
    for (const node of this.nodes) {
      const own = this.#namespace(node);
      await this.#run(["ip", "netns", "add", own]);
      await ip(own, "link", "add", DEVICE, "type", "veth", "peer", "name", node, "netns", middle);
      await ip(own, "address", "add", `${this.addressOf(node)}/24`, "dev", DEVICE);
      for (const device of ["lo", DEVICE]) await ip(own, "link", "set", device, "up");
      await ip(middle, "link", "set", node, "master", "bridge", "up");
    }
  }

  async #serve(): Promise<void> {
    const files = ["key-file", "pid-file", "log-file", "seed-file", "socket"]
      .map((option) => `--${option}=${this.#munge(option)}`);
    this.#spawn("munged", [this.#lab.tools.find("munged"), "--foreground", "--force", ...files]);
    await this.#until("munged listens", UP_TIMEOUT_MS, () => exists(this.#munge("socket")));
    this.#spawn("slurmctld", [...this.#within("middle"), this.#lab.tools.find("slurmctld"), "-D"]);
  }

  get #plugins(): string {
    const libraries = dirname(dirname(dirname(this.#lab.tools.find("slurmctld"))));
    return join(libraries, "usr/lib/x86_64-linux-gnu/slurm-wlm");
  }

  #munge(name: string): string {
    return join(this.#folder, "munge", name);
  }

  #namespace(node: string): string {
    return `netio-lab-${Deno.pid}-${node}`;
  }

  /** Not by ip-netns(8), whose /sys has no control groups, which slurmd looks for. */
  #within(node: string): string[] {
    return ["nsenter", `--net=/run/netns/${this.#namespace(node)}`];
  }

  /** A command of Slurm's, where the controller is. */
  #slurm([program, ...words]: readonly string[]): Promise<string> {
    return this.#run([...this.#within("middle"), this.#lab.tools.find(program!), ...words]);
  }

  #run([program, ...words]: readonly string[]): Promise<string> {
    return outputOf(this.#lab.tools.find(program!), words, { env: this.#env });
  }

  /** Starts what goes on until the end; what it says goes into a file. */
  #spawn(name: string, words: readonly string[]): void {
    const log = join(this.#folder, "log", `${name}.said`);
    const script = 'log=$1; shift; exec "$@" > "$log" 2>&1';
    const command = new Deno.Command("sh", {
      args: ["-c", script, "sh", log, ...words],
      env: this.#env,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    this.#processes.push(command.spawn());
  }

  async #until(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let said = "";
    const look = () =>
      holds().catch((error) => {
        said = `: ${error.message}`; // a controller that is starting does not answer yet
        return false;
      });
    while (!await look()) {
      if (performance.now() > deadline) {
        throw new LabError(
          `not so after ${timeoutMs / 1e3} s: ${what}${said}\n${await this.#controllerLog()}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #controllerLog(): Promise<string> {
    return lastLines(
      await Deno.readTextFile(join(this.#folder, "log", "slurmctld")).catch(() => ""),
      LOG_LINES,
    );
  }
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it has ended */ }
}
