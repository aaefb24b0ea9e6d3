import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { execute, netioCommand, rowsIn, withDirectory } from "../cli/program.ts";
import { networkTraces, whyNoNamespaces } from "../net/namespaces.ts";

const SCRIPT = new URL("../../scripts/cluster_pairs.sh", import.meta.url).pathname;
const SWEEP = [
  "--sizes",
  "4Ki",
  "--threads",
  "1",
  "--modes",
  "one-copy",
  "--warmup",
  "10ms",
  "--duration",
  "50ms",
];
const REST = ["--repeats", "1", "--no-plots", "--no-report"];

/** What the launchers of a cluster look like where the hosts are namespaces. */
const SHIMS: Readonly<Record<string, string>> = {
  ssh: '#!/bin/sh\nshift 2\nhost=$1\nshift\nexec ip netns exec "$host" sh -c "$*"\n',
  srun: '#!/bin/sh\nshift 3\nhost=${1#--nodelist=}\nshift\nexec ip netns exec "$host" "$@"\n',
};

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`tests of cluster_pairs.sh are skipped: ${obstacle}`);

async function ip(...args: string[]): Promise<void> {
  const { code, stderr } = await execute(["ip", ...args]);
  assertEquals(code, 0, `ip ${args.join(" ")}: ${stderr}`);
}

/** Two named namespaces with a veth pair, as hosts; removed afterwards. */
async function withHosts(use: (first: string, second: string) => Promise<void>): Promise<void> {
  const [first, second] = [`netio-a-${Deno.pid}`, `netio-b-${Deno.pid}`] as const;
  try {
    for (const host of [first, second]) await ip("netns", "add", host);
    await ip("link", "add", "v0", "netns", first, "type", "veth", "peer", "name", "v0", "netns", second);
    for (const [host, address] of [[first, "198.18.0.1/30"], [second, "198.18.0.2/30"]] as const) {
      await ip("-n", host, "address", "add", address, "dev", "v0");
      for (const device of ["lo", "v0"]) await ip("-n", host, "link", "set", device, "up");
    }
    await use(first, second);
  } finally {
    for (const host of [first, second]) await execute(["ip", "netns", "delete", host]);
  }
}

for (const launch of ["netns", "ssh", "srun"]) {
  Deno.test({
    name: `a sweep between two hosts of a cluster, started by ${launch}, and no server left behind`,
    ignore: obstacle !== null,
    fn: async () => {
      const before = networkTraces();
      await withHosts((first, second) =>
        withDirectory(async (directory) => {
          for (const [name, text] of Object.entries(SHIMS)) {
            await Deno.writeTextFile(join(directory, name), text, { mode: 0o755 });
          }
          const env = {
            PATH: `${directory}:${Deno.env.get("PATH")}`,
            LAUNCH: launch,
            NETIO: netioCommand([]).join(" "),
            TOKEN_FILE: join(directory, "token"),
          };
          const hosts = [`${first}=198.18.0.1`, `${second}=198.18.0.2`];
          const out = join(directory, "out");
          const { code, stderr } = await execute([SCRIPT, out, ...hosts, "--", ...SWEEP, ...REST], { env });
          assertEquals(code, 0, stderr);
          assertEquals(rowsIn(join(out, `${first}-${second}`)).map(({ status }) => status), ["ok"]);
          assertEquals((await Deno.stat(env.TOKEN_FILE)).mode! & 0o777, 0o600);
          const running = await execute(["ip", "netns", "pids", second]);
          assertEquals(running.stdout, "", "the server has ended");
        })
      );
      assertEquals(networkTraces(), before);
    },
  });
}

Deno.test("without two hosts the script says how it is used", async () => {
  const { code, stderr } = await execute([SCRIPT, "/tmp/nowhere", "alone"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "usage:");
  assert(!stderr.includes("mkdir"));
});
