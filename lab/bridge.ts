/**
 * The line between guests: a bridge in a network namespace of its own, with a tap device for each guest. Taps and not
 * qemu's sockets, since these would take the offloads away without which the kernel copies what is sent without a copy.
 *
 * Source: ip-link(8), tuntap in ip(8); the namespace has no name and ends with the process that holds it.
 */
import { type Lab, LabError } from "./scenario.ts";

export class Bridge implements AsyncDisposable {
  readonly #holder: Deno.ChildProcess;
  readonly #mtu: number;
  readonly #enter: readonly string[];

  private constructor(lab: Lab, holder: Deno.ChildProcess, mtu: number) {
    this.#holder = holder;
    this.#mtu = mtu;
    this.#enter = [lab.tools.find("nsenter"), `--net=/proc/${holder.pid}/ns/net`];
  }

  /** @param taps how many guests it is for */
  static async open(lab: Lab, mtu: number, taps: number): Promise<Bridge> {
    const lines = [
      "ip link set lo up",
      "ip link add bridge type bridge",
      `ip link set bridge mtu ${mtu} up`,
      ...Array.from({ length: taps }, (_, i) => [
        `ip tuntap add tap${i} mode tap vnet_hdr`,
        `ip link set tap${i} mtu ${mtu} master bridge up`,
      ]).flat(),
      "echo ready",
      "exec cat",
    ];
    const holder = new Deno.Command(lab.tools.find("unshare"), {
      args: ["--net", "sh", "-c", lines.join(" && ")],
      env: { ...lab.tools.env },
      stdin: "piped", // the namespace goes when this does
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const bridge = new Bridge(lab, holder, mtu);
    const reader = holder.stdout.getReader();
    const { done } = await reader.read();
    await reader.cancel();
    if (!done) {
      await holder.stderr.cancel();
      return bridge;
    }
    throw new LabError(`can't make a bridge and taps: ${(await new Response(holder.stderr).text()).trim()}`);
  }

  /** The command line that enters the namespace. */
  get enter(): readonly string[] {
    return this.#enter;
  }

  /** qemu's options of a guest's network card. */
  card(tap: number): readonly string[] {
    const device = `virtio-net-pci,netdev=net,mac=52:54:00:00:00:0${tap + 1},host_mtu=${this.#mtu},romfile=`;
    return ["-netdev", `tap,id=net,ifname=tap${tap},script=no,downscript=no`, "-device", device];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await this.#holder.status;
  }
}
