/**
 * An IPv6 link-local address means something on one link only, so a socket wants the number of the interface with it.
 * Deno's addresses come without. Sources: RFC 4007; ipv6(7), `sin6_scope_id`.
 */

/** What is asked of an interface: one for each address that it has. */
export type InterfaceAddress = Pick<Deno.NetworkInterfaceInfo, "name" | "address" | "scopeid">;

/**
 * An address on the link of a control connection, as {@linkcode import("./socket.ts").socketAddress} takes it:
 * a link-local one with its interface's number, `fe80::1%2`, any other as it is.
 *
 * @param local this host's address on the connection
 * @param asked the host as the user wrote it; an interface in it decides where several have the address
 * @throws Error where no interface, or more than one, has `local`
 */
export function withScope(
  address: string,
  local: string,
  asked = "",
  interfaces: readonly InterfaceAddress[] = Deno.networkInterfaces(),
): string {
  if (!isLinkLocal(address)) return address;
  const [, zone] = asked.split("%");
  const holders = interfaces.filter((candidate) =>
    candidate.address === local &&
    (zone === undefined || zone === candidate.name || zone === String(candidate.scopeid))
  );
  const [holder, ...others] = holders;
  if (holder === undefined) throw new Error(`no interface has the link-local address ${local} any more`);
  if (others.length === 0) return `${address}%${holder.scopeid}`;
  throw new Error(
    `${holders.map(({ name }) => name).join(" and ")} have the same link-local address ${local}, ` +
      "so it names no link: connect to an address that is not link-local (fe80::)",
  );
}

/** fe80::/10 */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
