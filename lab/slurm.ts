/**
 * A Slurm cluster on one machine: munge, slurmctld, and a slurmd on each of some nodes (`nodes.ts`). Nothing of the
 * machine's own Slurm or munge is touched: keys, sockets and state lie in the run's folder. Source: slurm.conf(5), slurmd(8), munged(8).
 */
import { dirname, join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import { Nodes } from "./nodes.ts";
import { exists, lastLines } from "./programs.ts";
import { type Lab, LabError } from "./scenario.ts";

const SLURMD_PORT = 17001;

const UP_TIMEOUT_MS = 60e3;
const LOOK_MS = 250;
const LOG_LINES = 15;

/** A cluster whose controller is where the nodes' bridge is; its nodes are its own, and gone after `await using`. */
export class SlurmCluster implements AsyncDisposable {
  readonly nodes: Nodes;
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #processes: Deno.ChildProcess[] = [];

  private constructor(lab: Lab, nodes: Nodes) {
    this.#lab = lab;
    this.#folder = join(lab.work, "slurm");
    this.nodes = nodes;
    const plugins = this.#plugins;
    this.#env = {
      ...lab.tools.env,
      LD_LIBRARY_PATH: `${plugins}:${lab.tools.env["LD_LIBRARY_PATH"] ?? ""}`,
      SLURM_CONF: join(this.#folder, "slurm.conf"),
    };
  }

  /** Starts one and waits until all its nodes are idle. */
  static async start(lab: Lab, count: number): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(lab, await Nodes.open(lab, count));
    try {
      await cluster.#configure();
      await cluster.#serve();
      for (const node of cluster.nodes.names) await cluster.startNode(node);
      await cluster.untilIdle();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts the slurmd of a node, for the first time or after its death. */
  async startNode(node: string): Promise<void> {
    const slurmd = this.#lab.tools.find("slurmd");
    const words = [slurmd, "-D", "-N", node, "-d", join(dirname(slurmd), "slurmstepd")];
    await this.nodes.startDaemon(node, words, {
      log: join(this.#folder, "log", `${node}.said`),
      env: this.#env,
    });
  }

  /** Submits a script from a folder, without waiting for it; gives the job's number. */
  async submit(script: string, folder: string): Promise<string> {
    return (await this.#slurm(["sbatch", "--parsable", "--chdir", folder, script])).trim();
  }

  /** Queues a job again that does nothing any more. */
  async requeue(job: string): Promise<void> {
    await this.#slurm(["scontrol", "requeue", job]);
  }

  /** Waits until a job has ended; gives its state and exit code, as in `COMPLETED 0:0`. */
  async untilEnded(job: string, timeoutMs: number): Promise<string> {
    const field = (text: string, name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1] ?? "?";
    let ended = "";
    await this.#until(`job ${job} has ended`, timeoutMs, async () => {
      const text = await this.#slurm(["scontrol", "--oneliner", "show", "job", job]);
      const state = field(text, "JobState");
      ended = `${state} ${field(text, "ExitCode")}`;
      return !["PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "REQUEUED"].includes(state);
    });
    return ended;
  }

  /** Waits until Slurm could use every node. */
  async untilIdle(): Promise<void> {
    await this.#until("all nodes are idle", UP_TIMEOUT_MS, async () => {
      const states = await this.#slurm(["sinfo", "--Node", "--noheader", "--format=%T"]);
      return states.trim().split("\n").filter((state) => state === "idle").length === this.nodes.names.length;
    });
  }

  /** Waits until Slurm has noticed what became of a node, as sinfo(1) calls it. */
  async untilNodeIs(node: string, state: string): Promise<void> {
    const asking = ["sinfo", "--Node", "--noheader", "--nodes", node, "--format=%T"];
    await this.#until(
      `${node} is ${state}`,
      UP_TIMEOUT_MS,
      async () => (await this.#slurm(asking)).trim().startsWith(state),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nodes[Symbol.asyncDispose]();
    for (const process of this.#processes) {
      kill(process.pid);
      await process.status;
    }
  }

  async #configure(): Promise<void> {
    for (const folder of ["state", "log", "munge", ...this.nodes.names.map((node) => `spool/${node}`)]) {
      await Deno.mkdir(join(this.#folder, folder), { recursive: true });
    }
    const key = crypto.getRandomValues(new Uint8Array(1024));
    await Deno.writeFile(this.#munge("key-file"), key, { mode: 0o600 });
    await Deno.writeTextFile(join(this.#folder, "slurm.conf"), this.#configuration());
  }

  #configuration(): string {
    const { names, middleAddress } = this.nodes, host = Deno.hostname().split(".")[0];
    const addresses = names.map((node) => this.nodes.addressOf(node)), count = names.length;
    return [
      "ClusterName=lab",
      `SlurmctldHost=${host}(${middleAddress})`,
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
      `NodeName=${names.join(",")} NodeHostname=${host} NodeAddr=${addresses.join(",")} ` +
      `Port=${SLURMD_PORT}-${SLURMD_PORT + count - 1} CPUs=2 RealMemory=1000 State=UNKNOWN`,
      "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
      "",
    ].join("\n");
  }

  async #serve(): Promise<void> {
    const files = ["key-file", "pid-file", "log-file", "seed-file", "socket"]
      .map((option) => `--${option}=${this.#munge(option)}`);
    this.#spawn("munged", [this.#lab.tools.find("munged"), "--foreground", "--force", ...files]);
    await this.#until("munged listens", UP_TIMEOUT_MS, () => exists(this.#munge("socket")));
    this.#spawn("slurmctld", [...this.nodes.withinMiddle, this.#lab.tools.find("slurmctld"), "-D"]);
  }

  get #plugins(): string {
    const libraries = dirname(dirname(dirname(this.#lab.tools.find("slurmctld"))));
    return join(libraries, "usr/lib/x86_64-linux-gnu/slurm-wlm");
  }

  #munge(name: string): string {
    return join(this.#folder, "munge", name);
  }

  /** A command of Slurm's, where the controller is. */
  #slurm([program, ...words]: readonly string[]): Promise<string> {
    return this.#run([...this.nodes.withinMiddle, this.#lab.tools.find(program!), ...words]);
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
