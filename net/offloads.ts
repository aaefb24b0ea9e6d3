/**
 * The settings of a network interface in this thread's namespace, by ioctl: its MTU, and the offloads that `ethtool -k`
 * shows. They decide whether the kernel can send pages without copying them (scatter-gather, checksumming) and how large
 * a segment may be (TSO, GSO).
 *
 * Source: linux/ethtool.h, linux/sockios.h, netdevice(7).
 */
import { libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { tcpSocket } from "./socket.ts";

const SIOCGIFMTU = 0x8921n;
const SIOCETHTOOL = 0x8946n;
const IFREQ = { size: 40, name: 0, nameBytes: 16, mtu: 16, data: 16 } as const;
const VALUE_AT = 64;
const COMMANDS = {
  rxChecksum: 0x14,
  txChecksum: 0x16,
  scatterGather: 0x18,
  tcpSegmentation: 0x1e,
  genericSegmentation: 0x23,
  genericReceive: 0x2b,
} as const;

export type Offload = keyof typeof COMMANDS;

/** Whether each offload is on; `null` where the kernel does not say. */
export function readOffloads(interfaceName: string): Record<Offload, boolean | null> {
  using request = new InterfaceRequest(interfaceName);
  const { view, address } = request.memory;
  view.setBigUint64(IFREQ.data, address + BigInt(VALUE_AT), true);
  const entries = Object.entries(COMMANDS).map(([name, command]) => {
    view.setUint32(VALUE_AT, command, true);
    return [name, request.ask(SIOCETHTOOL) ? view.getUint32(VALUE_AT + 4, true) !== 0 : null];
  });
  return Object.fromEntries(entries) as Record<Offload, boolean | null>;
}

/** The MTU in bytes; `null` where there is no such interface. */
export function readMtu(interfaceName: string): number | null {
  using request = new InterfaceRequest(interfaceName);
  return request.ask(SIOCGIFMTU) ? request.memory.view.getInt32(IFREQ.mtu, true) : null;
}

/** `struct ifreq` for one interface, and a socket to ask with. */
class InterfaceRequest implements Disposable {
  readonly memory = new NativeMemory(128);
  readonly #socket = tcpSocket();

  constructor(interfaceName: string) {
    this.memory.bytes.set(new TextEncoder().encode(interfaceName).subarray(0, IFREQ.nameBytes - 1));
  }

  ask(command: bigint): boolean {
    return libc().ioctl(this.#socket.fd, command, this.memory.address) === 0;
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }
}
