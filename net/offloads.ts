/**
 * Offloads of a network interface, by the ioctl behind `ethtool -k`. They decide whether the kernel can send pages
 * without copying them (scatter-gather, checksumming) and how large a segment may be (TSO, GSO).
 *
 * Source: linux/ethtool.h, linux/sockios.h, netdevice(7).
 */
import { libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { tcpSocket } from "./socket.ts";

const SIOCETHTOOL = 0x8946n;
const IFREQ = { size: 40, name: 0, nameBytes: 16, data: 16 } as const;
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
  using socket = tcpSocket();
  using memory = new NativeMemory(128);
  const request = (command: number): boolean | null => {
    memory.bytes.fill(0);
    memory.bytes.set(new TextEncoder().encode(interfaceName).subarray(0, IFREQ.nameBytes - 1));
    memory.view.setBigUint64(IFREQ.data, memory.address + BigInt(VALUE_AT), true);
    memory.view.setUint32(VALUE_AT, command, true);
    if (libc().ioctl(socket.fd, SIOCETHTOOL, memory.address) !== 0) return null;
    return memory.view.getUint32(VALUE_AT + 4, true) !== 0;
  };
  const entries = Object.entries(COMMANDS).map(([name, command]) => [name, request(command)]);
  return Object.fromEntries(entries) as Record<Offload, boolean | null>;
}
