/**
 * Two network namespaces with a veth pair between them: the whole network stack without a network card.
 *
 * `ip` and `tc` (iproute2) configure them, run inside by `nsenter`. The addresses are of 198.18.0.0/15, which is set
 * aside for benchmarks (RFC 2544); they exist in these namespaces only. Sources: veth(4), ip-netns(8), tc-netem(8).
 */
import { searchPath } from "./search_path.ts";
import { type NetworkEnvironment, readNetwork } from "../host/network.ts";
import type { ConnectionPlaces } from "./connections.ts";
import { NetworkNamespace } from "./netns.ts";
import { type Offload, readMtu, readOffloads } from "./offloads.ts";

export interface VethOptions {
  /** `null`: the kernel's, 1500. */
  readonly mtuBytes: number | null;
  /** Arguments of `tc qdisc add … netem`, applied to what each side sends; `null` for none. */
  readonly netem: string | null;
}

/** One side, as the kernel describes it inside the namespace. */
interface VethSide {
  readonly interfaceName: string;
  readonly mtuBytes: number | null;
  readonly offloads: Readonly<Record<Offload, boolean | null>>;
  /** Settings of the namespace; most of them are not inherited from the host. */
  readonly network: NetworkEnvironment;
}

const SERVER = { interfaceName: "netio0", address: "198.18.0.1" } as const;
const CLIENT = { interfaceName: "netio1", address: "198.18.0.2" } as const;
const PREFIX_BITS = 30;

/** A server's and a client's namespace, connected; released by `using`. */
export class VethPair implements ConnectionPlaces, Disposable {
  readonly address = SERVER.address;
  readonly #server: NetworkNamespace;
  readonly #client: NetworkNamespace;

  private constructor(server: NetworkNamespace, client: NetworkNamespace) {
    this.#server = server;
    this.#client = client;
  }

  /** @throws Error naming what is missing, or what `ip` or `tc` said */
  static async create({ mtuBytes, netem }: VethOptions): Promise<VethPair> {
    using made = new DisposableStack();
    const server = made.use(new NetworkNamespace()), client = made.use(new NetworkNamespace());
    const names = [SERVER.interfaceName, "type", "veth", "peer", "name", CLIENT.interfaceName];
    await within(server, ["ip", "link", "add", ...names, "netns", client.path]);
    for (const [side, { interfaceName, address }] of [[server, SERVER], [client, CLIENT]] as const) {
      const device = ["dev", interfaceName];
      await within(side, ["ip", "address", "add", `${address}/${PREFIX_BITS}`, ...device]);
      await within(side, ["ip", "link", "set", "dev", "lo", "up"]);
      const mtu = mtuBytes === null ? [] : ["mtu", String(mtuBytes)];
      await within(side, ["ip", "link", "set", ...device, ...mtu, "up"]);
      if (netem === null) continue;
      await within(side, ["tc", "qdisc", "add", ...device, "root", "netem", ...netem.trim().split(/\s+/)]);
    }
    made.move();
    return new VethPair(server, client);
  }

  /** Where `nsenter --net=…` finds the server's namespace, while this is held. */
  get serverPath(): string {
    return this.#server.path;
  }

  /** The same of the client's. */
  get clientPath(): string {
    return this.#client.path;
  }

  inServer<T>(make: () => T): T {
    return this.#server.run(make);
  }

  inClient<T>(make: () => T): T {
    return this.#client.run(make);
  }

  /** Both sides as they are now. */
  describe(): { readonly server: VethSide; readonly client: VethSide } {
    return {
      server: this.inServer(() => describe(SERVER.interfaceName)),
      client: this.inClient(() => describe(CLIENT.interfaceName)),
    };
  }

  [Symbol.dispose](): void {
    this.#server[Symbol.dispose]();
    this.#client[Symbol.dispose]();
  }
}

/** /proc/sys/net is the reading thread's; /sys/class/net is not, so the interface is asked by ioctl. */
function describe(interfaceName: string): VethSide {
  return {
    interfaceName,
    mtuBytes: readMtu(interfaceName),
    offloads: readOffloads(interfaceName),
    network: readNetwork("/", []),
  };
}

/** Runs a program inside a namespace. */
async function within(namespace: NetworkNamespace, [program, ...args]: readonly [string, ...string[]]) {
  const command = `${program} ${args.join(" ")}`;
  try {
    const { success, stderr } = await new Deno.Command("nsenter", {
      args: [`--net=${namespace.path}`, program, ...args],
      env: searchPath(),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return;
    const said = new TextDecoder().decode(stderr).trim().split("\n")[0] ?? "";
    if (/qdisc kind is unknown/.test(said)) {
      throw new Error("this kernel has no netem (CONFIG_NET_SCH_NETEM)");
    }
    throw new Error(/No such file/.test(said) ? missing(program, "iproute2") : `${command}: ${said}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(missing("nsenter", "util-linux"));
    throw error;
  }
}

function missing(program: string, debianPackage: string): string {
  return `there is no program ${program} (package ${debianPackage}); --topology loopback needs none`;
}
