/**
 * Hosts of a cluster on one machine: for each a network namespace with an address, on one bridge, and for what is started
 * there as a daemon a /tmp of its own. One more namespace has the bridge, and whoever controls them.
 */
import { join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import { type Lab, LabError } from "./scenario.ts";

/** The addresses exist in the namespaces only (RFC 2544). */
const NETWORK = "198.18.77";
const MIDDLE = "middle";
const DEVICE = "eth0";
const LOOK_MS = 1000;

/** Mounts are seen by the daemon and what it starts alone: unshare(1) makes them private. */
const OWN_TMP = "mount -t tmpfs tmp /tmp";

export class Nodes implements AsyncDisposable {
  /** `n1`, `n2`, … */
  readonly names: readonly string[];
  readonly #lab: Lab;
  readonly #daemons: Deno.ChildProcess[] = [];
  /** The last daemon of each node. */
  readonly #current = new Map<string, Deno.ChildProcess>();

  private constructor(lab: Lab, count: number) {
    this.#lab = lab;
    this.names = Array.from({ length: count }, (_, i) => `n${i + 1}`);
  }

  /** Makes so many. With all that runs there they are gone after `await using`. */
  static async open(lab: Lab, count: number): Promise<Nodes> {
    if (lab.work.startsWith("/tmp/")) {
      throw new LabError("nodes have a /tmp of their own: name a --cache that is not below /tmp");
    }
    const nodes = new Nodes(lab, count);
    try {
      await nodes.#connect();
      return nodes;
    } catch (error) {
      await nodes[Symbol.asyncDispose]();
      throw error;
    }
  }

  addressOf(node: string): string {
    return `${NETWORK}.${this.names.indexOf(node) + 1}`;
  }

  /** Where the bridge is, on the same network. */
  get middleAddress(): string {
    return `${NETWORK}.254`;
  }

  /** The command line that enters a node. Not by ip-netns(8), whose /sys has no control groups, which slurmd looks for. */
  within(node: string): string[] {
    return ["nsenter", `--net=/run/netns/${this.#namespace(node)}`];
  }

  /** The same of the namespace that has the bridge. */
  get withinMiddle(): string[] {
    return this.within(MIDDLE);
  }

  /**
   * Starts a daemon on a node, which goes on until it is killed, or the nodes are disposed of.
   *
   * @param mounts what else is to be mounted for it, on lines of `sh`
   * @param log the file for what it says
   */
  async startDaemon(
    node: string,
    words: readonly string[],
    { log, env, mounts = [] }: {
      readonly log: string;
      readonly env: Readonly<Record<string, string>>;
      readonly mounts?: readonly string[];
    },
  ): Promise<void> {
    await Deno.mkdir(join(log, ".."), { recursive: true });
    const script = ["log=$1", "shift", OWN_TMP, ...mounts, 'exec "$@" > "$log" 2>&1'].join(" && ");
    const command = new Deno.Command(this.#lab.tools.find("nsenter"), {
      args: [...this.within(node).slice(1), "unshare", "--mount", "sh", "-c", script, "sh", log, ...words],
      env,
      stdin: "null",
      stdout: "null",
      stderr: "inherit", // a mount that fails
    });
    const daemon = command.spawn();
    this.#daemons.push(daemon);
    this.#current.set(node, daemon);
  }

  /** A node dies: everything that runs there, without a word to anybody. */
  async kill(node: string): Promise<void> {
    for (const pid of await this.#pids(node)) kill(pid);
  }

  /** Takes a node off the network, or puts it back: nothing on it notices, and nobody hears of it. */
  async setPlugged(node: string, isPlugged: boolean): Promise<void> {
    await this.#ip(MIDDLE, "link", "set", node, isPlugged ? "up" : "down");
  }

  /** Gives two nodes a link of their own, over which the first sends to the second at so many Mbit/s at most. */
  async slowDown(from: string, to: string, mbps: number): Promise<void> {
    const name = `${from}${to}`;
    const peer = ["type", "veth", "peer", "name", name, "netns", this.#namespace(to)];
    await this.#run(["ip", "link", "add", name, "netns", this.#namespace(from), ...peer]);
    for (const [node, other] of [[from, to], [to, from]] as const) {
      await this.#ip(node, "link", "set", name, "up");
      const source = ["src", this.addressOf(node)];
      await this.#ip(node, "route", "add", this.addressOf(other), "dev", name, ...source);
    }
    const limit = ["tbf", "rate", `${mbps}mbit`, "burst", "64kb", "latency", "20ms"];
    await this.#run([...this.within(from), "tc", "qdisc", "add", "dev", name, "root", ...limit]);
  }

  /** What runs on the nodes besides their daemons, as in `n2: netio`. */
  async processesBesides(daemon: string): Promise<string[]> {
    const found: string[] = [];
    for (const node of this.names) {
      for (const pid of await this.#pids(node)) {
        const name = (await Deno.readTextFile(`/proc/${pid}/comm`).catch(() => "")).trim();
        if (name !== "" && name !== daemon) found.push(`${node}: ${name}`);
      }
    }
    return found;
  }

  /** What is in the nodes' /tmp, as in `n2: /tmp/netio-1`. */
  filesInTmp(): string[] {
    return [...this.#current].flatMap(([node, { pid }]) =>
      [...Deno.readDirSync(`/proc/${pid}/root/tmp`)].map(({ name }) => `${node}: /tmp/${name}`)
    );
  }

  /** What is left on the nodes besides their daemons, as soon as that is nothing, or after so long. */
  async leftAfter(ms: number, daemon: string): Promise<string[]> {
    const deadline = performance.now() + ms;
    while (true) {
      const left = [...await this.processesBesides(daemon), ...this.filesInTmp()];
      if (left.length === 0 || performance.now() > deadline) return left;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of [...this.names, MIDDLE]) {
      await this.kill(node).catch(() => {}); // it may never have been there
      await this.#run(["ip", "netns", "delete", this.#namespace(node)]).catch(() => {});
    }
    for (const { status } of this.#daemons) await status;
  }

  async #connect(): Promise<void> {
    const middle = this.#namespace(MIDDLE);
    await this.#run(["ip", "netns", "add", middle]);
    await this.#ip(MIDDLE, "link", "add", "bridge", "type", "bridge");
    await this.#ip(MIDDLE, "address", "add", `${this.middleAddress}/24`, "dev", "bridge");
    for (const device of ["lo", "bridge"]) await this.#ip(MIDDLE, "link", "set", device, "up");
    for (const node of this.names) {
      await this.#run(["ip", "netns", "add", this.#namespace(node)]);
      await this.#ip(node, "link", "add", DEVICE, "type", "veth", "peer", "name", node, "netns", middle);
      await this.#ip(node, "address", "add", `${this.addressOf(node)}/24`, "dev", DEVICE);
      for (const device of ["lo", DEVICE]) await this.#ip(node, "link", "set", device, "up");
      await this.#ip(MIDDLE, "link", "set", node, "master", "bridge", "up");
    }
  }

  async #pids(node: string): Promise<number[]> {
    const text = await this.#run(["ip", "netns", "pids", this.#namespace(node)]);
    return text.split("\n").filter((line) => line !== "").map(Number);
  }

  #namespace(node: string): string {
    return `netio-lab-${Deno.pid}-${node}`;
  }

  #ip(node: string, ...words: readonly string[]): Promise<string> {
    return this.#run(["ip", "-n", this.#namespace(node), ...words]);
  }

  #run([program, ...words]: readonly string[]): Promise<string> {
    return outputOf(this.#lab.tools.find(program!), words, { env: this.#lab.tools.env });
  }
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it has ended */ }
}
