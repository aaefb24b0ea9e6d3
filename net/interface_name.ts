/** Which network interface has an address, and so carries the connections that use it. */

/** @returns `null` where no interface of this thread's namespace has it */
export function interfaceWith(address: string): string | null {
  const plain = address.replace(/^::ffff:/, "");
  return Deno.networkInterfaces().find((candidate) => candidate.address === plain)?.name ?? null;
}
