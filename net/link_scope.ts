/**
 * An IPv6 link-local address is valid on one link only, so a socket needs the number of the interface with it.
 * Users write its name, and Deno's addresses come without. Sources: RFC 4007; ipv6(7), `sin6_scope_id`.
 */

/** What the system says about an interface: an entry for each of its addresses. */
type InterfaceAddress = Pick<Deno.NetworkInterfaceInfo, "name" | "address" | "scopeid">;

/**
 * One of this host's own addresses as {@linkcode import("./socket.ts").socketAddress} takes it: a link-local one with
 * its interface's number, `fe80::1%2`, any other as it is.
 *
 * @throws Error where no interface, or more than one, has it
 */
export function withOwnScope(
  address: string,
  interfaces: readonly InterfaceAddress[] = Deno.networkInterfaces(),
): string {
  if (!isLinkLocal(address)) return address;
  const holders = interfaces.filter((candidate) => candidate.address === address);
  const [holder, ...others] = holders;
  if (holder === undefined) throw new Error(`no interface has the link-local address ${address} any longer`);
  if (others.length === 0) return `${address}%${holder.scopeid}`;
  throw new Error(
    `${holders.map(({ name }) => name).join(" and ")} have the same link-local address ${address}, ` +
      "so it names no link: connect to an address that is not link-local (fe80::)",
  );
}

/**
 * An address whose interface, behind a %, is its number: `fe80::1%2` for `fe80::1%eth0`. Any other stays as it is.
 *
 * @throws Error where there is no such interface
 */
export function withInterfaceNumber(
  address: string,
  interfaces: readonly InterfaceAddress[] = Deno.networkInterfaces(),
): string {
  const [plain, zone] = address.split("%");
  if (zone === undefined || /^\d+$/.test(zone)) return address;
  const own = interfaces.find((candidate) => candidate.name === zone && isLinkLocal(candidate.address));
  if (own === undefined) throw new Error(`there is no interface ${zone} with a link-local address`);
  return `${plain}%${own.scopeid}`;
}

/** fe80::/10 */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
