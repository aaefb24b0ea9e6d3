/** A host and a port as one text. */

export interface HostPort {
  readonly hostname: string;
  readonly port: number;
}

/** `node2:5201`; an IPv6 address in brackets: `[2001:db8::7]:5201`. */
export function hostPortText({ hostname, port }: HostPort): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
