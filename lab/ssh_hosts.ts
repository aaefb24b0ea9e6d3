/**
 * Nodes that are reached by ssh: a real sshd on each, and a place where ssh knows them. Keys are made for the run; nobody's
 * ~/.ssh, accounts or configuration are touched, since what has to be otherwise is mounted over them for these processes
 * alone. Source: sshd_config(5), ssh_config(5).
 */
import { join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import type { Nodes } from "./nodes.ts";
import { exists } from "./programs.ts";
import { type Lab, LabError } from "./scenario.ts";

const CLIENT_CONFIGURATION = "/etc/ssh/ssh_config";
/** sshd wants an account and a folder for the part of it that has no rights. */
const ACCOUNTS = "root:x:0:0:root:/root:/bin/sh\nsshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n";
const NO_PASSWORDS = "root:*:1::::::\nsshd:*:1::::::\n";

const UP_TIMEOUT_MS = 30e3;
const LOOK_MS = 250;

export class SshHosts implements AsyncDisposable {
  readonly #lab: Lab;
  readonly #nodes: Nodes;
  readonly #folder: string;

  private constructor(lab: Lab, nodes: Nodes) {
    this.#lab = lab;
    this.#nodes = nodes;
    this.#folder = join(lab.work, "ssh");
  }

  /**
   * Starts a daemon on each node, and waits until all answer.
   *
   * @param apart a folder that is another one on each node, as on hosts that share no file system
   */
  static async start(lab: Lab, nodes: Nodes, apart: string): Promise<SshHosts> {
    const hosts = new SshHosts(lab, nodes);
    await Deno.mkdir(apart, { recursive: true });
    await hosts.#makeKeys();
    await hosts.#configureClient();
    for (const node of nodes.names) await hosts.#serve(node, apart);
    for (const node of nodes.names) await hosts.#untilAnswered(node);
    return hosts;
  }

  /** The command line that has a program run where ssh knows the hosts by their names. */
  get client(): string[] {
    const script = `mount --bind "$1" ${CLIENT_CONFIGURATION} && shift && exec "$@"`;
    const configuration = join(this.#folder, "ssh_config");
    return [...this.#nodes.withinMiddle, "unshare", "--mount", "sh", "-c", script, "sh", configuration];
  }

  /** What a shell says on a host. */
  async said(node: string, shellText: string): Promise<string> {
    const [program, ...words] = [...this.client, "ssh", "-o", "BatchMode=yes", node, shellText];
    return await outputOf(program!, words, { env: this.#lab.tools.env });
  }

  /** The keys go; the daemons go with the nodes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(join(this.#folder, "keys"), { recursive: true });
  }

  async #makeKeys(): Promise<void> {
    await Deno.mkdir(join(this.#folder, "keys"), { recursive: true });
    for (const whose of ["host", "client"]) {
      const args = ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", this.#key(whose)];
      await outputOf(this.#lab.tools.find("ssh-keygen"), args, { env: this.#lab.tools.env });
    }
  }

  async #configureClient(): Promise<void> {
    if (!await exists(CLIENT_CONFIGURATION)) {
      throw new LabError(`there is no ${CLIENT_CONFIGURATION}: install openssh-client`);
    }
    const { names } = this.#nodes;
    const hostKey = (await Deno.readTextFile(`${this.#key("host")}.pub`)).trim();
    const known = join(this.#folder, "known_hosts");
    const addresses = names.map((node) => this.#nodes.addressOf(node));
    await Deno.writeTextFile(known, addresses.map((address) => `${address} ${hostKey}\n`).join(""));
    const lines = [
      ...names.flatMap((node, i) => [`Host ${node}`, `  HostName ${addresses[i]}`]),
      "Host *",
      "  User root",
      `  IdentityFile ${this.#key("client")}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${known}`,
      "  StrictHostKeyChecking yes",
    ];
    await Deno.writeTextFile(join(this.#folder, "ssh_config"), `${lines.join("\n")}\n`);
    await Deno.writeTextFile(join(this.#folder, "passwd"), ACCOUNTS);
    await Deno.writeTextFile(join(this.#folder, "shadow"), NO_PASSWORDS);
  }

  async #serve(node: string, apart: string): Promise<void> {
    const configuration = join(this.#folder, `sshd_config.${node}`);
    const lines = [
      `ListenAddress ${this.#nodes.addressOf(node)}`,
      `HostKey ${this.#key("host")}`,
      `AuthorizedKeysFile ${this.#key("client")}.pub`,
      "AllowUsers root",
      "PermitRootLogin prohibit-password",
      "PasswordAuthentication no",
      "StrictModes no", // the cache may be in a folder that others can write to
      "PidFile none",
      "Subsystem sftp internal-sftp",
    ];
    await Deno.writeTextFile(configuration, `${lines.join("\n")}\n`);
    await this.#nodes.startDaemon(node, [this.#lab.tools.find("sshd"), "-D", "-e", "-f", configuration], {
      log: join(this.#folder, "log", node),
      env: this.#lab.tools.env,
      mounts: [
        ...["passwd", "shadow"].map((name) => `mount --bind '${join(this.#folder, name)}' /etc/${name}`),
        "mount -t tmpfs run /run",
        "mkdir /run/sshd",
        `mount -t tmpfs apart '${apart}'`,
      ],
    });
  }

  async #untilAnswered(node: string): Promise<void> {
    const deadline = performance.now() + UP_TIMEOUT_MS;
    while (true) {
      const failure = await this.said(node, "true").then(() => null, (error: Error) => error);
      if (failure === null) return;
      if (performance.now() > deadline) {
        const log = await Deno.readTextFile(join(this.#folder, "log", node)).catch(() => "");
        throw new LabError(`the sshd of ${node} does not answer: ${failure.message}\n${log.trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #key(whose: string): string {
    return join(this.#folder, "keys", whose);
  }
}
