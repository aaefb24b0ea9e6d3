/** Named network namespaces as the hosts of a cluster: one bridge, each host with an address on it; removed afterwards. */
import { assertEquals } from "@std/assert";
import { execute } from "../cli/program.ts";

export interface NamedHost {
  readonly name: string;
  readonly address: string;
}

/** The interface that each host has. */
export const DEVICE = "eth0";

/** Makes so many, and removes them whatever comes of their use. */
export async function withNamedHosts(
  count: number,
  use: (hosts: readonly NamedHost[]) => Promise<void>,
): Promise<void> {
  const middle = `netio-m-${Deno.pid}`;
  const hosts = Array.from({ length: count }, (_, i) => ({
    name: `netio-${"abcdefgh"[i]}-${Deno.pid}`,
    address: `198.18.0.${i + 1}`,
  }));
  try {
    await ip("netns", "add", middle);
    await ip("-n", middle, "link", "add", "br0", "type", "bridge");
    await ip("-n", middle, "link", "set", "br0", "up");
    for (const [i, { name, address }] of hosts.entries()) {
      await ip("netns", "add", name);
      const peer = ["type", "veth", "peer", "name", `v${i}`, "netns", middle];
      await ip("link", "add", DEVICE, "netns", name, ...peer);
      await ip("-n", middle, "link", "set", `v${i}`, "master", "br0", "up");
      await ip("-n", name, "address", "add", `${address}/24`, "dev", DEVICE);
      for (const device of ["lo", DEVICE]) await ip("-n", name, "link", "set", device, "up");
    }
    await use(hosts);
  } finally {
    for (const name of [...hosts.map(({ name }) => name), middle]) {
      await execute(["ip", "netns", "delete", name]);
    }
  }
}

/** The processes in a host. */
export async function processesIn({ name }: NamedHost): Promise<string> {
  return (await execute(["ip", "netns", "pids", name])).stdout.trim();
}

async function ip(...args: string[]): Promise<void> {
  const { code, stderr } = await execute(["ip", ...args]);
  assertEquals(code, 0, `ip ${args.join(" ")}: ${stderr}`);
}
