/** Addresses and ports as text. */

export interface HostPort {
  readonly hostname: string;
  readonly port: number;
}

/** `node2:5201`; an IPv6 address in brackets: `[2001:db8::7]:5201`. */
export function hostPortText({ hostname, port }: HostPort): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** An IP address without the prefix by which IPv6 sockets show IPv4 ones: `192.0.2.7` of `::ffff:192.0.2.7`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, "");
}
