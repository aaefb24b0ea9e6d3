/** Which network interface has an address, and so carries the connections that use it. */
import { plainAddress } from "./host_port.ts";

/** @returns `null` if no interface of this thread's namespace has it */
export function interfaceWith(address: string): string | null {
  const plain = plainAddress(address);
  return Deno.networkInterfaces().find((candidate) => candidate.address === plain)?.name ?? null;
}
