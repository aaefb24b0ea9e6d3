/**
 * Two hosts with two routers between them, as network namespaces: what drops, forgets or translates stands in the routers.
 *
 *     client 198.18.1.2 – 198.18.1.1 near router 198.18.3.1 – 198.18.3.2 far router 198.18.2.1 – 198.18.2.2 server
 */
import { assertEquals } from "@std/assert";
import { NetworkNamespace } from "../../net/netns.ts";
import { execute } from "../cli/program.ts";

export interface RoutedOptions {
  /** MTU of the hosts' links and of the one between the routers. */
  readonly hostMtuBytes?: number;
  readonly middleMtuBytes?: number;
}

type Place = "client" | "near" | "far" | "server";

interface Link {
  readonly ends: readonly [Place, Place];
  readonly addresses: readonly [string, string];
  readonly mtuBytes: number;
}

/** What each place reaches by way of which neighbour. */
const ROUTES = [
  ["client", "default", "198.18.1.1"],
  ["near", "198.18.2.0/24", "198.18.3.2"],
  ["far", "198.18.1.0/24", "198.18.3.1"],
  ["server", "default", "198.18.2.1"],
] as const;

/** Given up by `using`, with all that is in it. */
export class RoutedHosts implements Disposable {
  readonly serverAddress = "198.18.2.2";
  readonly #namespaces: Readonly<Record<Place, NetworkNamespace>>;

  private constructor() {
    this.#namespaces = {
      client: new NetworkNamespace(),
      near: new NetworkNamespace(),
      far: new NetworkNamespace(),
      server: new NetworkNamespace(),
    };
  }

  static async create(
    { hostMtuBytes = 1500, middleMtuBytes = 1500 }: RoutedOptions = {},
  ): Promise<RoutedHosts> {
    const hosts = new RoutedHosts();
    const links: Link[] = [
      { ends: ["client", "near"], addresses: ["198.18.1.2", "198.18.1.1"], mtuBytes: hostMtuBytes },
      { ends: ["near", "far"], addresses: ["198.18.3.1", "198.18.3.2"], mtuBytes: middleMtuBytes },
      { ends: ["far", "server"], addresses: ["198.18.2.1", "198.18.2.2"], mtuBytes: hostMtuBytes },
    ];
    for (const link of links) await hosts.#connect(link);
    for (const [place, network, via] of ROUTES) {
      await hosts.run(place, ["ip", "link", "set", "lo", "up"]);
      await hosts.run(place, ["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
      await hosts.run(place, ["ip", "route", "add", network, "via", via]);
    }
    return hosts;
  }

  async #connect({ ends, addresses, mtuBytes }: Link): Promise<void> {
    const [first, second] = ends;
    const names = [`to-${second}`, "type", "veth", "peer", "name", `to-${first}`];
    await this.run(first, ["ip", "link", "add", ...names, "netns", this.path(second)]);
    for (const [i, place] of ends.entries()) {
      const device = ["dev", `to-${ends[1 - i]}`];
      await this.run(place, ["ip", "address", "add", `${addresses[i]}/24`, ...device]);
      await this.run(place, ["ip", "link", "set", ...device, "mtu", String(mtuBytes), "up"]);
    }
  }

  /** Where `nsenter --net=…` finds a place, while this is held. */
  path(place: Place): string {
    return this.#namespaces[place].path;
  }

  /** Does something in a place's namespace. */
  inside<T>(place: Place, make: () => T): T {
    return this.#namespaces[place].run(make);
  }

  /** Runs a command in a place, which has to succeed. */
  async run(place: Place, command: readonly string[]): Promise<void> {
    const { code, stderr } = await execute(["nsenter", `--net=${this.path(place)}`, ...command]);
    assertEquals(code, 0, `${command.join(" ")}: ${stderr}`);
  }

  /** Has a place filter packets by nftables' rules. */
  async filter(place: Place, rules: readonly string[]): Promise<void> {
    await this.run(place, ["nft", ["add table ip netio", ...rules].join("; ")]);
  }

  [Symbol.dispose](): void {
    for (const namespace of Object.values(this.#namespaces)) namespace[Symbol.dispose]();
  }
}

/** Why such hosts can't be made here, or packets not be filtered; `null` where they can. */
export async function whyNoRoutedHosts(): Promise<string | null> {
  try {
    using hosts = await RoutedHosts.create();
    await hosts.filter("near", [
      "add chain ip netio seen { type filter hook forward priority 0; }",
      "add rule ip netio seen ct state established accept",
    ]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
