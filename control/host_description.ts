/** How a host describes itself for `environment.json`: program, machine, and the interface that the traffic uses. */
import { type HostEnvironment, readEnvironment } from "../host/environment.ts";
import { readHostName } from "../host/host_name.ts";
import { readLowerInterfaces } from "../host/lower_interfaces.ts";
import { readText } from "../host/sysfs.ts";
import { plainAddress } from "../net/host_port.ts";
import { interfaceWith } from "../net/interface_name.ts";
import { type Offload, readOffloads } from "../net/offloads.ts";

interface HostDescription {
  readonly netioVersion: string;
  readonly denoVersion: string;
  readonly hostName: string | null;
  /** The IP address that its end of the connections has. */
  readonly address: string;
  /** `null` where no interface has that address. */
  readonly interfaceName: string | null;
  readonly offloads: Readonly<Record<Offload, boolean | null>> | null;
  /** Of the interfaces below it, where it is a bond, a VLAN or the like. */
  readonly lowerOffloads: readonly ({ readonly name: string } & Readonly<Record<Offload, boolean | null>>)[];
  readonly host: HostEnvironment;
}

/** @param address of this host's end of the control connection */
export function describeHost(address: string, netioVersion: string): HostDescription {
  const interfaceName = interfaceWith(address);
  const lower = interfaceName === null ? [] : readLowerInterfaces("/", interfaceName);
  return {
    netioVersion,
    denoVersion: Deno.version.deno,
    hostName: readHostName(),
    address: plainAddress(address),
    interfaceName,
    offloads: interfaceName === null ? null : readOffloads(interfaceName),
    lowerOffloads: lower.map((name) => ({ name, ...readOffloads(name) })),
    host: readEnvironment({ interfaceNames: interfaceName === null ? [] : [interfaceName, ...lower] }),
  };
}

/** Names this boot of the kernel: the same in all its namespaces and containers. Empty where it can't be read. */
export function readBootId(): string {
  return readText("/", "/proc/sys/kernel/random/boot_id") ?? "";
}
