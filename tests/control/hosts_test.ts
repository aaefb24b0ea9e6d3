import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { VethPair } from "../../net/veth.ts";
import { withoutRedone } from "../../results/redone.ts";
import { netio, rowsIn, withDirectory } from "../cli/program.ts";
import { whyNoNamespaces } from "../net/namespaces.ts";
import { pause } from "../waiting.ts";
import { ONE_TRIAL, ServerProcess, SMALL_SWEEP, sweepTo } from "./processes.ts";
import { present } from "../present.ts";
import type { Rows } from "../../results/table/rows.ts";

/** Columns that the far end alone can fill, by which end it runs. */
const FAR_COLUMNS = {
  send: ["tx_cpu_s", "tx_context_switches", "segments_out", "tx_cpus", "sndbuf"],
  receive: ["rx_cpu_s", "rx_context_switches", "bytes", "rx_cpus", "rcvbuf"],
} as const;
/** What modes that take turns have together. */
const HOST_COLUMNS = ["tx_host_system_s", "rx_host_system_s"] as const;

/** The rows in a result set; those of trials that a busy machine failed stand there beside the ones that made them good. */
function measuredIn(directory: string, count: number): Rows {
  const rows = withoutRedone(rowsIn(directory));
  assertEquals(rows.length, count);
  for (const row of rows) {
    assertEquals([row.status, row.topology], ["ok", "hosts"], row.warnings ?? "");
    for (const column of [...FAR_COLUMNS.send, ...FAR_COLUMNS.receive]) assert(row[column] !== null, column);
    const hasHosts = row.interleave === "trials";
    assertEquals(HOST_COLUMNS.map((column) => row[column] !== null), [hasHosts, hasHosts]);
  }
  return rows;
}

/** Each direction with trials of one mode and with slices, by what the server logs of the trials. */
const WAYS = [
  ["server", "trials", "sends zero-copy 4 KiB"],
  ["server", "slices", "sends two-copy, per-field, one-copy, zero-copy 4 KiB"],
  ["client", "trials", "receives recv 4 KiB"],
  ["client", "slices", "receives recv 4 KiB"],
] as const;

Deno.test("a sweep between two processes fills the columns of both ends, in either direction, by trials and slices", async () => {
  await using server = await ServerProcess.start();
  for (const [direction, how, words] of WAYS) {
    const logged = server.log.length;
    await withDirectory(async (directory) => {
      const options = [...SMALL_SWEEP, "--direction", direction, "--interleave", how];
      const { code, stderr } = await sweepTo(server.where, directory, options);
      assertEquals(code, 0, stderr);
      const rows = measuredIn(directory, 4);
      const zeroCopy = rows.find((row) => row.mode === "zero-copy")!;
      assertEquals([zeroCopy.zc_sends, zeroCopy.effective_copy], [zeroCopy.zc_completions, "copied"]);
      const { ends } = JSON.parse(Deno.readTextFileSync(join(directory, "environment.json")));
      assertEquals([ends.send.interface_name, ends.receive.interface_name], ["lo", "lo"]);
      assert(ends.send.host.kernel_release === ends.receive.host.kernel_release);
      assertStringIncludes(server.log.slice(logged), words);
      for (const { slices } of rows) assertEquals(slices !== null, how === "slices");
    });
  }
});

Deno.test("request and response works between two processes, its round trips timed by the client", async () => {
  await using server = await ServerProcess.start();
  for (const [direction, how] of [["server", "slices"], ["client", "trials"]] as const) {
    await withDirectory(async (directory) => {
      const options = [...SMALL_SWEEP, "--pattern", "rr", "--direction", direction, "--interleave", how];
      const { code, stderr } = await sweepTo(server.where, directory, options);
      assertEquals(code, 0, stderr);
      for (const row of measuredIn(directory, 4)) {
        assertEquals(row.latency_kind, "rtt");
        assert(present(row.latency_p50_us) > 0);
      }
    });
  }
});

Deno.test("IPv6 works as IPv4 does, several connections too", async () => {
  await using server = await ServerProcess.start([], { address: "::1" });
  await withDirectory(async (directory) => {
    const cells = ["--sizes", "1Ki", "--threads", "3", "--modes", "one-copy,zero-copy", "--repeats", "1"];
    const options = [...cells, "--warmup", "20ms", "--duration", "100ms", "--no-plots", "--no-report"];
    const { code, stderr } = await sweepTo(server.where, directory, options);
    assertEquals(code, 0, stderr);
    measuredIn(directory, 2);
  });
});

Deno.test("a token from the environment opens the server, and is written down nowhere", async () => {
  const secret = "correct-horse-battery";
  await using server = await ServerProcess.start([], { env: { NETIO_TOKEN: secret } });
  assertStringIncludes(server.log, "token required");
  await withDirectory(async (directory) => {
    const out = join(directory, "r");
    const refused = await sweepTo(server.where, out, [...ONE_TRIAL, "--token", "wrong"]);
    assertEquals([refused.code, refused.stdout], [1, ""]);
    assertMatch(refused.stderr, /^netio: --connect 127\.0\.0\.1:\d+: the token is wrong\n$/);
    const { code, stderr } = await sweepTo(server.where, out, [...ONE_TRIAL, "--token", secret]);
    assertEquals(code, 0, stderr);
    for (const file of ["environment.json", "plan.json"]) {
      assert(!Deno.readTextFileSync(join(out, file)).includes(secret), file);
    }
    assert(!server.log.includes(secret));
  });
});

Deno.test("a server on other than loopback wants a token; a port in use and a bad name have their sentence", async () => {
  await using server = await ServerProcess.start();
  const open = await netio("serve", "--listen", "0.0.0.0:0");
  assertEquals([open.code, open.stdout], [2, ""]);
  assertStringIncludes(open.stderr, "needs a secret: set NETIO_TOKEN (or --token), or give --insecure");
  const twice = await netio("serve", "--listen", `127.0.0.1:${server.port}`);
  assertEquals([twice.code, twice.stderr], [
    1,
    `netio: --listen 127.0.0.1:${server.port}: Address already in use\n`,
  ]);
  const nameless = await netio("serve", "--listen", "no-such-host.invalid:1");
  assertEquals(nameless.code, 1);
  assertStringIncludes(nameless.stderr, "no-such-host.invalid");
});

Deno.test("what the far end can't do fails the cells with its reason, and the conversation goes on", async () => {
  await using server = await ServerProcess.start();
  const cases: [string[], RegExp][] = [
    [["--pin", "tx=8000,rx=0"], /^far end: --pin names CPU 8000, but this process may use only/],
    [["--congestion", "no-such"], /^far end: --congestion no-such is refused by the kernel/],
  ];
  for (const [options, expected] of cases) {
    await withDirectory(async (directory) => {
      const trials = [...SMALL_SWEEP, "--interleave", "trials"];
      const { code } = await sweepTo(server.where, directory, [...trials, ...options]);
      assertEquals(code, 1);
      const rows = rowsIn(directory);
      assertEquals(rows.map(({ status }) => status), Array(6).fill("failed"), "three, and at the end three");
      for (const row of rows) assertMatch(row.warnings!, expected);
    });
  }
  assertEquals(server.log.split("connected").length - 1, cases.length, "one connection for each sweep");
});

Deno.test("--insecure serves everybody on any address", async () => {
  await using server = await ServerProcess.start(["--insecure"], { address: "0.0.0.0" });
  assertStringIncludes(server.log, "open to anyone");
});

Deno.test("Ctrl-C ends a waiting server with 130", async () => {
  await using server = await ServerProcess.start();
  server.kill("SIGINT");
  assertEquals((await server.over).code, 130);
});

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`tests of two hosts in two namespaces are skipped: ${obstacle}`);

Deno.test({
  name: "two namespaces in the place of two hosts: the same sweep, by serve and connect",
  ignore: obstacle !== null,
  fn: async () => {
    using pair = await VethPair.create({ mtuBytes: 1500, netem: null });
    const [namespace, clients] = [pair.serverPath, pair.clientPath];
    const env = { NETIO_TOKEN: "correct-horse" };
    await using server = await ServerProcess.start([], { address: pair.address, namespace, env });
    await withDirectory(async (directory) => {
      const { code, stderr } = await sweepTo(server.where, directory, SMALL_SWEEP, {
        namespace: clients,
        env,
      });
      assertEquals(code, 0, stderr);
      measuredIn(directory, 4);
      const { ends } = JSON.parse(Deno.readTextFileSync(join(directory, "environment.json")));
      assertEquals([ends.send.interface_name, ends.receive.interface_name], ["netio0", "netio1"]);
      assertEquals([ends.send.address, ends.receive.address], ["198.18.0.1", "198.18.0.2"]);
    });
  },
});

const hasIpv6 = Deno.networkInterfaces().some(({ family }) => family === "IPv6");
if (!hasIpv6) console.log("link-local addresses are not tested: this machine has no IPv6");

/** The link-local address of an interface in a namespace, once the kernel has found it to be nobody else's. */
async function linkLocalOf(interfaceName: string, namespace: string): Promise<string> {
  const args = [`--net=${namespace}`, "ip", "-6", "-o", "address", "show", "dev", interfaceName];
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await new Deno.Command("nsenter", { args }).output();
    const shown = new TextDecoder().decode(stdout);
    const [, address] = /inet6 (fe80:\S+)\/64/.exec(shown) ?? [];
    if (address !== undefined && !/tentative/.test(shown)) return address;
    await pause(100);
  }
  throw new Error(`${interfaceName} has no link-local address`);
}

Deno.test({
  name: "two hosts that know each other by link-local addresses only, each by the name of its own interface",
  ignore: obstacle !== null || !hasIpv6,
  fn: async () => {
    using pair = await VethPair.create({ mtuBytes: 1500, netem: null });
    const env = { NETIO_TOKEN: "correct-horse" };
    const [namespace, clients] = [pair.serverPath, pair.clientPath];
    const address = await linkLocalOf("netio0", namespace), near = await linkLocalOf("netio1", clients);
    await using server = await ServerProcess.start([], { address: `${address}%netio0`, namespace, env });
    await withDirectory(async (directory) => {
      const where = `[${address}%netio1]:${server.port}`;
      const { code, stderr } = await sweepTo(where, directory, ONE_TRIAL, { namespace: clients, env });
      assertEquals(code, 0, stderr);
      measuredIn(directory, 1);
      const { ends } = JSON.parse(Deno.readTextFileSync(join(directory, "environment.json")));
      assertEquals([ends.send.interface_name, ends.receive.interface_name], ["netio0", "netio1"]);
      assertEquals([ends.send.address, ends.receive.address], [address, near]);
    });
  },
});
