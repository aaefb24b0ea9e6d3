/** The hosts whose pairs are measured: from a list on the command line, or from a file with one host per line. */

export interface ClusterHost {
  /** As the launcher knows it; a part of directory names. */
  readonly name: string;
  /** What the other hosts connect to: the one in the fast network, where that has addresses of its own. */
  readonly address: string;
}

/** Not a list of hosts; the message says what is wrong and what is allowed. */
export class HostsError extends Error {
  override readonly name = "HostsError";
}

const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/;
const ADDRESS = /^[A-Za-z0-9:][\w.:%-]{0,254}$/;

const HOSTS_MIN = 2;

/** The hosts of `n1,n2=10.0.0.2`. Throws {@linkcode HostsError}. */
export function parseHosts(text: string): ClusterHost[] {
  return distinct(text.split(",").map((item) => parseHost(item.trim())));
}

/**
 * The hosts of a file: one per line, as in a list; blank lines and comments (#) are skipped.
 *
 * @param path for messages, which name its lines
 * @throws HostsError
 */
export function parseHostFile(text: string, path: string): ClusterHost[] {
  const hosts: ClusterHost[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const [entry] = line.split("#");
    if (entry!.trim() === "") continue;
    try {
      hosts.push(parseHost(entry!.trim()));
      distinct(hosts);
    } catch (error) {
      throw error instanceof HostsError ? new HostsError(`${path} line ${i + 1}: ${error.message}`) : error;
    }
  }
  return hosts;
}

/** The same hosts, their addresses made of their names: `%h-ib0` is `node2-ib0` of node2. */
export function withAddresses(hosts: readonly ClusterHost[], pattern: string): ClusterHost[] {
  return hosts.map(({ name }) => ({ name, address: pattern.replaceAll("%h", name) }));
}

/** As a list has it. */
export function hostText({ name, address }: ClusterHost): string {
  return name === address ? name : `${name}=${address}`;
}

/** Two hosts of which the first connects and the second serves. */
export interface Pair {
  readonly first: ClusterHost;
  readonly second: ClusterHost;
}

/** What the directory of its result set is called. */
export function pairName({ first, second }: Pair): string {
  return `${first.name}-${second.name}`;
}

/** @throws HostsError for fewer than two hosts, and for names that would give two pairs the same directory */
export function requirePairs(pairs: readonly Pair[], hostCount: number): void {
  if (hostCount < HOSTS_MIN) {
    throw new HostsError(`${hostCount === 1 ? "one host has" : "no hosts have"} no pairs; name two or more`);
  }
  const seen = new Map<string, Pair>();
  for (const pair of pairs) {
    const name = pairName(pair), other = seen.get(name);
    if (other !== undefined) {
      throw new HostsError(
        `${pairText(other)} and ${pairText(pair)} would share the directory ${name}; rename a host`,
      );
    }
    seen.set(name, pair);
  }
}

/** `n1–n2`: the one that connects, and the one that serves. Which of them sends is the sweep's choice. */
export function pairText({ first, second }: Pair): string {
  return `${first.name}–${second.name}`;
}

function parseHost(text: string): ClusterHost {
  const [name = "", address, ...rest] = text.split("=");
  if (!NAME.test(name)) {
    throw new HostsError(
      `"${text}" is not a host name; use letters, digits, dots and hyphens, such as node2 or ` +
        "node2=10.0.0.2 (user names belong in ssh's configuration)",
    );
  }
  if (rest.length > 0 || (address !== undefined && !ADDRESS.test(address))) {
    throw new HostsError(
      `"${text}": the address after = is an IP address or a name, such as ${name}=10.0.0.2`,
    );
  }
  return { name, address: address ?? name };
}

function distinct(hosts: ClusterHost[]): ClusterHost[] {
  const names = hosts.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new HostsError(`${twice} is given twice`);
  return hosts;
}
