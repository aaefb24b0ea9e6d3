/**
 * The network settings that decide a transmit path's speed, and the interface it leaves by.
 *
 * Source: tcp(7), /proc/sys/net (Documentation/networking/ip-sysctl.rst), /sys/class/net (sysfs-class-net).
 */
import { readInterfaceNode } from "./interface_node.ts";
import { readReceiveDetours, type ReceiveDetour } from "./receive_path.ts";
import { readInteger, readNames, readText } from "./sysfs.ts";

export const LOOPBACK_INTERFACE = "lo";

/** `min default max`, bytes. */
type TcpMemory = readonly [minBytes: number, defaultBytes: number, maxBytes: number];

interface InterfaceEnvironment {
  readonly name: string;
  readonly mtuBytes: number | null;
  /** `null` for devices without a line rate (loopback, veth). */
  readonly speedMbps: number | null;
  /** The kernel driver; `null` for virtual devices. */
  readonly driver: string | null;
  readonly transmitQueues: number | null;
  /** The memory node of its card; `null` without one, and where the machine has no nodes. */
  readonly numaNode: number | null;
  /** What takes received packets to other CPUs or threads. */
  readonly receiveDetours: readonly ReceiveDetour[] | null;
}

export interface NetworkEnvironment {
  readonly interfaces: readonly InterfaceEnvironment[];
  /** Option memory per socket; it bounds outstanding zero-copy sends. Per network namespace since Linux 6.8. */
  readonly optmemMaxBytes: number | null;
  readonly tcpRmemBytes: TcpMemory | null;
  readonly tcpWmemBytes: TcpMemory | null;
  readonly rmemMaxBytes: number | null;
  readonly wmemMaxBytes: number | null;
  readonly defaultQdisc: string | null;
  readonly congestionControl: string | null;
  readonly congestionAllowed: readonly string[] | null;
  readonly congestionAvailable: readonly string[] | null;
  /** Packet sockets in this network namespace that take all packets (tcpdump and the like); each makes zero-copy sends copy. */
  readonly packetTaps: number | null;
}

/**
 * Reads the settings of the reader's network namespace under `root`.
 *
 * @param interfaceNames the interfaces that traffic uses, such as `lo`
 */
export function readNetwork(root: string, interfaceNames: readonly string[]): NetworkEnvironment {
  const core = (name: string) => readInteger(root, `/proc/sys/net/core/${name}`);
  const ipv4 = (name: string) => readText(root, `/proc/sys/net/ipv4/${name}`);
  return {
    interfaces: interfaceNames.map((name) => readInterface(root, name)),
    optmemMaxBytes: core("optmem_max"),
    tcpRmemBytes: tcpMemory(ipv4("tcp_rmem")),
    tcpWmemBytes: tcpMemory(ipv4("tcp_wmem")),
    rmemMaxBytes: core("rmem_max"),
    wmemMaxBytes: core("wmem_max"),
    defaultQdisc: readText(root, "/proc/sys/net/core/default_qdisc"),
    congestionControl: ipv4("tcp_congestion_control"),
    congestionAllowed: words(ipv4("tcp_allowed_congestion_control")),
    congestionAvailable: words(ipv4("tcp_available_congestion_control")),
    packetTaps: readPacketTaps(root, interfaceNames),
  };
}

function readInterface(root: string, name: string): InterfaceEnvironment {
  const directory = `/sys/class/net/${name}`;
  const speed = readInteger(root, `${directory}/speed`);
  const queues = readNames(root, `${directory}/queues`)?.filter((queue) => queue.startsWith("tx-")).length;
  return {
    name,
    mtuBytes: readInteger(root, `${directory}/mtu`),
    speedMbps: speed === null || speed <= 0 ? null : speed,
    driver: readText(root, `${directory}/device/uevent`)?.match(/^DRIVER=(.+)$/m)?.[1] ?? null,
    transmitQueues: queues ?? null,
    numaNode: readInterfaceNode(root, name),
    receiveDetours: readReceiveDetours(root, name),
  };
}

/** ETH_P_ALL (linux/if_ether.h): the protocol of packet sockets that see what is sent; others only receive. */
const ALL_PROTOCOLS = "0003";

/**
 * /proc/net/packet has a line for each packet socket: its protocol in the fourth column, the interface it is bound to in
 * the fifth, 0 for all. Where the indexes of the interfaces can't be read, every one counts.
 */
function readPacketTaps(root: string, interfaceNames: readonly string[]): number | null {
  const text = readText(root, "/proc/net/packet");
  if (text === null) return null;
  const indexes = interfaceNames.map((name) => readInteger(root, `/sys/class/net/${name}/ifindex`))
    .filter((index) => index !== null);
  return text.split("\n").filter((line) => {
    const [, , , protocol, index = "0"] = line.trim().split(/\s+/);
    const isOurs = index === "0" || indexes.length === 0 || indexes.includes(Number(index));
    return protocol === ALL_PROTOCOLS && isOurs;
  }).length;
}

function tcpMemory(text: string | null): TcpMemory | null {
  const [min, initial, max] = text?.split(/\s+/).map(Number) ?? [];
  if (min === undefined || initial === undefined || max === undefined) return null;
  return [min, initial, max];
}

function words(text: string | null): string[] | null {
  return text === null ? null : text.split(/\s+/).filter((word) => word !== "");
}
